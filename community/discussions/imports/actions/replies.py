"""Adding posts that were written elsewhere to threads that are here: many rows, no notices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from community.accounts.models import User
from community.discussions.events import PostsImported
from community.discussions.imports.actions.records import ImportedPost
from community.discussions.imports.actions.rows import Written, rows_of, texts_of, write_rows
from community.discussions.imports.actions.threads import announce_import, take_untold
from community.discussions.models import Post, Thread
from community.discussions.ranking.actions import rank_threads
from community.events.outbox import publish

Replies = Mapping[int, Sequence[ImportedPost]]  # by the thread that they are added to


def import_replies(*, site: str, kind: str, replies: Replies, by: User) -> None:
    """Write posts behind those that each thread has, in their order, in a handful of statements.

    They are all there, or none is; one PostsImported tells of them. The caller holds the site.
    Whether a thread is closed or archived is not asked: they were written before.
    """
    texts = dict(zip(replies, texts_of(replies.values()), strict=True))
    with transaction.atomic():
        announce_import(site=site, kind=kind, by=by)  # what a run that was killed left untold
        threads = list(Thread.objects.locked().filter(pk__in=replies, kind=kind).order_by("pk"))
        above = _above(replies)
        written = []
        for thread in threads:
            _grow(thread, replies[thread.pk])
            written += rows_of(thread, replies[thread.pk], texts[thread.pk], above)
        write_rows(written)
        Post.objects.bulk_update(above.values(), ["replies_count"], batch_size=500)
        Thread.objects.bulk_update(threads, GROWN, batch_size=200)
        rank_threads(ids=[thread.pk for thread in threads])
        take_untold(site=site)
        _tell(kind, threads, written, by)


GROWN = [
    "highest_number", "posts_count", "others_count", "likes_count", "bumped_at", "last_author",
    "changes",
]  # fmt: skip


def _above(replies: Replies) -> dict[int, Post]:
    """The posts that were here before and are answered; their threads are locked."""
    ids = {post.parent_id for posts in replies.values() for post in posts if post.parent_id}
    return Post.objects.only("thread", "number", "path", "replies_count").in_bulk(ids)


def _grow(thread: Thread, told: Sequence[ImportedPost]) -> None:
    """Count the posts that are about to be added; an older one does not bring it up again."""
    live = [post for post in told if not post.removed]
    thread.highest_number += len(told)
    thread.posts_count += len(live)
    thread.others_count += sum(post.author_id != thread.author_id for post in live)
    thread.likes_count += sum(post.score + len(post.likes) for post in live)
    thread.changes += 1
    last = max(live, key=lambda post: post.created_at, default=None)
    if last and last.created_at >= thread.bumped_at:
        thread.bumped_at, thread.last_author_id = last.created_at, last.author_id


def _tell(kind: str, threads: Iterable[Thread], written: Iterable[Written], by: User) -> None:
    """Removed threads and posts count nowhere, so no container hears of them."""
    counted: dict[int, int] = defaultdict(int)
    for post in written:
        container_id = post.row.thread.container_id
        if container_id and post.row.is_live and post.row.thread.is_live:
            counted[container_id] += 1
    publish(
        PostsImported(
            actor_id=by.pk,
            kind=kind,
            thread_ids=[thread.pk for thread in threads],
            container_ids=sorted(counted),
            counted=[counted[pk] for pk in sorted(counted)],
        )
    )
