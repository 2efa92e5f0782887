"""Counters that follow from rows, set right, and views brought in from Redis."""

import logging
from collections import defaultdict
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from community.discussions.models import Like, Post, Thread
from community.kernel.store import ask

logger = logging.getLogger(__name__)

BATCH = 500
VIEWS = "views"  # the hash in Redis: thread id to views since the last writing


def repair_threads() -> list[str]:
    """Set every thread's counters to what its rows say; return a line for each that was off.

    Each row is locked first and counted in a second statement: counting inside the UPDATE
    would miss what commits while it waits for the lock.
    """
    found: list[str] = []
    last = 0
    while ids := list(
        Thread.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = ids[-1]
        for pk in ids:
            found += _repair(pk)
    for line in found:
        logger.error("counter drift: %s", line)
    return found


def _repair(pk: int) -> list[str]:
    with transaction.atomic():
        thread = Thread.objects.locked().get(pk=pk)
        of_posts = _repair_posts(thread)  # first: the thread's likes are the sum of theirs
        live = Q(deleted_at=None)
        counted = thread.posts.aggregate(
            posts_count=Count("pk", filter=live),
            others_count=Count("pk", filter=live & ~Q(author=thread.author_id)),
            likes_count=Sum("likes_count", filter=live),
        )
        off = [
            f"thread {pk}: {name} was {getattr(thread, name)}, is {value or 0}"
            for name, value in counted.items()
            if getattr(thread, name) != (value or 0)
        ]
        if off:
            Thread.objects.filter(pk=pk).update(**{k: v or 0 for k, v in counted.items()})
        return of_posts + off


def _repair_posts(thread: Thread) -> list[str]:
    off = []
    kinds: dict[int, dict[str, int]] = defaultdict(dict)
    given = Like.objects.filter(post__thread=thread.pk).values_list("post_id", "reaction")
    for post_id, reaction, number in given.annotate(number=Count("pk")).order_by("post_id"):
        kinds[post_id][reaction] = number
    counted = thread.posts.annotate(
        replies_are=Count("replies", filter=Q(replies__deleted_at=None), distinct=True),
    ).order_by("number")
    post: Any  # with what was counted beside it
    for post in counted:
        reactions = kinds.get(post.pk, {})
        right = (post.imported_score + sum(reactions.values()), post.replies_are, reactions)
        if (post.likes_count, post.replies_count, post.reactions) != right:
            off.append(f"post {post.pk}: likes or replies were off")
            Post.objects.filter(pk=post.pk).update(
                likes_count=right[0], replies_count=right[1], reactions=reactions
            )
    return off


ADD_VIEWS = """
    UPDATE discussions_thread SET views_count = views_count + seen.views
    FROM unnest(%s::bigint[], %s::int[]) AS seen (id, views)
    WHERE discussions_thread.id = seen.id
"""


def write_views() -> int:
    """Add the views counted in Redis to their threads; return how many there were.

    They are taken before they are written: a worker killed between loses a minute of views,
    and never counts one twice. Raises Unavailable.
    """

    def take(redis):  # type: ignore[no-untyped-def]
        with redis.pipeline() as pipe:
            return pipe.hgetall(VIEWS).delete(VIEWS).execute()[0]

    seen = {int(pk): int(views) for pk, views in ask(take).items()}
    ids = sorted(seen)
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM discussions_thread WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                [some],
            )
            cursor.execute(ADD_VIEWS, [some, [seen[pk] for pk in some]])
    return sum(seen.values())
