"""Linear: GraphQL and webhooks, as linear.app/developers describes them.

An issue's status is a workflow state of its team. Linear lets us choose the IDs of what we create,
so a marker is the issue's or the comment's own ID: creating twice cannot make two.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.trackers import linear_graphql as queries
from feedback.trackers.linear_graphql import ask
from feedback.trackers.registration import (
    Access,
    BadSignature,
    Change,
    CredentialField,
    Hook,
    Incoming,
    NewIssue,
    RemoteComment,
    RemoteIssue,
    RemoteStatus,
    Tracker,
    TrackerMissing,
    TrackerRefused,
    register,
)

FRESH = 60  # seconds that a webhook's own time may differ from ours
LONGEST = 60_000  # characters of a text
PER_PAGE = 50
MOST_PAGES = 1000
# "ENG-7", or its address: linear.app/acme/issue/ENG-7/title
REFERENCE = re.compile(
    r"(?:https?://[^/\s]+/[^/\s]+/issue/)?"
    r"(?P<team>[A-Za-z][A-Za-z0-9]*)-(?P<number>[1-9][0-9]{0,8})(?:[/?#]\S*)?"
)
STATE_TYPES = ("triage", "backlog", "unstarted", "started", "completed", "canceled", "duplicate")

ISSUE_KINDS = {"create": "issue_opened", "update": "issue_changed", "remove": "issue_deleted"}
COMMENT_KINDS = {"create": "comment_added", "update": "comment_changed"}


class Linear(Tracker):
    name = "linear"
    label = "Linear"
    default_api_url = "https://api.linear.app"
    project_label = _("Team key, such as ENG")
    credential_fields = (CredentialField(name="token", label=_("Personal API key")),)
    hook = Hook(
        events=("Issues", "Comments"),
        steps=(
            _("As an administrator of the workspace, open Settings, API, New webhook."),
            _("Enter the webhook address, and choose the team."),
            _("Select Issues and Comments."),
            _("Copy the signing secret that Linear shows, and enter it here."),
        ),
    )

    # -- incoming --
    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        sent = incoming.headers.get("linear-signature", "").encode()
        digests = [hmac.new(one.encode(), incoming.body, hashlib.sha256) for one in secrets]
        if not any(hmac.compare_digest(one.hexdigest().encode(), sent) for one in digests):
            raise BadSignature
        try:
            sent_at = float(json.loads(incoming.body)["webhookTimestamp"]) / 1000
        except (ValueError, TypeError, KeyError, RecursionError):
            raise BadSignature from None
        if not abs(incoming.received_at.timestamp() - sent_at) <= FRESH:
            raise BadSignature

    def delivery_id(self, incoming: Incoming) -> str:
        if said := incoming.headers.get("linear-delivery", ""):
            return said
        raise BadSignature

    def event(self, incoming: Incoming) -> str:
        return incoming.headers.get("linear-event", "")

    def changes(self, event: str, body: Mapping[str, Any], access: Access) -> Iterable[Change]:
        kind, action, data = body.get("type"), body.get("action", ""), body.get("data") or {}
        # An older form of the webhook has no actor, only the users in its data.
        actor_id = str((body.get("actor") or {}).get("id") or data.get("userId") or "")
        if kind == "Issue" and action in ISSUE_KINDS and _is_of_team(data, access):
            issue = _issue({"url": body.get("url", ""), **data})
            yield Change(kind=ISSUE_KINDS[action], actor_id=actor_id, issue=issue)
        elif kind == "Comment" and action in COMMENT_KINDS and _is_of_team(data, access):
            comment = _comment(data, str(data.get("issueId") or ""))
            yield Change(kind=COMMENT_KINDS[action], actor_id=actor_id, comment=comment)

    # -- asking --
    def account(self, access: Access) -> str:
        return str(ask(access, queries.VIEWER)["viewer"]["id"])

    def statuses(self, access: Access) -> Sequence[RemoteStatus]:
        teams = ask(access, queries.STATES, team=access.project.upper())["teams"]["nodes"]
        states = _team(teams)["states"]["nodes"]
        states = sorted(states, key=lambda one: (_state_order(one["type"]), one["position"]))
        return [RemoteStatus(id=one["id"], label=one["name"]) for one in states]

    def issue(self, access: Access, external_id: str) -> RemoteIssue:
        return self._only(access, {"id": {"eq": external_id}})

    def find_issue(self, access: Access, reference: str) -> RemoteIssue:
        found = REFERENCE.fullmatch(reference.strip())
        if not found or found["team"].upper() != access.project.upper():
            raise TrackerMissing(gettext("This is not an issue of the team."))
        team = {"key": {"eq": access.project.upper()}}
        return self._only(access, {"team": team, "number": {"eq": int(found["number"])}})

    def _only(self, access: Access, wanted: Mapping[str, Any]) -> RemoteIssue:
        """Asked as a list: an empty one of a team that can be read says that it is not there."""
        asked = ask(access, queries.ISSUES, team=access.project.upper(), filter=wanted, first=1)
        _team(asked["teams"]["nodes"])
        for raw in asked["issues"]["nodes"]:
            if not raw["trashed"]:
                return _issue(raw)
        raise TrackerMissing(gettext("There is no such issue."))

    def find_by_marker(self, access: Access, marker: str) -> RemoteIssue | None:
        wanted = {"id": {"eq": _id(marker)}}
        asked = ask(access, queries.ISSUES, team=access.project.upper(), filter=wanted, first=1)
        return next((_issue(raw) for raw in asked["issues"]["nodes"]), None)

    def issues_since(self, access: Access, since: datetime) -> Iterator[RemoteIssue]:
        moment = since.astimezone(UTC).isoformat().replace("+00:00", "Z")
        wanted = {"team": {"key": {"eq": access.project.upper()}}, "updatedAt": {"gte": moment}}
        after = None
        for _page in range(MOST_PAGES):
            asked = ask(
                access,
                queries.ISSUES,
                team=access.project.upper(),
                filter=wanted,
                first=PER_PAGE,
                after=after,
            )
            _team(asked["teams"]["nodes"])
            yield from (_issue(raw) for raw in asked["issues"]["nodes"] if not raw["trashed"])
            if not asked["issues"]["pageInfo"]["hasNextPage"]:
                return
            after = asked["issues"]["pageInfo"]["endCursor"]

    # -- telling --
    def create_issue(self, access: Access, new: NewIssue) -> RemoteIssue:
        team = _team(ask(access, queries.TEAMS, team=access.project.upper())["teams"]["nodes"])
        sent = {
            "id": _id(new.marker),
            "teamId": team["id"],
            "title": new.title[:255],
            "description": f"{new.text[:LONGEST]}\n\n{new.url}",
            **({"stateId": new.status} if new.status else {}),
        }
        try:
            made = ask(access, queries.CREATE, input=sent)["issueCreate"]
        except TrackerRefused:  # also because the ID is taken: it was created before
            if issue := self.find_by_marker(access, new.marker):
                return issue
            raise
        return _issue(_done(made)["issue"])

    def set_status(self, access: Access, external_id: str, status: str) -> RemoteIssue:
        made = ask(access, queries.UPDATE, id=external_id, input={"stateId": status})["issueUpdate"]
        return _issue(_done(made)["issue"])

    def add_comment(
        self, access: Access, external_id: str, text: str, marker: str
    ) -> RemoteComment:
        sent = {"id": _id(marker), "issueId": external_id, "body": text[:LONGEST]}
        try:
            made = ask(access, queries.ADD_COMMENT, input=sent)["commentCreate"]
        except TrackerRefused:
            if comment := self.find_comment(access, external_id, marker):
                return comment
            raise
        return _comment(_done(made)["comment"], external_id, marker)

    def find_comment(self, access: Access, external_id: str, marker: str) -> RemoteComment | None:
        wanted = {"id": {"eq": _id(marker)}, "issue": {"id": {"eq": external_id}}}
        found = ask(access, queries.COMMENTS, filter=wanted)["comments"]["nodes"]
        return next((_comment(raw, external_id, marker) for raw in found), None)


def _done(payload: Any) -> Any:
    if not payload["success"]:
        raise TrackerRefused(gettext("Linear did not do it."))
    return payload


def _team(nodes: Sequence[Any]) -> Any:
    if not nodes:
        raise TrackerRefused(gettext("The team cannot be read with this key."))
    return nodes[0]


def _state_order(kind: str) -> int:
    return STATE_TYPES.index(kind) if kind in STATE_TYPES else len(STATE_TYPES)


def _is_of_team(data: Mapping[str, Any], access: Access) -> bool:
    """Of an issue or a comment. Not each comment says its team: then its issue's ID decides."""
    issue = data.get("issue") or data
    key = (issue.get("team") or {}).get("key") or str(issue.get("identifier") or "").split("-")[0]
    return not key or key.upper() == access.project.upper()


def _id(marker: str) -> str:
    """Linear wants version 4: of any other marker, one that follows from it."""
    try:
        if (given := UUID(marker)).version == 4:
            return str(given)
    except ValueError:
        pass
    return str(UUID(bytes=hashlib.sha256(marker.encode()).digest()[:16], version=4))


def _issue(raw: Mapping[str, Any]) -> RemoteIssue:
    return RemoteIssue(
        external_id=raw["id"],
        key=raw.get("identifier") or "",
        url=raw.get("url") or "",
        title=raw.get("title") or "",
        status=(raw.get("state") or {}).get("id") or raw.get("stateId") or "",
        version=raw["updatedAt"],
        marker=raw["id"],
    )


def _comment(raw: Mapping[str, Any], issue_id: str, marker: str = "") -> RemoteComment:
    """Of a webhook's comment nobody knows whether its ID is a marker; who wrote it says it."""
    author = raw.get("user") or raw.get("botActor") or {}  # an integration is no user
    return RemoteComment(
        external_id=raw["id"],
        issue_id=issue_id,
        author=author.get("name") or "",
        text=raw.get("body") or "",
        version=raw["updatedAt"],
        marker=marker,
    )


register(Linear())
