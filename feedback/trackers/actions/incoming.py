"""Webhooks: kept as they came, so that the tracker has its answer at once, and worked off later."""

import logging
from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils import timezone

from community.kernel.errors import RuleViolation
from feedback.models import TrackerConnection, TrackerDelivery
from feedback.trackers.access import access, tracker_of
from feedback.trackers.actions.applying import apply_issue
from feedback.trackers.actions.comments import apply_comment
from feedback.trackers.actions.health import LEASE, MOST_ATTEMPTS, pause_after, told
from feedback.trackers.registration import TrackerRefused, TrackerUnavailable

logger = logging.getLogger(__name__)
State = TrackerDelivery.State


def keep_delivery(
    *, connection: TrackerConnection, delivery_id: str, event: str, body: Mapping[str, Any]
) -> None:
    """Keep a webhook that its tracker signed. One that is here already changes nothing."""
    rows = [
        TrackerDelivery(
            connection=connection, delivery_id=delivery_id[:200], event=event[:60], body=body
        )
    ]
    TrackerDelivery.objects.bulk_create(rows, ignore_conflicts=True)


def process_delivery(*, delivery_id: int) -> None:
    """Apply what a webhook tells, if it is due and no other worker has it.

    What cannot be applied, since a rule is against it or the body is not as documented, has failed
    at once; what a tracker that was asked did not answer is tried again.
    """
    if (delivery := _claimed(delivery_id)) is None:
        return
    connection = delivery.connection
    try:
        _apply(connection, delivery)
    except TrackerUnavailable as error:
        _put_off(delivery, error)
    except (TrackerRefused, RuleViolation) as error:
        _end(delivery, State.FAILED, told(error))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        logger.warning("Tracker delivery %s cannot be read: %r", delivery.pk, type(error))
        _end(
            delivery, State.FAILED, f"The body is not as documented: {type(error).__name__}"
        )  # no translation: kept as a log is
    else:
        _end(delivery, State.DONE, "")


def _apply(connection: TrackerConnection, delivery: TrackerDelivery) -> None:
    tracker, asked = tracker_of(connection), access(connection)
    for change in tracker.changes(delivery.event, delivery.body, asked):
        kind, actor_id = change.kind, change.actor_id
        if change.issue:
            apply_issue(connection, change.issue, kind=kind, actor_id=actor_id)
        elif change.comment:
            apply_comment(connection, change.comment, kind=kind, actor_id=actor_id)


def _claimed(pk: int) -> TrackerDelivery | None:
    now = timezone.now()
    due = TrackerDelivery.objects.filter(pk=pk, state=State.WAITING, due_at__lte=now)
    if not due.update(due_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    delivery = TrackerDelivery.objects.select_related("connection").get(pk=pk)
    if delivery.attempts > MOST_ATTEMPTS:  # its workers were killed each time
        _end(delivery, State.FAILED, "Interrupted too often.")  # no translation: kept as a log is
        return None
    return delivery


def _put_off(delivery: TrackerDelivery, error: TrackerUnavailable) -> None:
    if delivery.attempts >= MOST_ATTEMPTS:
        _end(delivery, State.FAILED, told(error))
        return
    due_at = timezone.now() + pause_after(delivery.attempts)
    TrackerDelivery.objects.filter(pk=delivery.pk).update(due_at=due_at, error=told(error))


def _end(delivery: TrackerDelivery, state: str, error: str) -> None:
    TrackerDelivery.objects.filter(pk=delivery.pk).update(state=state, due_at=None, error=error)
