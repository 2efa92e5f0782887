"""Trying again what failed, when somebody who saw why asks for it."""

from django.utils import timezone

from community.accounts.models import User
from community.kernel.errors import Denied
from feedback.models import TrackerDelivery, TrackerPush
from feedback.policy import may_manage
from feedback.trackers.actions.refusals import NotFailed

# Not 0: an attempt went before, so the tracker is asked first what became of it.
AGAIN = 1


def retry_push(*, push: TrackerPush, by: User) -> TrackerPush:
    """Send a failed change again. Raises Denied, NotFailed."""
    _retry(push, push.link.connection.board_id, by)
    return push


def retry_delivery(*, delivery: TrackerDelivery, by: User) -> TrackerDelivery:
    """Apply a failed webhook again. Raises Denied, NotFailed."""
    _retry(delivery, delivery.connection.board_id, by)
    return delivery


def _retry(work: TrackerDelivery | TrackerPush, board_id: int, by: User) -> None:
    if not may_manage(by, board_id):
        raise Denied
    failed = type(work).objects.filter(pk=work.pk, state=work.State.FAILED)
    changes = {"state": work.State.WAITING, "due_at": timezone.now(), "attempts": AGAIN}
    if not failed.update(**changes):
        raise NotFailed
    work.refresh_from_db()
