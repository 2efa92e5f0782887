"""The language and the time zone that a signed-in member chose."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import override

from community.kernel.negotiation import TEXTS, member_language
from community.kernel.scopes import access_of

Handler = Callable[[HttpRequest], HttpResponse]


def own_preferences(get_response: Handler) -> Handler:
    """Middleware: answer in the member's language and render in the member's zone. What many
    readers share is rendered in UTC, and so is what programs read, which come without a session.

    Both are in the member's row, so they cost no query.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session and access_of(request) is None:
            return get_response(request)
        code = member_language(request, getattr(request.user, "language", ""))
        if not has_session:
            return _in_language(code, request, get_response)
        with timezone.override(_zone(getattr(request.user, "time_zone", ""))):
            return _in_language(code, request, get_response)

    return middleware


def _in_language(code: str, request: HttpRequest, get_response: Handler) -> HttpResponse:
    with override(code):
        response = get_response(request)
    if response.get("Content-Type", "").startswith(TEXTS):
        response.headers.setdefault("Content-Language", code)
    return response


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):  # no longer among those that there are
        return None
