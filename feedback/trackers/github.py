"""GitHub Issues: REST and webhooks, as docs.github.com describes them.

An issue's status is whether it is closed and why ("closed:completed", "closed:not_planned"), or,
of an open one, a label that says where the work is: "label:planned". Other labels are not ours.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext_lazy as _

from feedback.trackers.http import Answer, ask
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

OPEN = "open"
CLOSED = {  # no translation: GitHub's words
    "closed:completed": "Closed as completed",
    "closed:not_planned": "Closed as not planned",
    "closed:duplicate": "Closed as duplicate",
}
LABEL = "label:"
STATUS_LABEL = re.compile(
    r"status\s*[:/].+|(under|in)[ _-]review|planned|in[ _-]progress|triage|backlog|blocked",
    re.IGNORECASE,
)
# Only at the very end, where we write it: whoever quotes our text does not take it along.
MARKER = re.compile(r"<!-- commons:([0-9a-f-]{36}) -->\s*\Z")
REFERENCE = re.compile(r"(?:(?P<project>[\w.-]+/[\w.-]+)?#)?(?P<number>[1-9][0-9]{0,11})")
ADDRESS = re.compile(r"/(?P<project>[\w.-]+/[\w.-]+)/issues/(?P<number>[1-9][0-9]{0,11})/?")
NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
LONGEST = 60_000  # of the 65,536 characters that GitHub takes
PER_PAGE = 100
PAGES_SEARCHED = 5  # of our newest issues, for one that was created a moment ago
PAGES_OF_LABELS = 10  # they are read while an administrator waits

ISSUE_CHANGES = frozenset(
    {"edited", "closed", "reopened", "labeled", "unlabeled", "milestoned", "demilestoned"}
    | {"assigned", "unassigned", "pinned", "unpinned", "locked", "unlocked", "typed", "untyped"}
)


class GitHub(Tracker):
    name = "github"
    label = "GitHub Issues"  # no translation: GitHub's words
    default_api_url = "https://api.github.com"
    project_label = _("Repository (owner/name)")
    credential_fields = (CredentialField(name="token", label=_("Personal access token")),)
    hook = Hook(
        events=("issues", "issue_comment"),
        steps=(
            _("In the repository, open Settings, Webhooks, Add webhook."),
            _("Enter the webhook address and the secret, and choose application/json."),
            _("Select the events Issues and Issue comments."),
        ),
    )

    # -- incoming --
    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        sent = incoming.headers.get("x-hub-signature-256", "")
        for secret in secrets:
            digest = hmac.new(secret.encode(), incoming.body, hashlib.sha256).hexdigest()
            if hmac.compare_digest(f"sha256={digest}".encode(), sent.encode()):
                return
        raise BadSignature

    def delivery_id(self, incoming: Incoming) -> str:
        if said := incoming.headers.get("x-github-delivery", ""):
            return said
        raise BadSignature

    def event(self, incoming: Incoming) -> str:
        return incoming.headers.get("x-github-event", "")

    def changes(self, event: str, body: Mapping[str, Any], access: Access) -> Iterable[Change]:
        issue = body.get("issue")
        if event not in {"issues", "issue_comment"} or not issue or "pull_request" in issue:
            return
        if body["repository"]["full_name"].lower() != access.project.lower():
            return
        actor_id, action = str(body["sender"]["id"]), body["action"]
        if event == "issue_comment":
            kind = {"created": "comment_added", "edited": "comment_changed"}.get(action)
            if kind:
                comment = _comment(body["comment"], str(issue["number"]))
                yield Change(kind=kind, actor_id=actor_id, comment=comment)
            return
        if action == "opened":
            kind = "issue_opened"
        elif action in {"deleted", "transferred"}:
            kind = "issue_deleted"
        else:
            kind = "issue_changed" if action in ISSUE_CHANGES else None
        if kind:
            yield Change(kind=kind, actor_id=actor_id, issue=_issue(issue))

    # -- asking --
    def account(self, access: Access) -> str:
        return str(_ask(access, "GET", "/user").json["id"])

    def statuses(self, access: Access) -> Sequence[RemoteStatus]:
        labels = [
            label["name"]
            for page in _pages(access, f"{_repository(access)}/labels", {}, most=PAGES_OF_LABELS)
            for label in page
            if STATUS_LABEL.fullmatch(label["name"])
        ]
        return [  # no translation: GitHub's words
            RemoteStatus(id=OPEN, label="Open"),
            *(RemoteStatus(id=LABEL + name, label=name) for name in sorted(labels)),
            *(RemoteStatus(id=key, label=label) for key, label in CLOSED.items()),
        ]

    def issue(self, access: Access, external_id: str) -> RemoteIssue:
        return _issue(_raw_issue(access, external_id))

    def find_issue(self, access: Access, reference: str) -> RemoteIssue:
        text = reference.strip()
        found = REFERENCE.fullmatch(text) or ADDRESS.fullmatch(urlsplit(text).path)
        project = (found["project"] or access.project) if found else ""
        if not found or project.lower() != access.project.lower():
            raise TrackerMissing(
                "This is not an issue of the repository."
            )  # no translation: kept as a log is
        return self.issue(access, found["number"])

    def find_by_marker(self, access: Access, marker: str) -> RemoteIssue | None:
        # Not the search: it finds a new issue only after a while.
        newest = {"state": "all", "sort": "created", "direction": "desc"}
        pages = _pages(access, f"{_repository(access)}/issues", newest, most=PAGES_SEARCHED)
        for issue in (_issue(one) for page in pages for one in page if _is_issue(one)):
            if issue.marker == marker:
                return issue
        return None

    def issues_since(self, access: Access, since: datetime) -> Iterator[RemoteIssue]:
        moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        changed = {"state": "all", "since": moment, "sort": "updated", "direction": "asc"}
        for page in _pages(access, f"{_repository(access)}/issues", changed):
            yield from (_issue(one) for one in page if _is_issue(one))

    # -- telling --
    def create_issue(self, access: Access, new: NewIssue) -> RemoteIssue:
        text = f"{new.text[:LONGEST]}\n\n{new.url}"
        sent: dict[str, Any] = {"title": new.title[:256], "body": _marked(text, new.marker)}
        if new.status.startswith(LABEL):
            sent["labels"] = [new.status.removeprefix(LABEL)]
        return _issue(_ask(access, "POST", f"{_repository(access)}/issues", sent).json)

    def set_status(self, access: Access, external_id: str, status: str) -> RemoteIssue:
        sent: dict[str, Any]
        if status in CLOSED:
            sent = {"state": "closed", "state_reason": status.partition(":")[2]}
        else:
            now = _raw_issue(access, external_id)
            labels = [name for name in _labels(now) if not STATUS_LABEL.fullmatch(name)]
            labels += [status.removeprefix(LABEL)] if status.startswith(LABEL) else []
            sent = {"state": "open", "labels": labels}
        path = f"{_repository(access)}/issues/{quote(external_id)}"
        return _issue(_ask(access, "PATCH", path, sent).json)

    def add_comment(
        self, access: Access, external_id: str, text: str, marker: str
    ) -> RemoteComment:
        path = f"{_repository(access)}/issues/{quote(external_id)}/comments"
        sent = {"body": _marked(text[:LONGEST], marker)}
        return _comment(_ask(access, "POST", path, sent).json, external_id)

    def find_comment(self, access: Access, external_id: str, marker: str) -> RemoteComment | None:
        path = f"{_repository(access)}/issues/{quote(external_id)}/comments"
        for page in _pages(access, path, {}):
            for comment in (_comment(one, external_id) for one in page):
                if comment.marker == marker:
                    return comment
        return None


def _repository(access: Access) -> str:
    return f"/repos/{quote(access.project)}"


def _ask(access: Access, method: str, path: str, sent: Any = None, **params: Any) -> Answer:
    return _ask_at(access, method, access.api_url + path, sent, params)


def _ask_at(access: Access, method: str, url: str, sent: Any, params: Mapping[str, Any]) -> Answer:
    headers = {  # no translation: a header
        "Authorization": f"Bearer {access.credentials['token']}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    return ask(method, url, headers=headers, json=sent, params=params)


def _pages(
    access: Access, path: str, params: Mapping[str, Any], most: int = 1000
) -> Iterator[list[Any]]:
    """The pages of a list, as their Link headers lead from one to the next."""
    url, asked = access.api_url + path, {**params, "per_page": PER_PAGE}
    for _page in range(most):
        answer = _ask_at(access, "GET", url, None, asked)
        yield answer.json
        onward = NEXT.search(answer.headers.get("Link", ""))
        if not onward:
            return
        url, asked = onward[1], {}
        if urlsplit(url)[:2] != urlsplit(access.api_url)[:2]:
            raise TrackerRefused(
                "The next page is at another address."
            )  # no translation: kept as a log is


def _raw_issue(access: Access, external_id: str) -> Any:
    """GitHub says 404 both of what is not there and of what a token may not see: only if the
    repository can be seen, the issue is not there."""
    try:
        raw = _ask(access, "GET", f"{_repository(access)}/issues/{quote(external_id)}").json
    except TrackerMissing as error:
        try:
            _ask(access, "GET", _repository(access))
        except TrackerMissing:
            raise TrackerRefused(
                "The repository cannot be read with this token."
            ) from None  # no translation: kept as a log is
        raise TrackerMissing(str(error)) from None
    if not _is_issue(raw):
        raise TrackerRefused("This is a pull request.")  # no translation: kept as a log is
    return raw


def _is_issue(raw: Mapping[str, Any]) -> bool:
    return "pull_request" not in raw


def _issue(raw: Mapping[str, Any]) -> RemoteIssue:
    return RemoteIssue(
        external_id=str(raw["number"]),
        key=f"#{raw['number']}",
        url=raw["html_url"],
        title=raw["title"],
        status=_status(raw),
        version=raw["updated_at"],
        marker=_marker(raw.get("body")),
    )


def _status(raw: Mapping[str, Any]) -> str:
    if raw["state"] == "closed":
        status = f"closed:{raw.get('state_reason') or 'completed'}"
        return status if status in CLOSED else "closed:completed"
    told = sorted(name for name in _labels(raw) if STATUS_LABEL.fullmatch(name))
    return LABEL + told[0] if told else OPEN


def _labels(raw: Mapping[str, Any]) -> list[str]:
    return [one if isinstance(one, str) else one["name"] for one in raw.get("labels") or ()]


def _comment(raw: Mapping[str, Any], issue_id: str) -> RemoteComment:
    return RemoteComment(
        external_id=str(raw["id"]),
        issue_id=issue_id,
        author=(raw.get("user") or {}).get("login", ""),  # null: an account that was deleted
        text=raw.get("body") or "",
        version=raw["updated_at"],
        marker=_marker(raw.get("body")),
    )


def _marker(text: str | None) -> str:
    found = MARKER.search(text or "")
    return found[1] if found else ""


def _marked(text: str, marker: str) -> str:
    return f"{text}\n\n<!-- commons:{marker} -->"


register(GitHub())
