"""Jira Cloud: REST v3 and webhooks, as developer.atlassian.com describes them.

An issue's status is one of its project's workflow, and it changes through a transition that leads
there. A marker is a label of an issue, since searching for an entity property needs an installed
app that has it indexed, and a property of a comment, whose properties can be listed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.trackers.adf import from_adf, to_adf
from feedback.trackers.jira_rest import PER_PAGE, ask, path, post, quoted, search
from feedback.trackers.jira_wiki import to_markdown
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

OLDEST = 24 * 3600  # seconds: Jira sends a webhook again for a while, with its first time
LONGEST = 30_000  # of the 32,767 characters that a text may have
NOT_INDEXED = 50  # issues after the newest that the search knows
LABEL = "idea-"
PROPERTY = "idea"
FIELDS = ("summary", "status", "updated", "labels", "project")
BUG_TYPES = ("Bug", "Task")
IDEA_TYPES = ("Task", "Story", "Feature")
# "PROJ-7", or an address of it: /browse/PROJ-7, or chosen on a board
REFERENCE = re.compile(
    r"(?:https?://\S+(?:/browse/|[?&]selectedIssue=))?"
    r"(?P<key>(?P<project>[A-Za-z][A-Za-z0-9_]*)-[1-9][0-9]{0,9})(?:[/?&#]\S*)?"
)
ISSUE_KINDS = {
    "jira:issue_created": "issue_opened",
    "jira:issue_updated": "issue_changed",
    "jira:issue_deleted": "issue_deleted",
}
COMMENT_KINDS = {"comment_created": "comment_added", "comment_updated": "comment_changed"}


class Jira(Tracker):
    name = "jira"
    label = "Jira Cloud"  # no translation: a product's name
    default_api_url = ""  # each customer has a site: a guess would get the credentials
    project_label = _("Project key, such as PROJ")
    credential_fields = (
        CredentialField(name="email", label=_("Email of the account"), is_secret=False),
        CredentialField(name="token", label=_("API token")),
    )
    hook = Hook(
        events=(*ISSUE_KINDS, *COMMENT_KINDS),
        steps=(
            _("As a Jira administrator, open System, WebHooks, Create a WebHook."),
            _("Enter the webhook address and the secret."),
            _("Under issue events, limit it to the project: project = PROJ."),
            _("Select created, updated and deleted issues, and created and updated comments."),
        ),
    )

    # -- incoming --
    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        sent = incoming.headers.get("x-hub-signature", "").encode()
        digests = [hmac.new(one.encode(), incoming.body, hashlib.sha256) for one in secrets]
        if not any(hmac.compare_digest(b"sha256=" + _hex(one), sent) for one in digests):
            raise BadSignature
        sent_at = _body(incoming).get("timestamp")
        if not isinstance(sent_at, int | float):
            raise BadSignature
        if not incoming.received_at.timestamp() - sent_at / 1000 <= OLDEST:
            raise BadSignature

    def delivery_id(self, incoming: Incoming) -> str:
        if said := incoming.headers.get("x-atlassian-webhook-identifier", ""):
            return said
        raise BadSignature

    def event(self, incoming: Incoming) -> str:
        return str(_body(incoming).get("webhookEvent") or "")

    def changes(self, event: str, body: Mapping[str, Any], access: Access) -> Iterable[Change]:
        raw = body.get("issue") or {}
        if not _is_of_project(raw, access):
            return
        if kind := ISSUE_KINDS.get(event):
            actor_id = str((body.get("user") or {}).get("accountId") or "")
            yield Change(kind=kind, actor_id=actor_id, issue=_issue(raw, access))
        elif kind := COMMENT_KINDS.get(event):
            comment = body.get("comment") or {}
            if not _is_restricted(comment):
                actor = comment.get("updateAuthor") or comment.get("author") or {}
                yield Change(
                    kind=kind,
                    actor_id=str(actor.get("accountId") or ""),
                    comment=_comment(comment, str(raw["id"])),
                )

    # -- asking --
    def account(self, access: Access) -> str:
        return str(ask(access, "GET", "/myself")["accountId"])

    def statuses(self, access: Access) -> Sequence[RemoteStatus]:
        types = ask(access, "GET", f"/project/{path(access.project)}/statuses")
        found = {one["id"]: one["name"] for kind in types for one in kind["statuses"]}
        return [RemoteStatus(id=key, label=name) for key, name in found.items()]

    def issue(self, access: Access, external_id: str) -> RemoteIssue:
        """Jira says 404 both of what is not there and of what an account may not see: only if the
        project can be seen, the issue is not there."""
        address = f"/issue/{path(external_id)}"
        try:
            return _issue(ask(access, "GET", address, fields=",".join(FIELDS)), access)
        except TrackerMissing as error:
            try:
                ask(access, "GET", f"/project/{path(access.project)}")
            except TrackerMissing:
                raise TrackerRefused(
                    gettext("The project cannot be read by this account.")
                ) from None
            raise TrackerMissing(str(error)) from None

    def find_issue(self, access: Access, reference: str) -> RemoteIssue:
        found = REFERENCE.fullmatch(reference.strip())
        if not found or found["project"].upper() != access.project.upper():
            raise TrackerMissing(gettext("This is not an issue of the project."))
        return self.issue(access, found["key"].upper())

    def find_by_marker(self, access: Access, marker: str) -> RemoteIssue | None:
        """The search finds a new issue only after a while, so the next keys after the newest
        that it knows are read, too."""
        project = f"project = {quoted(access.project)}"
        for raw in search(access, f"{project} AND labels = {quoted(LABEL + marker)}", FIELDS):
            return _issue(raw, access)
        newest = next(search(access, f"{project} ORDER BY key DESC", FIELDS, per_page=1), None)
        first = 1 + (int(newest["key"].rpartition("-")[2]) if newest else 0)
        keys = [f"{access.project.upper()}-{first + after}" for after in range(NOT_INDEXED)]
        asked = {"issueIdsOrKeys": keys, "fields": FIELDS}
        issues = [_issue(raw, access) for raw in post(access, "/issue/bulkfetch", asked)["issues"]]
        return next((issue for issue in issues if issue.marker == marker), None)

    def issues_since(self, access: Access, since: datetime) -> Iterator[RemoteIssue]:
        # Dates in a search are in the account's time zone; minutes that have passed are in none.
        minutes = math.ceil((datetime.now(UTC) - since).total_seconds() / 60) + 1
        wanted = f'project = {quoted(access.project)} AND updated >= "-{minutes}m"'
        for raw in search(access, f"{wanted} ORDER BY updated DESC", FIELDS):
            yield _issue(raw, access)

    # -- telling --
    def create_issue(self, access: Access, new: NewIssue) -> RemoteIssue:
        fields = {
            "project": {"key": access.project.upper()},
            "issuetype": {"id": _issue_type(access, BUG_TYPES if new.is_bug else IDEA_TYPES)},
            "summary": " ".join(new.title.split())[:255],
            "description": to_adf(f"{new.text[:LONGEST]}\n\n<{new.url}>"),
            "labels": [LABEL + new.marker],
        }
        made = post(access, "/issue", {"fields": fields})
        if new.status:
            try:
                return self.set_status(access, made["id"], new.status)
            except TrackerRefused:
                pass  # no transition leads from the first status there: the issue is created
        return self.issue(access, made["id"])

    def set_status(self, access: Access, external_id: str, status: str) -> RemoteIssue:
        issue = self.issue(access, external_id)
        if issue.status == status:
            return issue
        address = f"/issue/{path(external_id)}/transitions"
        for transition in ask(access, "GET", address)["transitions"]:
            if transition["to"]["id"] == status:
                post(access, address, {"transition": {"id": transition["id"]}})
                return self.issue(access, external_id)
        raise TrackerRefused(gettext("No transition leads to this status from the issue's own."))

    def add_comment(
        self, access: Access, external_id: str, text: str, marker: str
    ) -> RemoteComment:
        sent = {
            "body": to_adf(text[:LONGEST]),
            "properties": [{"key": PROPERTY, "value": {"marker": marker}}],
        }
        raw = post(access, f"/issue/{path(external_id)}/comment", sent)
        return _comment(raw, external_id, marker)

    def find_comment(self, access: Access, external_id: str, marker: str) -> RemoteComment | None:
        """Among the newest. Their list has no properties, and asking for them by ID has."""
        address = f"/issue/{path(external_id)}/comment"
        newest = ask(access, "GET", address, orderBy="-created", maxResults=PER_PAGE)["comments"]
        if not newest:
            return None
        asked = {"ids": [int(one["id"]) for one in newest]}
        for raw in post(access, "/comment/list", asked, expand="properties")["values"]:
            for one in raw.get("properties") or ():
                if one["key"] == PROPERTY and one["value"].get("marker") == marker:
                    return _comment(raw, external_id, marker)
        return None

    def renew_hook(self, access: Access, url: str) -> bool:
        """Only webhooks that an app registered expire; those of an administrator do not, and
        an account that is no app is refused here."""
        try:
            registered = ask(access, "GET", "/webhook", maxResults=PER_PAGE)["values"]
        except TrackerRefused:
            return False
        ids = [one["id"] for one in registered if one.get("url") == url]
        if ids:
            ask(access, "PUT", "/webhook/refresh", {"webhookIds": ids})
        return bool(ids)


def _hex(digest: hmac.HMAC) -> bytes:
    return digest.hexdigest().encode()


def _body(incoming: Incoming) -> Mapping[str, Any]:
    try:
        body = json.loads(incoming.body)
    except (ValueError, RecursionError):
        raise BadSignature from None
    if not isinstance(body, Mapping):
        raise BadSignature
    return body


def _issue_type(access: Access, wanted: Sequence[str]) -> str:
    """The first of the wanted that the project has, else its first that is not part of another
    or has parts: the names differ from project to project."""
    address = f"/issue/createmeta/{path(access.project)}/issuetypes"
    types = ask(access, "GET", address, maxResults=200)["issueTypes"]
    usual = [one for one in types if one.get("hierarchyLevel", 0) == 0 and not one.get("subtask")]
    for name in wanted:
        for one in usual:
            if one["name"].lower() == name.lower():
                return str(one["id"])
    if not usual:
        raise TrackerRefused(gettext("This account cannot create issues in the project."))
    return str(usual[0]["id"])


def _is_of_project(raw: Mapping[str, Any], access: Access) -> bool:
    return str(raw.get("key", "")).rpartition("-")[0].upper() == access.project.upper()


def _is_restricted(comment: Mapping[str, Any]) -> bool:
    """Whether not everybody who sees the issue may read it: a note of the team, for example."""
    return bool(comment.get("visibility")) or comment.get("jsdPublic") is False


def _version(moment: str) -> str:
    """Jira writes times in the zone of the account; as UTC their texts sort."""
    text = datetime.fromisoformat(moment).astimezone(UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


def _site(raw: Mapping[str, Any], access: Access) -> str:
    """Where people see an issue: Jira says the address of its site with each."""
    site = str(raw.get("self", "")).partition("/rest/api/")[0]
    return site if site.startswith("https://") else access.api_url


def _issue(raw: Mapping[str, Any], access: Access) -> RemoteIssue:
    fields = raw["fields"]
    labels = [one for one in fields.get("labels") or () if one.startswith(LABEL)]
    return RemoteIssue(
        external_id=str(raw["id"]),
        key=raw["key"],
        url=f"{_site(raw, access)}/browse/{raw['key']}",
        title=fields["summary"],
        status=str(fields["status"]["id"]),
        version=_version(fields["updated"]),
        marker=labels[0].removeprefix(LABEL) if labels else "",
    )


def _comment(raw: Mapping[str, Any], issue_id: str, marker: str = "") -> RemoteComment:
    body = raw.get("body")
    return RemoteComment(
        external_id=str(raw["id"]),
        issue_id=issue_id,
        author=(raw.get("author") or {}).get("displayName") or "",
        text=to_markdown(body[:LONGEST]) if isinstance(body, str) else from_adf(body),
        version=_version(raw["updated"]),
        marker=marker,
    )


register(Jira())
