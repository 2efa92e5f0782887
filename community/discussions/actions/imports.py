"""Bringing in what was written elsewhere, or for a demonstration: many rows, no notices.

The rows carry the times, answers, reactions, edits and states that they had. Nobody is told of
any of them; whoever keeps something of its own on threads hears one ThreadsImported in the end.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Max, Q

from community.accounts.models import User
from community.discussions.actions.contents import keep_links, keep_mentions
from community.discussions.actions.imported import Came, ImportedPost, ImportedThread
from community.discussions.actions.scores import rank_threads
from community.discussions.actions.text import Text, rendered
from community.discussions.events import ThreadsImported
from community.discussions.models import DEPTH, Like, Post, Revision, Thread
from community.discussions.origins import Origin
from community.discussions.reading import Reading
from community.events.outbox import publish
from community.kernel import markdown

Imported = list[tuple[Thread, list[Post]]]


class _Written(NamedTuple):
    """A post's row, and what it was made of."""

    row: Post
    told: ImportedPost
    text: Text


def import_threads(
    *, kind: str, threads: Sequence[ImportedThread], own: Callable[[Imported], None]
) -> int:
    """Write the threads in a handful of statements; return how many posts they have.

    `own` writes what belongs to them (topics) in the same transaction, and so are their origins
    written: what was interrupted is there whole or not at all, and IntegrityError is raised
    rather than anything brought in twice. Raises NothingWritten, TooLong.
    """
    texts = _texts([thread.posts for thread in threads])
    with transaction.atomic():
        rows = Thread.objects.bulk_create(_thread(kind, thread) for thread in threads)
        written = [
            _rows(row, thread.posts, said, {})
            for row, thread, said in zip(rows, threads, texts, strict=True)
        ]
        _write([post for posts in written for post in posts])
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
        came = Origin.objects.filter(site=site, kind__in=_THREADS_AND_POSTS)
        told = Origin.objects.filter(site=site, kind=Origin.Kind.TOLD).first()
        if told:
            came = came.filter(pk__gt=told.object_id)
        new = came.aggregate(
            threads=Count("pk", filter=Q(kind=Origin.Kind.QUESTION)),
            posts=Count("pk"),
            to=Max("pk"),
        )
        if not new["posts"]:
            return
        Origin.objects.update_or_create(
            site=site, kind=Origin.Kind.TOLD, key=0, defaults={"object_id": new["to"]}
        )
        announce_threads(kind=kind, threads_count=new["threads"], posts_count=new["posts"], by=by)


def keep_origins(*, origins: Iterable[tuple[Came, int]]) -> None:
    """Remember what rows were called where they come from."""
    Origin.objects.bulk_create(
        (
            Origin(site=came.site, kind=came.kind, key=came.key, object_id=object_id)
            for came, object_id in origins
        ),
        batch_size=1000,
    )


_THREADS_AND_POSTS = [Origin.Kind.QUESTION, Origin.Kind.ANSWER, Origin.Kind.COMMENT]


def _thread(kind: str, thread: ImportedThread) -> Thread:
    state, closed, removed = thread.state, thread.state.closed, thread.state.removed
    live = [post for post in thread.posts if not post.removed]
    first, last = thread.posts[0], max(live, key=lambda post: post.created_at)
    return Thread(
        pk=thread.number,
        kind=kind,
        title=thread.title,
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


def _texts(lists: Iterable[Sequence[ImportedPost]]) -> list[list[Text]]:
    """What the posts of each list become. Raises NothingWritten, TooLong."""
    told = list(lists)
    plain = {post.author_id for posts in told for post in posts if post.text is None}
    authors = User.objects.in_bulk(plain)
    return [
        [post.text or rendered(post.source, author=authors[post.author_id]) for post in posts]
        for posts in told
    ]


def _rows(
    thread: Thread,
    told: Sequence[ImportedPost],
    texts: Sequence[Text],
    above: Mapping[int, Post],
) -> list[_Written]:
    """The last rows of the thread, each with its place in the tree and its counters.

    `above` are the posts that were here before and that these answer.
    """
    made: list[_Written] = []
    first = thread.highest_number - len(told) + 1
    for number, (post, text) in enumerate(zip(told, texts, strict=True), first):
        parent = above.get(post.parent_id) if post.parent_id else None
        if post.parent is not None:
            parent = made[post.parent].row
        if parent and not post.removed:
            parent.replies_count += 1
        made.append(_Written(_post(thread, number, parent, post, text.html), post, text))
    return made


def _post(thread: Thread, number: int, parent: Post | None, post: ImportedPost, html: str) -> Post:
    above = [] if parent is None or parent.opens_thread else parent.path[: DEPTH - 1]
    return Post(
        thread=thread,
        number=number,
        parent=parent,
        path=[*above, number],
        author_id=post.author_id,
        source=post.source,
        html=html,
        html_version=markdown.VERSION,
        version=1 + len(post.earlier),
        likes_count=post.score + len(post.likes),
        imported_score=post.score,
        imported_url=post.url,
        imported_licence=post.licence,
        reactions=dict(Counter(str(like.reaction) for like in post.likes)),
        created_at=post.created_at,
        edited_at=post.earlier[-1].replaced_at if post.earlier else post.edited_at,
        deleted_at=post.removed.at if post.removed else None,
        deleted_by_id=post.removed.by_id if post.removed else None,
    )


def _write(written: Sequence[_Written]) -> None:
    """The posts, and what belongs to each of them alone."""
    _write_posts([post.row for post in written])
    _write_what_hangs_on(written)
    _write_contents(written)


def _write_posts(posts: Sequence[Post]) -> None:
    """Parents before those who answer them, a level of the tree in one statement."""
    waiting = list(posts)
    while waiting:
        ready = [post for post in waiting if post.parent is None or post.parent.pk]
        waiting = [post for post in waiting if post.parent and not post.parent.pk]
        Post.objects.bulk_create(ready, batch_size=500)


def _write_contents(written: Iterable[_Written]) -> None:
    """Who is called and what is linked, where anything is; nobody is told.

    What came from another site calls its people, not those who have the same names here.
    """
    for post, told, text in written:
        if text.called and not told.came:
            keep_mentions(thread=post.thread, post=post, text=text, is_new=True)
        if text.links:
            keep_links(post=post, text=text, is_new=True)


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


def _write_what_hangs_on(written: Iterable[_Written]) -> None:
    likes, revisions, origins = [], [], []
    for post, told, _text in written:
        likes += [
            Like(post=post, member_id=like.member_id, reaction=like.reaction, created_at=like.at)
            for like in told.likes
        ]
        revisions += [
            Revision(
                post=post,
                number=number,
                editor_id=earlier.editor_id,
                source=earlier.source,
                reason=earlier.reason,
                created_at=earlier.replaced_at,
            )
            for number, earlier in enumerate(told.earlier, 1)
        ]
        if told.came:
            origins.append((told.came, post.thread_id if post.opens_thread else post.pk))
    Like.objects.bulk_create(likes, batch_size=1000)
    Revision.objects.bulk_create(revisions, batch_size=500)
    keep_origins(origins=origins)
