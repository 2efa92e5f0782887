"""Linking an idea with an issue."""

from django.db import IntegrityError, transaction

from community.accounts import rates
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback.events import IdeaLinked, IdeaUnlinked
from feedback.ideas.actions.locking import lock_for_team
from feedback.models import Idea, TrackerConnection, TrackerLink, TrackerPush
from feedback.policy import may_manage
from feedback.trackers.access import access, tracker_of
from feedback.trackers.actions.health import documented
from feedback.trackers.actions.refusals import (
    AlreadyLinked,
    ConnectionOfAnotherBoard,
    IssueIsLinked,
    PrivateIdeaNotSent,
    TrackerIsAway,
    TrackerSaysNo,
)
from feedback.trackers.registration import RemoteIssue, TrackerRefused, TrackerUnavailable


def link_idea(
    *, idea: Idea, connection: TrackerConnection, by: User, reference: str = ""
) -> TrackerLink:
    """Create an issue for an idea, or link the issue that `reference` names by its key or address.

    A new issue is created within a minute; the link is `creating` until then. The idea's status
    does not change by being linked. Doing so again changes nothing. Raises Denied, IdeaIsMerged,
    ConnectionOfAnotherBoard, PrivateIdeaNotSent, AlreadyLinked, IssueIsLinked, TrackerSaysNo,
    TrackerIsAway.
    """
    rates.consume("change", by=by)
    if not may_manage(by, idea.board_id):
        raise Denied
    reference = (reference or "").strip()
    issue = _found(connection, idea, reference) if reference else None
    with transaction.atomic():
        idea = lock_for_team(idea.pk, by)
        held = TrackerConnection.objects.filter(
            pk=connection.pk, board_id=idea.board_id, is_active=True
        ).first()
        if held is None:
            raise ConnectionOfAnotherBoard
        if known := TrackerLink.objects.filter(idea=idea, connection=held).first():
            if issue and known.external_id != issue.external_id:
                raise AlreadyLinked
            return known
        link = _linked(idea, held, issue) if issue else _creating(idea, held)
        publish(IdeaLinked(actor_id=by.pk, idea_id=idea.pk, link_id=link.pk))
    return link


def _found(connection: TrackerConnection, idea: Idea, reference: str) -> RemoteIssue:
    if connection.board_id != idea.board_id or not connection.is_active:
        raise ConnectionOfAnotherBoard
    try:
        with documented():
            return tracker_of(connection).find_issue(access(connection), reference)
    except TrackerRefused as error:
        raise TrackerSaysNo(str(error)) from None
    except TrackerUnavailable:
        raise TrackerIsAway from None


def _linked(idea: Idea, connection: TrackerConnection, issue: RemoteIssue) -> TrackerLink:
    try:
        with transaction.atomic():
            return TrackerLink.objects.create(
                idea=idea,
                connection=connection,
                external_id=issue.external_id,
                key=issue.key,
                url=issue.url,
                state=TrackerLink.State.LINKED,
                pulled_version=issue.version,
                external_status=issue.status,
            )
    except IntegrityError:
        raise IssueIsLinked from None


def _creating(idea: Idea, connection: TrackerConnection) -> TrackerLink:
    if idea.is_private:
        raise PrivateIdeaNotSent
    link = TrackerLink.objects.create(idea=idea, connection=connection)
    TrackerPush.objects.create(link=link, kind=TrackerPush.Kind.CREATE)
    return link


def unlink_idea(*, link: TrackerLink, by: User) -> None:
    """Remove the link of an idea with its issue, which stays as it is.

    Raises Denied.
    """
    rates.consume("change", by=by)
    with transaction.atomic():
        row = TrackerLink.objects.select_for_update().select_related("idea").filter(pk=link.pk)
        found = row.first()
        if not may_manage(by, (found or link).idea.board_id):
            raise Denied
        if found:
            idea_id, link_id = found.idea_id, found.pk
            found.delete()
            publish(IdeaUnlinked(actor_id=by.pk, idea_id=idea_id, link_id=link_id))
