"""The time zone that a signed-in member chose."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Handler = Callable[[HttpRequest], HttpResponse]


def own_zone(get_response: Handler) -> Handler:
    """Middleware: render in the member's zone. What many readers share is rendered in UTC, and so
    is what programs read, which come without a session.

    The zone is in the member's row, so it costs no query.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_response(request)
        with timezone.override(_zone(getattr(request.user, "time_zone", ""))):
            return get_response(request)

    return middleware


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # no longer among those that there are
        return None
