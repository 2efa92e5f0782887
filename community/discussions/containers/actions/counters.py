"""The numbers that stand beside a category."""

from django.db import connection, transaction
from django.db.models import Count, Sum

from community.discussions.models import Thread
from community.events.models import Delivery
from forum.models import KIND, Category

LOCK_CATEGORIES = """
    SELECT FROM discussions_container WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
COUNT_CATEGORIES = """
    UPDATE discussions_container SET
        threads_count = greatest(threads_count + change.topics, 0),
        posts_count = greatest(posts_count + change.posts, 0)
    FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS change (id, topics, posts)
    WHERE discussions_container.id = change.id
"""


def count_in_categories(changes: dict[int, tuple[int, int]]) -> None:
    """Add to each category's topics and posts; rows are locked in one order."""
    ids = sorted(changes)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if len(ids) > 1:
            cursor.execute(LOCK_CATEGORIES, [ids])
        topics, posts = zip(*(changes[pk] for pk in ids), strict=True) if ids else ((), ())
        cursor.execute(COUNT_CATEGORIES, [ids, list(topics), list(posts)])


def repair_categories() -> list[str]:
    """Set every category's counters to what its topics say; return a line for each that was off.

    What the relay has still to fold is left to it: while it has, nothing is repaired.
    """
    found: list[str] = []
    for pk in Category.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            category = Category.objects.select_for_update(no_key=True).get(pk=pk)
            live = Thread.objects.filter(kind=KIND, container_id=pk, deleted_at=None)
            counted = live.aggregate(topics=Count("pk"), posts=Sum("posts_count"))
            # After counting: what was counted and is still to be folded would count twice.
            if Delivery.objects.filter(subscriber="forum.count").exists():
                return found
            are = (counted["topics"], counted["posts"] or 0)
            if are != (category.threads_count, category.posts_count):
                found.append(f"category {pk}: counters were off, are {are}")
                category.threads_count, category.posts_count = are
                category.save(update_fields=["threads_count", "posts_count"])
    return found
