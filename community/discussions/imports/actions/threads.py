"""Bringing in what was written elsewhere, or for a demonstration: many rows, no notices.

The rows carry the times, answers, reactions, edits and states that they had. Nobody is told of
any of them; whoever keeps something of its own on threads hears one ThreadsImported in the end.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.db import OperationalError, connection, transaction
from django.db.models import Count, Max, Q
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.events import ThreadsImported
from community.discussions.imports.actions.records import ImportedThread
from community.discussions.imports.actions.rows import rows_of, texts_of, write_rows
from community.discussions.models import Post, Thread
from community.discussions.models.external_ids import ExternalId, lock_of
from community.discussions.models.reading import Reading
from community.discussions.ranking.actions import rank_threads
from community.events.outbox import publish
from community.kernel.errors import RuleViolation
from community.kernel.text import number_of

LOCK_NOT_AVAILABLE = "55P03"

Imported = list[tuple[Thread, list[Post]]]


def import_threads(
    *, kind: str, threads: Sequence[ImportedThread], own: Callable[[Imported], None]
) -> int:
    """Write the threads in a handful of statements; return how many posts they have.

    `own` writes what belongs to them (topics) in the same transaction, and their external ids are
    written: what was interrupted is there whole or not at all, and IntegrityError is raised
    rather than anything brought in twice. Raises NothingWritten, TooLong, TooMuch.
    """
    texts = texts_of([thread.posts for thread in threads])
    with transaction.atomic():
        rows = Thread.objects.bulk_create(_thread(kind, thread) for thread in threads)
        written = [
            rows_of(row, thread.posts, said, {})
            for row, thread, said in zip(rows, threads, texts, strict=True)
        ]
        write_rows([post for posts in written for post in posts])
        imported = [
            (row, [post.row for post in posts]) for row, posts in zip(rows, written, strict=True)
        ]
        _write_readings(zip(rows, threads, strict=True))
        own(imported)
        rank_threads(ids=[row.pk for row in rows])
    return sum(len(posts) for _row, posts in imported)


def reserve_numbers(count: int) -> list[int]:
    """Numbers for threads whose texts refer to each other, in ascending order."""
    statement = """
        SELECT nextval(pg_get_serial_sequence('discussions_thread', 'id'))
        FROM generate_series(1, %s)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [count])
        return sorted(number for (number,) in cursor.fetchall())


class ImportIsRunning(RuleViolation):
    code = "import_is_running"
    title = _("Import already running")
    message = _("Another import from this source is running. Try again when it has finished.")


def hold_site(*, site: str) -> None:
    """Until the transaction ends no other import from there writes. Raises ImportIsRunning.

    One request waits for another for as long as any lock is waited for; a command may run for
    hours, so for that nobody waits. Requests share the lock that a command has alone: one whose
    turn it is would else meet what the one before it is about to let go.
    """
    with connection.cursor() as cursor:
        try:
            waited = number_of(f"import requests {site}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [waited])
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE:
                raise ImportIsRunning from error
            raise
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [lock_of(site)])
        if not cursor.fetchone()[0]:
            raise ImportIsRunning


def announce_threads(*, kind: str, threads_count: int, posts_count: int, by: User) -> None:
    """Tell once of all that was brought in together."""
    with transaction.atomic():
        publish(
            ThreadsImported(
                actor_id=by.pk, kind=kind, threads_count=threads_count, posts_count=posts_count
            )
        )


def announce_import(*, site: str, kind: str, by: User) -> None:
    """Tell once of all that came from a site since this was told last, also by a run that was
    killed before it could; where nothing came, nothing is told.

    The caller holds whatever lets one import of a site run at a time.
    """
    with transaction.atomic():
        if new := take_untold(site=site):
            announce_threads(kind=kind, threads_count=new.threads, posts_count=new.posts, by=by)


class Untold(NamedTuple):
    threads: int
    posts: int


def take_untold(*, site: str) -> Untold | None:
    """How much came from a site that no event has told of, for whoever tells of it now."""
    came = ExternalId.objects.filter(site=site, kind__in=_THREADS_AND_POSTS)
    told = ExternalId.objects.filter(site=site, kind=ExternalId.Kind.TOLD).first()
    if told:
        came = came.filter(pk__gt=told.object_id)
    new = came.aggregate(
        threads=Count("pk", filter=Q(kind=ExternalId.Kind.QUESTION)),
        posts=Count("pk"),
        to=Max("pk"),
    )
    if not new["posts"]:
        return None
    ExternalId.objects.update_or_create(
        site=site, kind=ExternalId.Kind.TOLD, key=0, defaults={"object_id": new["to"]}
    )
    return Untold(new["threads"], new["posts"])


_THREADS_AND_POSTS = [ExternalId.Kind.QUESTION, ExternalId.Kind.ANSWER, ExternalId.Kind.COMMENT]


def _thread(kind: str, thread: ImportedThread) -> Thread:
    state, closed, removed = thread.state, thread.state.closed, thread.state.removed
    live = [post for post in thread.posts if not post.removed]
    first, last = thread.posts[0], max(live, key=lambda post: post.created_at)
    return Thread(
        pk=thread.number,
        kind=kind,
        title=thread.title,
        language=first.language,
        author_id=first.author_id,
        last_author_id=last.author_id,
        container_id=thread.container_id,
        audience=thread.audience,
        highest_number=len(thread.posts),
        posts_count=len(live),
        others_count=sum(post.author_id != first.author_id for post in live),
        likes_count=sum(post.score + len(post.likes) for post in live),
        views_count=thread.views_count,
        created_at=first.created_at,
        bumped_at=last.created_at,
        closed_at=closed.at if closed else None,
        closed_by_id=closed.by_id if closed else None,
        deleted_at=removed.at if removed else None,
        deleted_by_id=removed.by_id if removed else None,
        archived_at=state.archived_at,
        pinned_at=state.pinned_at,
        pinned_until=state.pinned_until,
        is_pinned_everywhere=state.is_pinned_everywhere,
    )


def _write_readings(threads: Iterable[tuple[Thread, ImportedThread]]) -> None:
    """How far members had read; nobody has read more than there is."""
    Reading.objects.bulk_create(
        (
            Reading(
                thread=thread,
                member_id=reading.member_id,
                last_read_number=min(reading.upto, thread.highest_number),
                level=reading.level,
                reason=reading.reason,
            )
            for thread, told in threads
            for reading in told.readings
        ),
        batch_size=1000,
    )
