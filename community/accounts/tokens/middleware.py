"""Authentication of API requests by the Authorization header."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from community.accounts.tokens import bearer as secrets
from community.accounts.tokens.throttling import counted, has_token
from community.kernel import problems
from community.kernel.languages import Text

Handler = Callable[[HttpRequest], HttpResponse]

CODE = "invalid_token"
WHY = _("The token is invalid, expired or revoked, or its account is deactivated.")
SUSPENDED = "account_suspended"
WHY_SUSPENDED = _("The account of this token is suspended. Sign in on the website to see why.")
CHALLENGE = f'Bearer error="{CODE}"'


def bearer(get_response: Handler) -> Handler:
    """Middleware: let the request act as the secret's member, within its scopes.

    No browser adds such a header by itself, so nobody can be tricked into sending it: what
    guards sessions against foreign forms is lifted. A session that comes along counts for
    nothing, so that a program never does more than its token. Other schemes are none of ours:
    a proxy in front may ask for its own password. Where nothing is counted no token is looked
    at, and so none can be guessed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not has_token(request):
            return get_response(request)
        secret = request.headers["Authorization"].partition(" ")[2]
        try:
            found, refuse = secrets.known(secret.strip()), refused
        except secrets.AccountSuspended:
            found, refuse = None, refused_while_suspended
        if found is None:
            request.user = AnonymousUser()  # whoever guesses is counted by address
            return counted(refuse)(request)
        request.user, request.access = found  # type: ignore[attr-defined]
        request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def refused(request: HttpRequest) -> HttpResponse:
    """401, in the form of the interface that was called."""
    return _answer(request, CODE, WHY)


def refused_while_suspended(request: HttpRequest) -> HttpResponse:
    """401 with another code: the token is good, and works again when the suspension is over."""
    return _answer(request, SUSPENDED, WHY_SUSPENDED)


def _answer(request: HttpRequest, code: str, why: Text) -> HttpResponse:
    say = problems.errors if request.path.startswith("/graphql/") else problems.problem
    response = say(401, code, why)
    response["WWW-Authenticate"] = CHALLENGE
    return response
