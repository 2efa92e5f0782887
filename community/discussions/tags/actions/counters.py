"""The number of public threads beside each tag."""

from typing import Any

from django.db import connection, transaction

from community.accounts.models import Audience
from community.discussions.models import Tag, ThreadTag
from community.events.models import Delivery

COUNT_TAGS = """
    UPDATE discussions_tag SET threads_count = greatest(threads_count + change.threads, 0)
    FROM unnest(%s::bigint[], %s::int[]) AS change (id, threads)
    WHERE discussions_tag.id = change.id AND change.threads <> 0
"""


def count_in_tags(changes: dict[int, int]) -> None:
    """Add to each tag's threads; rows are locked in one order."""
    ids = sorted(changes)
    if not ids:
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM discussions_tag WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids]
        )
        cursor.execute(COUNT_TAGS, [ids, [changes[pk] for pk in ids]])


def repair_tags() -> list[str]:
    """Set every tag's counter to what its threads say; return a line for each that was off.

    What the relay has still to fold is left to it: while it has, nothing is repaired.
    """
    found: list[str] = []
    for pk in Tag.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            tag = Tag.objects.select_for_update().filter(pk=pk).first()
            if tag is None:
                continue
            counted = public_threads(tag).count()
            if Delivery.objects.filter(subscriber="discussions.count_tags").exists():
                return found
            if counted != tag.threads_count:
                found.append(f"tag {pk}: counted {tag.threads_count} threads, are {counted}")
                tag.threads_count = counted
                tag.save(update_fields=["threads_count"])
    return found


def public_threads(tag: Tag) -> Any:
    """What a tag's counter counts."""
    live = {"thread__deleted_at": None, "thread__audience": Audience.PUBLIC_ID}
    return ThreadTag.objects.filter(tag=tag, **live)
