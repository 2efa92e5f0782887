from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from community.kernel.jobs import Job, register
from feedback.models import TrackerConnection, TrackerDelivery, TrackerPush
from feedback.trackers.actions import poll_connection, process_delivery, send_push

MOST = 500
WAITING = TrackerPush.State.WAITING


def _usable(prefix: str) -> Q:
    paused_until = f"{prefix}paused_until"
    is_free = Q(**{paused_until: None}) | Q(**{f"{paused_until}__lte": timezone.now()})
    return is_free & Q(**{f"{prefix}is_active": True})


def due_deliveries() -> list[int]:
    due = TrackerDelivery.objects.filter(
        state=WAITING, due_at__lte=timezone.now(), connection__is_active=True
    )
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST])


def due_pushes() -> list[int]:
    """Of each link the first that waits."""
    earlier = TrackerPush.objects.filter(
        link=OuterRef("link"), pk__lt=OuterRef("pk"), state=WAITING
    )
    due = TrackerPush.objects.filter(
        ~Exists(earlier),
        Q(kind=TrackerPush.Kind.CREATE) | Q(link__external_id__isnull=False),
        _usable("link__connection__"),
        state=WAITING,
        due_at__lte=timezone.now(),
    )
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST])


def due_polls() -> list[int]:
    due = TrackerConnection.objects.filter(_usable(""), reconcile_due_at__lte=timezone.now())
    return list(due.order_by(F("reconcile_due_at"), "pk").values_list("pk", flat=True)[:MOST])


register(
    Job(
        name="feedback.tracker_deliveries",
        due=due_deliveries,
        do=lambda pk: process_delivery(delivery_id=pk),
    )
)
register(Job(name="feedback.tracker_pushes", due=due_pushes, do=lambda pk: send_push(push_id=pk)))
register(
    Job(
        name="feedback.tracker_polls",
        due=due_polls,
        do=lambda pk: poll_connection(connection_id=pk),
    )
)
