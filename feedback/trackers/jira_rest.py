"""Asking Jira's REST API, and what it says of errors."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext

from feedback.trackers import http
from feedback.trackers.registration import Access, TrackerUnavailable

API = "/rest/api/3"
PER_PAGE = 100
MOST_PAGES = 1000


def ask(access: Access, method: str, path: str, sent: Any = None, **params: Any) -> Any:
    """The JSON of an answer. Raises TrackerUnavailable, TrackerRefused, TrackerMissing."""
    account = f"{access.credentials['email']}:{access.credentials['token']}"
    encoded = b64encode(account.encode()).decode()
    headers = {"Authorization": f"Basic {encoded}"}  # no translation: a header
    url = f"{access.api_url}{API}{path}"
    try:
        return http.ask(method, url, headers=headers, json=sent, params=params).json
    except http.Refused as error:
        if said := _said(error.answer.json):
            error.args = (f"{error.answer.status}: {said}",)
        raise


def post(access: Access, path: str, sent: Any, **params: Any) -> Any:
    """The JSON of an answer to a POST, as `ask`."""
    return ask(access, "POST", path, sent, **params)


def _said(answer: Any) -> str:
    """What Jira says of single fields, such as a label that the project does not allow."""
    errors = answer.get("errors") if isinstance(answer, Mapping) else None
    if not isinstance(errors, Mapping):
        return ""
    return "; ".join(f"{name}: {message}" for name, message in errors.items())[:200]


def search(
    access: Access, jql: str, fields: Sequence[str], per_page: int = PER_PAGE
) -> Iterator[Any]:
    """The issues that a JQL query finds, page by page. The newest changes may be missing."""
    sent: dict[str, Any] = {"jql": jql, "fields": fields, "maxResults": per_page}
    for _page in range(MOST_PAGES):
        found = post(access, "/search/jql", sent)
        yield from found["issues"]
        if not found.get("nextPageToken"):
            return
        sent["nextPageToken"] = found["nextPageToken"]
    raise TrackerUnavailable(gettext("The search has no end."))


def path(part: str) -> str:
    """A part of a path, so that it stays one."""
    return quote(part, safe="")


def quoted(text: str) -> str:
    """A text in JQL, so that it stays one."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
