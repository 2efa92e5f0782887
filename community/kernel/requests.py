"""One id for a request and for all that it causes: logs, events, tasks, error pages."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex

from django.http import HttpRequest, HttpResponse

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
        with working_for(given if _given.fullmatch(given) else token_hex(8)):
            response = get_response(request)
            response[HEADER] = current_request_id()
            return response

    return middleware


class RequestIdFilter(logging.Filter):
    """Puts `request_id` on every record, so that every formatter can show it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        return True
