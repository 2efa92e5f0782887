from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from community.live import bell
from community.notifications.channels import channel

Handler = Callable[[HttpRequest], HttpResponse]


def bell_comes_along(get_response: Handler) -> Handler:
    """Middleware: whichever version a member's page asks for first, that of the member's bell comes
    along, with the number that was noted: every page shows it, and none has a round trip for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            bell.ask_along(channel(request.user.pk))
        return get_response(request)

    return middleware
