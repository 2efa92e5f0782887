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
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from feedback.trackers.registration import TrackerMissing, TrackerRefused, TrackerUnavailable

if TYPE_CHECKING:
    from requests import Response

MOST_BYTES = 2_000_000
MOST_REDIRECTS = 3
REDIRECTS = {301, 302, 303, 307, 308}
MISSING = {404, 410}
SHOWN = 200  # characters of an error's message
USER_AGENT = "Commons"  # GitHub refuses requests without one


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # found however their names are written
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
    import requests  # noqa: PLC0415 - 10 MB, and only who asks a tracker needs it

    deadline = time.monotonic() + timeout
    try:
        with requests.Session() as session:
            session.trust_env = False  # neither a proxy nor .netrc, which would replace the token
            for _ in range(MOST_REDIRECTS + 1):
                with session.request(
                    method,
                    url,
                    headers={"User-Agent": USER_AGENT, "Accept": "application/json", **headers},
                    json=json,
                    params=params,
                    timeout=max(deadline - time.monotonic(), 0.001),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    if response.status_code not in REDIRECTS:
                        return _checked(response, _read(response, deadline, most_bytes))
                    method, url = _onward(method, url, response)
                    params = None  # the new address has them
    except requests.RequestException as error:
        # Only the kind: the text of these errors has the whole address.
        raise TrackerUnavailable(
            f"{_host(url)} cannot be reached: {type(error).__name__}"
        ) from None
    raise TrackerUnavailable(
        f"{_host(url)} redirects too often."
    )  # no translation: kept as a log is


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The tracker"  # no translation: kept as a log is


def _onward(method: str, url: str, response: Response) -> tuple[str, str]:
    """Where a redirect leads, if that is the same origin."""
    target = urljoin(url, response.headers.get("Location", ""))
    if urlsplit(target)[:2] != urlsplit(url)[:2]:
        raise TrackerRefused(
            f"{_host(url)} redirects to another address."
        )  # no translation: kept as a log is
    return method if response.status_code in {307, 308} or method == "GET" else "GET", target


def _read(response: Response, deadline: float, most_bytes: int) -> bytes:
    body = b""
    for chunk in response.iter_content(16_384):
        body += chunk
        if len(body) > most_bytes:
            raise TrackerUnavailable(
                f"The answer is longer than {most_bytes} bytes."
            )  # no translation: kept as a log is
        if time.monotonic() > deadline:
            raise TrackerUnavailable(
                "The answer took too long."
            )  # no translation: kept as a log is
    return body


def _checked(response: Response, body: bytes) -> Answer:
    status = response.status_code
    try:
        said = json_format.loads(body) if body.strip() else None
    except ValueError:
        if status < 400:
            raise TrackerUnavailable(
                "The answer is not JSON."
            ) from None  # no translation: kept as a log is
        said = None
    answer = Answer(status, response.headers, said)
    if status < 400:
        return answer
    message = f"{status}: {_message(said) or response.reason}"
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


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that the tracker asks us to wait, None if it does not say. Never negative."""
    now = datetime.now(UTC)
    if said := headers.get("Retry-After"):
        if said.isdecimal():
            return float(said)
        try:
            return max((parsedate_to_datetime(said) - now).total_seconds(), 0)
        except (ValueError, TypeError):
            return None
    if (said := headers.get("X-RateLimit-Reset", "")).isdecimal():
        return max(int(said) - now.timestamp(), 0)
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
