"""Asking a tracker over HTTP, with bounded time and bytes, and its errors as ours.

The address is one that an administrator set, so it may be inside the own network, as a GitHub
Enterprise server is. What it answers is shown to nobody but the team.
"""

from __future__ import annotations

import json as json_format
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPMessage, responses
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from community.kernel import outgoing
from community.kernel.outgoing import (
    OutgoingFailed,
    OutgoingRefused,
    TimedOut,
    TooLong,
    anywhere,
    exchange,
)
from feedback.trackers.registration import TrackerMissing, TrackerRefused, TrackerUnavailable

MOST_BYTES = 2_000_000
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
MISSING = {404, 410}
SHOWN = 200  # characters of an error's message
USER_AGENT = "Commons"  # GitHub refuses requests without one


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage  # found however their names are written
    json: Any  # None if the answer had no body


class Refused(TrackerRefused):
    """A status of 4xx. `answer` is for trackers whose bodies say more: GraphQL's errors."""

    def __init__(self, message: str, answer: Answer) -> None:
        super().__init__(message)
        self.answer = answer


class Missing(Refused, TrackerMissing):
    """404 or 410."""


def ask(  # noqa: PLR0913 - each is a part of the request or a bound of the exchange
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    json: Any = None,
    params: Mapping[str, Any] | None = None,
    timeout: float = 10,
    most_bytes: int = MOST_BYTES,
) -> Answer:
    """Send one request and return its answer, of a status below 400.

    Redirects are followed within the origin of `url` alone, since the headers have credentials.
    No error's text contains a header or the body that was sent. Raises:
    TrackerUnavailable: no answer within `timeout` seconds, a longer one than `most_bytes`, one
    that is not JSON, a status of 5xx, a rate limit (`retry_after` is set if the tracker said it).
    TrackerRefused (`Refused`): any other status of 4xx. TrackerMissing (`Missing`): 404 or 410.
    """
    deadline = time.monotonic() + timeout
    told = {"User-Agent": USER_AGENT, "Accept": "application/json", **headers}
    body = None
    if json is not None:
        body = json_format.dumps(json, allow_nan=False).encode()
        told["Content-Type"] = "application/json"
    if params:
        url += ("&" if "?" in url else "?") + urlencode(params, doseq=True)
    for _ in range(MOST_REDIRECTS + 1):
        try:
            answer = exchange(
                url,
                method=method,
                body=body,
                headers=told,
                limit=most_bytes,
                seconds=max(deadline - time.monotonic(), 0),
                resolve=anywhere,
                ports=None,
            )
        except (OutgoingFailed, OutgoingRefused) as error:
            raise _failure(url, error, most_bytes) from None
        if answer.status not in REDIRECTS:
            return _checked(answer)
        method, url = _onward(method, url, answer)
        if method == "GET":
            body = None
            told.pop("Content-Type", None)
    raise TrackerUnavailable(
        f"{_host(url)} redirects too often."
    )  # no translation: kept as a log is


def _failure(
    url: str, error: OutgoingFailed | OutgoingRefused, most_bytes: int
) -> TrackerUnavailable | TrackerRefused:
    """Only of which kind it was: what caused it can have the whole address, or a header."""
    match error:
        case TimedOut():
            said = f"{_host(url)} did not answer in time."  # no translation: kept as a log is
        case TooLong():
            said = f"The answer is longer than {most_bytes} bytes."  # no translation: as above
        case OutgoingRefused():
            return TrackerRefused(
                f"{_host(url)} is not a web address."
            )  # no translation: kept as a log is
        case _:
            kind = type(error.__cause__ or error).__name__
            said = f"{_host(url)} cannot be reached: {kind}"  # no translation: kept as a log is
    return TrackerUnavailable(said)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The tracker"  # no translation: kept as a log is


def _onward(method: str, url: str, answer: outgoing.Answer) -> tuple[str, str]:
    """Where a redirect leads, if that is the same origin."""
    target = urljoin(url, answer.headers.get("Location", ""))
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise TrackerRefused(
            f"{_host(url)} redirects to another address."
        )  # no translation: kept as a log is
    return method if answer.status in {307, 308} or method == "GET" else "GET", target


def _checked(came: outgoing.Answer) -> Answer:
    status = came.status
    try:
        said = json_format.loads(came.body) if came.body.strip() else None
    except (ValueError, RecursionError):
        if status < 400:
            raise TrackerUnavailable(
                "The answer is not JSON."
            ) from None  # no translation: kept as a log is
        said = None
    answer = Answer(status, came.headers, said)
    if status < 400:
        return answer
    message = f"{status}: {_message(said) or responses.get(status, '')}".rstrip(": ")
    if is_limited(answer):
        raise TrackerUnavailable(message, retry_after=retry_after(answer.headers))
    if status >= 500:
        raise TrackerUnavailable(message, retry_after=retry_after(answer.headers))
    raise (Missing if status in MISSING else Refused)(message, answer)


def is_limited(answer: Answer) -> bool:
    """Whether the tracker wants fewer requests: 429, or 403 with the headers of a limit."""
    if answer.status == 429:
        return True
    headers = answer.headers
    return answer.status == 403 and (
        "Retry-After" in headers or headers.get("X-RateLimit-Remaining") == "0"
    )


def retry_after(headers: HTTPMessage) -> float | None:
    """The seconds that the tracker asks us to wait, None if it does not say. Never negative."""
    now = datetime.now(UTC)
    if said := headers.get("Retry-After"):
        if said.isdecimal():
            return float(said)  # however many digits it has
        try:
            return max((parsedate_to_datetime(said) - now).total_seconds(), 0)
        except (ValueError, TypeError, OverflowError):
            return None
    if (said := headers.get("X-RateLimit-Reset", "")).isdecimal():
        return max(float(said) - now.timestamp(), 0)
    return None


def _message(said: Any) -> str:
    """What GitHub, Jira and GraphQL call the reason, as plain text."""
    if not isinstance(said, Mapping):
        return ""
    for key in ("message", "errorMessages", "errors"):
        value = said.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, Mapping):
            value = value.get("message")
        if isinstance(value, str) and value:
            return value[:SHOWN]
    return ""
