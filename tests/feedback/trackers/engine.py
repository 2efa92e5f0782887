"""What the workers do, at once: time does not pass in these tests, so rows are made due."""

from django.utils import timezone

from feedback.models import TrackerConnection, TrackerDelivery, TrackerPush
from feedback.trackers.actions import link_idea, poll_connection, process_delivery, send_push
from feedback.trackers.jobs import due_deliveries, due_pushes
from tests.factories import AdminFactory
from tests.feedback.trackers.servers import send
from tests.handled import handled


def make_due():
    """As if the back-off and the leases had ended."""
    now = timezone.now()
    TrackerPush.objects.filter(state="waiting").update(due_at=now)
    TrackerDelivery.objects.filter(state="waiting").update(due_at=now)
    TrackerConnection.objects.update(paused_until=None)


def push_all(rounds=20):
    """Hand over events and send what is due, until nothing is."""
    handled()
    for _round in range(rounds):
        if not (due := due_pushes()):
            return
        for pk in due:
            send_push(push_id=pk)
        handled()
    raise AssertionError("There is no end to it")


def retry():
    make_due()
    push_all()


def deliver(client, server, hooks=None):
    """Send webhooks and apply them; return how they were answered."""
    hooks = server.take_hooks() if hooks is None else hooks
    statuses = [send(client, server.connection, hook).status_code for hook in hooks]
    for pk in due_deliveries():
        process_delivery(delivery_id=pk)
    return statuses


def poll(connection):
    TrackerConnection.objects.filter(pk=connection.pk).update(reconcile_due_at=timezone.now())
    poll_connection(connection_id=connection.pk)


def linked(idea, connection):
    """The idea's link with an issue that was created for it."""
    link = link_idea(idea=idea, connection=connection, by=AdminFactory())
    push_all()
    link.refresh_from_db()
    return link
