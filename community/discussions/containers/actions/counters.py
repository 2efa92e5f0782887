"""The numbers that stand beside a container."""

from django.db import connection, transaction
from django.db.models import Count, Sum

from community.discussions.models import Container, Thread
from community.discussions.models.containers import container_kind
from community.events.models import Delivery
from community.kernel.statements import Statement

LOCK = """
    SELECT FROM discussions_container WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""
COUNT = Statement(
    """
    UPDATE discussions_container SET
        threads_count = greatest(threads_count + change.threads, 0),
        posts_count = greatest(posts_count + change.posts, 0)
    FROM unnest(%(ids)s::bigint[], %(threads)s::int[], %(posts)s::int[])
        AS change (id, threads, posts)
    WHERE discussions_container.id = change.id RETURNING change.id
    """
)


def count_in_containers(changes: dict[int, tuple[int, int]]) -> None:
    """Add to each container's threads and posts; rows are locked in one order."""
    ids = sorted(changes)
    if not ids:
        return
    with transaction.atomic(savepoint=False):
        if len(ids) > 1:
            with connection.cursor() as cursor:
                cursor.execute(LOCK, [ids])
        threads, posts = zip(*(changes[pk] for pk in ids), strict=True)
        COUNT.fetched({"ids": ids, "threads": list(threads), "posts": list(posts)})


def repair_containers() -> list[str]:
    """Set every container's counters to what its threads say; return a line for each that was off.

    What the relay has still to fold is left to it: while it has, nothing is repaired.
    """
    found: list[str] = []
    for pk in Container.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            container = Container.objects.select_for_update(no_key=True).get(pk=pk)
            kind = container_kind(container.kind)
            live = Thread.objects.filter(kind=kind.threads, container_id=pk, deleted_at=None)
            counted = live.aggregate(threads=Count("pk"), posts=Sum("posts_count"))
            # After counting: what was counted and is still to be folded would count twice.
            if Delivery.objects.filter(subscriber="discussions.count").exists():
                return found
            are = (counted["threads"], counted["posts"] or 0)
            if are != (container.threads_count, container.posts_count):
                found.append(f"{kind.label} {pk}: counters were off, are {are}")
                container.threads_count, container.posts_count = are
                container.save(update_fields=["threads_count", "posts_count"])
    return found
