"""What Linear is asked in GraphQL, and its errors as ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from http.client import HTTPMessage
from typing import Any

from django.utils.translation import gettext

from feedback.trackers import http
from feedback.trackers.registration import Access, TrackerRefused, TrackerUnavailable

TEAM = "teams(filter: {key: {eq: $team}}) { nodes { id key } }"
ISSUE = "id identifier url title updatedAt trashed state { id } team { key }"
COMMENT = "id body updatedAt user { name } issue { id }"

VIEWER = "query { viewer { id } }"
STATES = """query($team: String!) { teams(filter: {key: {eq: $team}}) {
  nodes { id states(first: 250) { nodes { id name type position } } } } }"""
ISSUES = f"""query($team: String!, $filter: IssueFilter!, $first: Int!, $after: String) {{ {TEAM}
  issues(filter: $filter, first: $first, after: $after, orderBy: updatedAt,
    includeArchived: true) {{ nodes {{ {ISSUE} }} pageInfo {{ hasNextPage endCursor }} }} }}"""
TEAMS = f"query($team: String!) {{ {TEAM} }}"
CREATE = f"""mutation($input: IssueCreateInput!) {{
  issueCreate(input: $input) {{ success issue {{ {ISSUE} }} }} }}"""
UPDATE = f"""mutation($id: String!, $input: IssueUpdateInput!) {{
  issueUpdate(id: $id, input: $input) {{ success issue {{ {ISSUE} }} }} }}"""
COMMENTS = f"""query($filter: CommentFilter!) {{
  comments(filter: $filter, first: 1) {{ nodes {{ {COMMENT} }} }} }}"""
ADD_COMMENT = f"""mutation($input: CommentCreateInput!) {{
  commentCreate(input: $input) {{ success comment {{ {COMMENT} }} }} }}"""

# codes and types of errors, their letters alone
TEMPORARY = {"ratelimited", "internalerror", "internalservererror", "networkerror", "locktimeout"}
SHOWN = 200  # characters of a message
LIMITS = ("Requests", "Complexity", "Endpoint-Requests")  # those that have headers


def ask(access: Access, query: str, **variables: Any) -> Any:
    """The data of an answer without errors, which may come with status 200 or 400.

    Raises TrackerUnavailable, TrackerRefused.
    """
    headers = {"Authorization": access.credentials["token"]}
    sent = {"query": query, "variables": variables}
    try:
        answer = http.ask("POST", f"{access.api_url}/graphql", headers=headers, json=sent)
    except http.Refused as error:
        _check(error.answer)
        raise
    _check(answer)
    if not isinstance(answer.json, Mapping) or not isinstance(answer.json.get("data"), Mapping):
        raise TrackerUnavailable(gettext("The answer has no data."))
    return answer.json["data"]


def _check(answer: http.Answer) -> None:
    errors = answer.json.get("errors") if isinstance(answer.json, Mapping) else None
    if not errors:
        return
    said = errors[0].get("extensions") or {}
    message = said.get("userPresentableMessage") or errors[0].get("message") or gettext("Refused")
    kinds = {re.sub("[^a-z]", "", str(said.get(name)).lower()) for name in ("code", "type")}
    if kinds & TEMPORARY:
        raise TrackerUnavailable(message[:SHOWN], retry_after=_retry_after(answer.headers))
    raise TrackerRefused(message[:SHOWN])


def _retry_after(headers: HTTPMessage) -> float | None:
    """Until each limit that is used up is not: their headers say when, in milliseconds."""
    now = datetime.now(UTC).timestamp()
    waits = [
        float(reset) / 1000 - now
        for limit in LIMITS
        if headers.get(f"X-RateLimit-{limit}-Remaining") == "0"
        and (reset := headers.get(f"X-RateLimit-{limit}-Reset", "")).isdecimal()
    ]
    return max(0, *waits) if waits else None
