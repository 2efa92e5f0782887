from datetime import timedelta

from django.db.models.functions import Now

from community.events.event import live_subscribers
from community.events.models import Delivery, DeliveryQuerySet
from community.kernel.health import register

LATE = timedelta(minutes=1)


def late() -> DeliveryQuerySet:
    """Nobody has asked for what was due a minute ago: no relay runs, or it does not keep up."""
    return Delivery.objects.due().filter(next_at__lt=Now() - LATE)


register("relay", lambda: late().exclude(subscriber__in=live_subscribers).exists())
register("relay-live", lambda: late().filter(subscriber__in=live_subscribers).exists())
