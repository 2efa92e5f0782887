"""What a tracker says of an issue, applied to the idea: from webhooks, polls and our own calls.

Webhooks arrive late, twice and in any order. Each link knows the version of the issue that was
applied last, so that an older one changes nothing; and its row is locked, so that two workers
never apply two of them at once.
"""

import hashlib
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext, override

from community.accounts.models import User
from community.kernel.languages import default
from feedback.ideas.actions import follow_status
from feedback.models import Idea, TrackerConnection, TrackerLink, TrackerPush
from feedback.trackers.access import access, tracker_of
from feedback.trackers.registration import RemoteIssue, TrackerUnavailable

MOST_LOOKS = 3
DELETED = "issue_deleted"


class _Tie(Exception):
    """Two states of one issue have the same version: trackers count in seconds."""

    def __init__(self, link: TrackerLink) -> None:
        super().__init__()
        self.seen = (link.pulled_version, link.external_status)


def digest(status: str) -> str:
    return hashlib.sha256(f"status={status}".encode()).hexdigest()


def apply_issue(
    connection: TrackerConnection, issue: RemoteIssue, *, kind: str, actor_id: str = ""
) -> None:
    """Apply what is known of an issue; of one that no idea is linked with, nothing.

    Skipped, in this order: what our own account did, what we sent, what is not newer than what was
    applied. Where two states have the same version, the tracker is asked which one holds. Raises
    RuleViolation if the idea's status cannot change; TrackerUnavailable, TrackerRefused.
    """
    seen: tuple[str, str] | None = None
    for _look in range(MOST_LOOKS):
        try:
            with transaction.atomic():
                _apply(connection, issue, kind, actor_id, seen)
        except _Tie as tie:
            seen = tie.seen
        else:
            return
        issue = tracker_of(connection).issue(access(connection), issue.external_id)
    raise TrackerUnavailable(
        "The issue changes faster than it can be read."
    )  # no translation: kept as a log is


def _apply(
    connection: TrackerConnection,
    issue: RemoteIssue,
    kind: str,
    actor_id: str,
    seen: tuple[str, str] | None,
) -> None:
    links = TrackerLink.objects.select_for_update(no_key=True, of=["self"])
    links = links.select_related("idea").filter(connection=connection)
    link = links.filter(external_id=issue.external_id).first()
    is_own = bool(actor_id) and actor_id == connection.account_id
    if link is None:
        # Others could copy a marker. A poll does not know whose change it was.
        if kind != DELETED and (is_own or not actor_id or not connection.account_id):
            _complete_by_marker(links, issue)
        return
    if kind == DELETED:
        break_link(link)
        return
    if link.state != TrackerLink.State.LINKED or is_own:
        return
    if digest(issue.status) == link.pushed_hash:
        note(link, issue)
        return
    known = (link.pulled_version, link.external_status)
    if issue.version < link.pulled_version or (issue.version, issue.status) == known:
        return
    if issue.version == link.pulled_version and seen != known:
        raise _Tie(link)
    _follow(connection, link, issue)


def _follow(connection: TrackerConnection, link: TrackerLink, issue: RemoteIssue) -> None:
    is_of_board = link.idea.board_id == connection.board_id
    category = connection.statuses_in.get(issue.status) if is_of_board else None
    if issue.status != link.external_status and category:
        # Of two changes at once the tracker's holds: what was to be sent is out of date.
        waiting = link.pushes.filter(kind=TrackerPush.Kind.STATUS, state=TrackerPush.State.WAITING)
        waiting.update(state=TrackerPush.State.DONE, due_at=None)
        with override(default()):  # it is kept, for all readers
            # Translators: why an idea's status changed. "Changed in GitHub Issues".
            reason = gettext("Changed in %(tracker)s") % {"tracker": tracker_of(connection).label}
        machine = User.objects.get(is_machine=True)
        with suppress(Idea.DoesNotExist):  # it became a topic, which has no status
            follow_status(idea=link.idea, category=category, by=machine, reason=reason)
    link.pushed_hash = ""
    note(link, issue)


def note(link: TrackerLink, issue: RemoteIssue) -> None:
    """Keep the newest state that is known of the issue. The link's row is locked."""
    if issue.version >= link.pulled_version:
        link.pulled_version, link.external_status = issue.version, issue.status
    link.key, link.url = issue.key, issue.url
    link.save(update_fields=["pulled_version", "external_status", "pushed_hash", "key", "url"])


def _complete_by_marker(links: QuerySet[TrackerLink], issue: RemoteIssue) -> None:
    """The issue that we created told of itself before the answer to our call did, or instead."""
    try:
        marker = UUID(issue.marker)
    except ValueError:
        return
    creating = links.filter(state=TrackerLink.State.CREATING, external_id=None)
    if link := creating.filter(marker=marker).first():
        complete(link, issue)


def complete(link: TrackerLink, issue: RemoteIssue) -> None:
    """The issue of a link whose row is locked is known now."""
    if link.external_id is None:
        link.external_id, link.state = issue.external_id, TrackerLink.State.LINKED
        try:
            with transaction.atomic():
                link.save(update_fields=["external_id", "state"])
        except IntegrityError:  # somebody linked this issue with another idea in the meantime
            link.external_id = None
            break_link(link)
            return
    note(link, issue)


def break_link(link: TrackerLink) -> None:
    """The issue is gone. What was to be sent there is not sent."""
    link.state = TrackerLink.State.BROKEN
    link.save(update_fields=["state"])
    waiting = link.pushes.filter(state=TrackerPush.State.WAITING)
    waiting.update(state=TrackerPush.State.DONE, due_at=None)
