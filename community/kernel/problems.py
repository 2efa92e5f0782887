"""A no as programs read it: problem details (RFC 9457) under /api/, errors at /graphql/.

Whoever says no, a view, a middleware or the last resort, says it through here.
"""

import json
from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse

from community.kernel.errors import Denied, NotSignedIn, RuleViolation, Stale, TooMany
from community.kernel.scopes import InsufficientScope

REST, GRAPHQL = "/api/", "/graphql/"  # where programs ask
CONTENT_TYPE = "application/problem+json"
NOT_FOUND = "There is no such thing here."
AWAY = "The database is away for a moment. Nothing is lost; try again."
WENT_WRONG = "Something went wrong here."
INVALID = "Some values are not valid. See fields for details."
TOO_LARGE = "The body is too large."
NO_LENGTH = "Say how long the body is: Content-Length."
UNREADABLE = "This request cannot be read."
SHORTLY = 10  # seconds after which what is away may be back

STATUSES: list[tuple[type[RuleViolation], int]] = [  # the first that fits
    (TooMany, 429),
    (NotSignedIn, 401),
    (Denied, 403),
    (Stale, 412),
    (RuleViolation, 409),
]

_in_graphql = {"retry_after": "retryAfter"}


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """One answer that says no. `more` stands beside the rest: fields, version, now, retry_after,
    scope."""
    told = {
        "type": "about:blank",  # the status says what kind it is, `code` which one
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    content = json.dumps(told, cls=DjangoJSONEncoder)
    return _with_headers(HttpResponse(content, CONTENT_TYPE, status), more)


def errors(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """The same as GraphQL says it."""
    named = {_in_graphql.get(name, name): value for name, value in more.items()}
    error = {"message": detail, "extensions": {"code": code, **named}}
    return _with_headers(JsonResponse({"errors": [error]}, status=status), more)


def _with_headers(response: HttpResponse, more: dict[str, Any]) -> HttpResponse:
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    elif "scope" in more:  # what a token that would do has (RFC 6750, 3)
        challenge = f'Bearer error="{InsufficientScope.code}", scope="{more["scope"]}"'
        response["WWW-Authenticate"] = challenge
    response["Cache-Control"] = "no-store"  # it is a no to this caller, and to nobody else
    if "retry_after" in more:
        response["Retry-After"] = str(more["retry_after"])
    return response


def note_refusal(request: Any, code: str, detail: str) -> None:
    """Remember that the answer's data tells a no, which looks like a yes from outside."""
    request.noted_refusal = {"code": code, "detail": detail}


def noted_refusal(request: HttpRequest) -> dict[str, str] | None:
    """The last no of that kind: `code` and `detail`."""
    noted: dict[str, str] | None = getattr(request, "noted_refusal", None)
    return noted


def to_program(
    request: HttpRequest, status: int, code: str, detail: str, **more: Any
) -> HttpResponse:
    """The answer in the form of the door that was asked."""
    say = errors if request.path.startswith(GRAPHQL) else problem
    return say(status, code, detail, **more)


def is_for_program(request: HttpRequest) -> bool:
    """Whether REST or GraphQL is asked, and no page."""
    return request.path.startswith((REST, GRAPHQL))


def for_program(
    request: HttpRequest, status: int, code: str, detail: str, **more: Any
) -> HttpResponse | None:
    """The answer, if it is a program that asks; None where somebody looks at a page."""
    if not is_for_program(request):
        return None
    return to_program(request, status, code, detail, **more)


def status_of(kind: type[RuleViolation]) -> int:
    """The status that such a no has."""
    return next(status for refusal, status in STATUSES if issubclass(kind, refusal))


def refusal(error: RuleViolation) -> dict[str, Any]:
    """What `problem` is told of an action's no."""
    said = {"status": status_of(type(error)), "code": error.code, "detail": str(error)}
    match error:
        case TooMany():
            return {**said, "retry_after": error.retry_after}
        case Stale(version=int()):
            return {**said, "version": error.version, "now": error.now}
        case InsufficientScope():
            return {**said, "scope": error.scope}
    return said
