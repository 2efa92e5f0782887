"""Which language a request is answered in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)

from community.kernel.languages import default, is_translated, shown_in
from community.kernel.problems import is_for_program

Handler = Callable[[HttpRequest], HttpResponse]
COOKIE: str = settings.LANGUAGE_COOKIE_NAME
TEXTS = ("text/html", "application/json", "application/problem+json", "application/atom+xml")


def asked_for(request: HttpRequest) -> str | None:
    """The first language of Accept-Language that the site is translated into; None if there is
    none."""
    header = request.headers.get("Accept-Language", "")
    for asked, _weight in parse_accept_lang_header(header) if header else ():
        try:
            code = get_supported_language_variant(asked)
        except LookupError:
            continue
        if is_translated(code):
            return code
    return None


def language_of_request(get_response: Handler) -> Handler:
    """Middleware: answer in the language that the visitor chose in the menu, else in the first
    possible one of Accept-Language. Programs ask by that header alone.

    What a member chose goes before it: accounts.people.preferences, further in, where it is known
    who asks.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = "" if is_for_program(request) else request.COOKIES.get(COOKIE, "")
        code = chosen if chosen and is_translated(chosen) else asked_for(request) or default()
        with override(code):
            response = get_response(request)
        return _labelled(request, response, code)

    return middleware


def _labelled(request: HttpRequest, response: HttpResponse, code: str) -> HttpResponse:
    """With the language of what is read, and what it depends on."""
    if response.get("Content-Type", "").startswith(TEXTS):
        response.headers.setdefault("Content-Language", code)
        depends_on = (
            ["Accept-Language"] if is_for_program(request) else ["Accept-Language", "Cookie"]
        )
        patch_vary_headers(response, depends_on)
    return response


def member_language(request: HttpRequest, chosen: str) -> str:
    """The language for a member whose setting is `chosen`. Of a program the header goes before."""
    by_program = is_for_program(request) and settings.SESSION_COOKIE_NAME not in request.COOKIES
    if not chosen or (by_program and asked_for(request)):
        return get_language() or default()
    return shown_in(chosen)
