"""One id for a request and for all that it causes: logs, events, tasks, error pages."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address
from secrets import token_hex

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware

from community.kernel.problems import NO_LENGTH, TOO_LARGE, UNREADABLE, for_program

logger = logging.getLogger("community.access")

HEADER = "X-Request-ID"
_given = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """The id of the request that this code works for; empty outside of any."""
    return _current.get()


def take_over(request_id: str) -> None:
    """Everything that this thread does from here on is done for that request: a task."""
    _current.set(request_id)


@contextmanager
def working_for(request_id: str) -> Iterator[None]:
    """Work on behalf of that request for a while: a request itself, the relay."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: take the proxy's id if it is a sane one, else make one; say it in the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        began = time.perf_counter()
        with working_for(given if _given.fullmatch(given) else token_hex(8)):
            request.request_id = current_request_id()  # type: ignore[attr-defined]
            response = get_response(request)
            response[HEADER] = current_request_id()
            asked = {
                "method": request.method,
                "path": _path(request),
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
            }
            logger.info("%(method)s %(path)s %(status)s %(ms)s ms", asked, extra=asked)
            return response

    return middleware


def _path(request: HttpRequest) -> str:
    """What was asked for; where the address is a secret itself, as in a mail, only its form."""
    match = request.resolver_match
    hidden = request.path.startswith(("/accounts/", "/invite/", "/feedback/hooks/"))
    return f"/{match.route}" if match and hidden else request.path


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer, or the one that the first of TRUSTED_PROXIES proxies saw.

    It has one spelling, so that another one gives no second allowance: without the port that some
    proxies add, IPv4 as it is, and IPv6 as its network, since one connection has all its addresses.
    """
    peer: str = request.META["REMOTE_ADDR"]
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    proxies: int = settings.TRUSTED_PROXIES
    is_told = 0 < proxies <= len(seen) and seen[-proxies]
    return _in_one_spelling(seen[-proxies][:64] if is_told else peer)


def _in_one_spelling(address: str) -> str:
    host = address
    if address.startswith("["):
        host = address[1:].partition("]")[0]
    elif address.count(":") == 1:
        host = address.partition(":")[0]
    try:
        found = ip_address(host)
    except ValueError:  # a word of a strange proxy, or a socket without an address
        return address
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or IPv6Address(int(found) >> 64 << 64)
    return str(found)


def sane_request(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse what no browser sends and the framework stumbles over."""

    def middleware(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8").strip("\"'").lower()
        odd = any(not sign.isprintable() for value in request.COOKIES.values() for sign in value)
        if odd or charset not in {"utf-8", "utf8"}:
            answer = for_program(request, 400, "bad_request", UNREADABLE)
            return answer or HttpResponse(UNREADABLE, status=400, content_type="text/plain")
        if _has_no_length(request) and (
            answer := for_program(request, 411, "length_required", NO_LENGTH)
        ):
            return answer
        if _is_too_large(request) and (answer := for_program(request, 413, "too_large", TOO_LARGE)):
            return answer
        return get_response(request)

    return middleware


def _has_no_length(request: HttpRequest) -> bool:
    """Whether the body comes in chunks: the framework reads none of it, and takes it for empty."""
    return "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH")


class WithSlash(CommonMiddleware):
    """The framework's, which sends on whoever left out the slash at the end: with all that was
    sent. Most clients answer its 301 by a GET, and would take what they read for what they made.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is not response and request.method not in {"GET", "HEAD"}:
            answer.status_code = 308
        return answer


def _is_too_large(request: HttpRequest) -> bool:
    """Whether more is sent than anybody wants to parse; files have limits of their own."""
    length = request.META.get("CONTENT_LENGTH", "")
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    is_file = request.content_type == "multipart/form-data"
    return length.isdecimal() and int(length[:20]) > most and not is_file


class RequestIdFilter(logging.Filter):
    """Puts `request_id` on every record, so that every formatter can show it."""

    def filter(self, record: logging.LogRecord) -> bool:
        # What the framework says of an answer, it says after the request has ended.
        of_record = getattr(getattr(record, "request", None), "request_id", "-")
        record.request_id = current_request_id() or of_record
        return True
