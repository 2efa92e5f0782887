from django.db.models import QuerySet
from django.db.models.functions import Now

from community.events.models import Delivery


def retry_deliveries(*, deliveries: QuerySet[Delivery]) -> int:
    """Let parked deliveries be tried again from the beginning; return how many."""
    return deliveries.update(attempts=0, next_at=Now())
