"""Looking for what no webhook told: every 15 minutes what changed, and each link once a day.

GitHub sends a webhook once and never again, whatever became of it.
"""

import logging
from datetime import timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.utils import timezone

from community.kernel.errors import RuleViolation
from feedback.models import TrackerConnection, TrackerDelivery, TrackerLink, TrackerPush
from feedback.trackers.access import access, hook_url, tracker_of
from feedback.trackers.actions.applying import DELETED, apply_issue
from feedback.trackers.actions.health import note_failure, note_success, pause_after, unexpected
from feedback.trackers.actions.sending import learn_account
from feedback.trackers.registration import (
    RemoteIssue,
    TrackerMissing,
    TrackerRefused,
    TrackerUnavailable,
)

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=15)
OVERLAP = timedelta(minutes=5)  # clocks differ
FIRST = timedelta(days=30)  # how far the first poll looks back
HOOK_RENEWED_EVERY = timedelta(days=20)
KEPT = timedelta(days=30)  # what is done, for whoever asks what happened
MOST_DELETED = 5000  # in one statement
HOURS = 24


def poll_connection(*, connection_id: int) -> None:
    """Apply what changed since the last poll, if one is due and no other worker does it."""
    now = timezone.now()
    due = TrackerConnection.objects.filter(
        pk=connection_id, is_active=True, reconcile_due_at__lte=now
    )
    if not due.update(reconcile_due_at=now + EVERY):
        return
    connection = TrackerConnection.objects.get(pk=connection_id)
    try:
        learn_account(connection)
        if links := _links(connection):
            since = connection.reconciled_at or now - FIRST
            issues = tracker_of(connection).issues_since(access(connection), since - OVERLAP)
            for issue in issues:
                if issue.external_id in links or issue.marker in links:
                    _apply(connection, issue, "issue_changed")
    except (TrackerUnavailable, TrackerRefused) as error:
        _failed(connection, error)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        _failed(connection, unexpected(error))
    else:
        rows = TrackerConnection.objects.filter(pk=connection.pk)
        rows.update(reconciled_at=now)
        note_success(connection.pk)


def _links(connection: TrackerConnection) -> set[str]:
    """What tells an issue of ours: the ids of those that are known, the markers of the others."""
    rows = connection.links.exclude(state=TrackerLink.State.BROKEN)
    return {
        external or str(marker) for external, marker in rows.values_list("external_id", "marker")
    }


def _apply(connection: TrackerConnection, issue: RemoteIssue, kind: str) -> None:
    """A rule that is against one change is no reason to leave out the others."""
    try:
        apply_issue(connection, issue, kind=kind)
    except RuleViolation as error:
        logger.info("Issue %s of connection %s: %s", issue.key, connection.pk, error)


def _failed(connection: TrackerConnection, error: TrackerUnavailable | TrackerRefused) -> None:
    note_failure(connection.pk, error)
    wait = getattr(error, "retry_after", None)
    pause = timedelta(seconds=wait) if wait else pause_after(connection.failures_count + 1)
    due_at = timezone.now() + min(pause, timedelta(hours=1))
    TrackerConnection.objects.filter(pk=connection.pk).update(reconcile_due_at=due_at)


def check_links(*, hour: int) -> None:
    """Ask for one of 24 parts of all linked issues, so that each was asked for within a day."""
    usable = Q(paused_until=None) | Q(paused_until__lte=timezone.now())
    for connection in TrackerConnection.objects.filter(usable, is_active=True).order_by("pk"):
        try:
            _check(connection, hour)
        except (TrackerUnavailable, TrackerRefused) as error:
            note_failure(connection.pk, error)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            note_failure(connection.pk, unexpected(error))


def _check(connection: TrackerConnection, hour: int) -> None:
    tracker, asked = tracker_of(connection), access(connection)
    renewed_at, now = connection.hook_renewed_at, timezone.now()
    is_old = renewed_at is None or renewed_at < now - HOOK_RENEWED_EVERY
    if is_old and tracker.renew_hook(asked, hook_url(connection)):
        TrackerConnection.objects.filter(pk=connection.pk).update(hook_renewed_at=now)
    links = connection.links.filter(state=TrackerLink.State.LINKED).order_by("pk")
    for link in links.extra(where=["id %% %s = %s"], params=[HOURS, hour % HOURS]).iterator():
        external_id = cast("str", link.external_id)
        try:
            _apply(connection, tracker.issue(asked, external_id), "issue_changed")
        except TrackerMissing:
            _apply(connection, _gone(link), DELETED)


def _gone(link: TrackerLink) -> RemoteIssue:
    return RemoteIssue(
        external_id=link.external_id or "",
        key=link.key,
        url=link.url,
        title="",
        status=link.external_status,
        version=link.pulled_version,
    )


def delete_done() -> None:
    """Delete what was done a month ago: bodies of webhooks have names and texts of people."""
    before = timezone.now() - KEPT
    deliveries = TrackerDelivery.objects.filter(
        created_at__lt=before, state=TrackerDelivery.State.DONE
    )
    # A link knows by its other pushes that the issue was asked for, and which posts were sent.
    pushes = TrackerPush.objects.filter(
        created_at__lt=before, state=TrackerPush.State.DONE, kind=TrackerPush.Kind.STATUS
    )
    deliveries.filter(pk__in=_first(deliveries)).delete()
    pushes.filter(pk__in=_first(pushes)).delete()


def _first(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_DELETED])
