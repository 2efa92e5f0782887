from django.utils import timezone

from community.kernel.jobs import Job, register
from community.moderation.models import ReviewItem
from community.moderation.screening.actions.spam import check_spam
from community.moderation.screening.registration import APPROVAL


def spam_checks() -> list[int]:
    due = ReviewItem.objects.filter(type=APPROVAL, due_at__lte=timezone.now()).order_by("due_at")
    return list(due.values_list("pk", flat=True)[:100])


register(
    Job(name="moderation.spam_checks", due=spam_checks, do=lambda pk: check_spam(item_id=pk)),
)
