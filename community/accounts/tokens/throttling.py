"""Rate limits of the API: for each member, each token and each visitor's IP address."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from community.accounts.rates import MINUTE
from community.kernel.errors import TooMany
from community.kernel.problems import GRAPHQL, REST, refusal, to_program
from community.kernel.rates import Spent, measure
from community.kernel.requests import client_address
from community.kernel.scopes import access_of

COUNTED = (f"{REST}v1/", GRAPHQL)
# What REST gives an address of for programs, too; of members' browsers it is not counted.
WITH_TOKENS = (*COUNTED, "/files/")
Handler = Callable[[HttpRequest], HttpResponse]


def counted(get_response: Handler) -> Handler:
    """Middleware: every answer says how many more there may be; beyond that, 429. Who reads what
    there is to ask for, beside it under /api/, has asked for nothing yet."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not (request.path.startswith(COUNTED) or has_token(request)):
            return get_response(request)
        caller, limit = _caller(request)
        spent = measure(f"api:{caller}", limit=limit, seconds=MINUTE) if limit else None
        if spent is None:
            return get_response(request)
        if spent.is_within:
            return _told(get_response(request), spent)
        beyond = refusal(TooMany(retry_after=spent.reset))
        return _told(to_program(request, **beyond), spent)

    return middleware


def has_token(request: HttpRequest) -> bool:
    """Whether it comes with a token, known or not, to where one is looked at."""
    scheme = request.headers.get("Authorization", "").partition(" ")[0]
    return scheme.lower() == "bearer" and request.path.startswith(WITH_TOKENS)


def _caller(request: HttpRequest) -> tuple[str, int]:
    """Who is counted, and up to where. A token is counted apart from its member's browser."""
    if access := access_of(request):
        return access.key, settings.API_RATE_MEMBER
    if request.user.is_authenticated:
        return f"member:{request.user.pk}", settings.API_RATE_MEMBER
    return f"address:{client_address(request)}", settings.API_RATE_VISITOR


def _told(response: HttpResponse, spent: Spent) -> HttpResponse:
    response["RateLimit-Limit"] = str(spent.limit)
    response["RateLimit-Remaining"] = str(spent.remaining)
    response["RateLimit-Reset"] = str(spent.reset)
    response["RateLimit-Policy"] = f"{spent.limit};w={spent.seconds}"
    return response
