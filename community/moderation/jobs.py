"""What moderation does when its time has come."""

from datetime import timedelta

from django.utils import timezone

from community.kernel.jobs import Job, register
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import remind_of_item
from community.moderation.screening import jobs as of_screening  # noqa: F401
from community.moderation.sentiment import jobs as of_sentiment  # noqa: F401

WAITS = timedelta(hours=48)


def waiting_for_long() -> list[int]:
    items = ReviewItem.objects.open().filter(reminded_at=None)
    long = items.filter(created_at__lte=timezone.now() - WAITS)
    return list(long.order_by("created_at").values_list("pk", flat=True)[:100])


register(
    Job(
        name="moderation.waiting",
        due=waiting_for_long,
        do=lambda pk: remind_of_item(item_id=pk),
    )
)
