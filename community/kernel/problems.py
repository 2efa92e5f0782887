"""Errors as programs read them: problem documents (RFC 9457) under /api/, `errors` at /graphql/.

Every error of a view, a middleware or the last resort is written here.
"""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import Denied, Invalid, NotSignedIn, RuleViolation, Stale, TooMany
from community.kernel.languages import Text
from community.kernel.problem_titles import title_of
from community.kernel.scopes import InsufficientScope

REST, GRAPHQL = "/api/", "/graphql/"  # where programs ask
CONTENT_TYPE = "application/problem+json"
NOT_FOUND = _("Not found, or you do not have access.")
AWAY = _("The database is temporarily unavailable. Nothing was lost; try again.")
WENT_WRONG = _("An unexpected error occurred on the server.")
INVALID = _("Some values are not valid. See fields for details.")
TOO_LARGE = _("The body is too large.")
NO_LENGTH = _("Send a Content-Length: chunked bodies are not supported.")
UNREADABLE = _("The request could not be read.")
SHORTLY = 10  # seconds after which what is away may be back

STATUSES: list[tuple[type[RuleViolation], int]] = [  # the first that fits
    (TooMany, 429),
    (NotSignedIn, 401),
    (Denied, 403),
    (Stale, 412),
    (Invalid, 422),
    (RuleViolation, 409),
]

_in_graphql = {"retry_after": "retryAfter"}


def address_of(code: str) -> str:
    """Where the page about a code is: the `type` of its problem documents."""
    return f"/developers/problems/{code}/"


def problem(status: int, code: str, detail: Text, **more: Any) -> HttpResponse:
    """One error response. `more` stands beside the rest: fields, version, now, retry_after,
    scope."""
    told = {
        "type": address_of(code),
        "title": title_of(code),
        "status": status,
        "detail": detail,
        "code": code,
        **more,
    }
    content = json.dumps(told, cls=DjangoJSONEncoder)
    return _with_headers(HttpResponse(content, CONTENT_TYPE, status), more)


def errors(status: int, code: str, detail: Text, **more: Any) -> HttpResponse:
    """The same as GraphQL says it."""
    named = {_in_graphql.get(name, name): value for name, value in more.items()}
    error = {"message": str(detail), "extensions": {"code": code, **named}}
    return _with_headers(JsonResponse({"errors": [error]}, status=status), more)


def _with_headers(response: HttpResponse, more: dict[str, Any]) -> HttpResponse:
    if response.status_code == 401:
        response["WWW-Authenticate"] = "Bearer"
    elif "scope" in more:  # what a token that would do has (RFC 6750, 3)
        challenge = f'Bearer error="{InsufficientScope.code}", scope="{more["scope"]}"'
        response["WWW-Authenticate"] = challenge
    response["Cache-Control"] = "no-store"  # it is for this caller, and for nobody else
    if "retry_after" in more:
        response["Retry-After"] = str(more["retry_after"])
    return response


def note_refusal(request: Any, code: str, detail: str) -> None:
    """Remember that the data of the answer reports a refusal, though its status is 200."""
    request.noted_refusal = {"code": code, "detail": detail}


def noted_refusal(request: HttpRequest) -> dict[str, str] | None:
    """The last one of that kind: `code` and `detail`."""
    noted: dict[str, str] | None = getattr(request, "noted_refusal", None)
    return noted


def to_program(
    request: HttpRequest, status: int, code: str, detail: Text, **more: Any
) -> HttpResponse:
    """The error in the form of the API that was asked."""
    say = errors if request.path.startswith(GRAPHQL) else problem
    return say(status, code, detail, **more)


def is_for_program(request: HttpRequest) -> bool:
    """Whether REST or GraphQL is asked, and no page."""
    return request.path.startswith((REST, GRAPHQL))


def for_program(
    request: HttpRequest, status: int, code: str, detail: Text, **more: Any
) -> HttpResponse | None:
    """The error, if a program asks; None where somebody opens a page."""
    if not is_for_program(request):
        return None
    return to_program(request, status, code, detail, **more)


def status_of(kind: type[RuleViolation]) -> int:
    """The HTTP status of such a refusal."""
    return next(status for refusal, status in STATUSES if issubclass(kind, refusal))


def refusal(error: RuleViolation) -> dict[str, Any]:
    """What `problem` is told of an action's refusal."""
    said = {"status": status_of(type(error)), "code": error.code, "detail": str(error)}
    match error:
        case TooMany():
            return {**said, "retry_after": error.retry_after}
        case Stale(version=int()):
            return {**said, "version": error.version, "now": error.now}
        case InsufficientScope():
            return {**said, "scope": error.scope}
        case Invalid():
            return {**said, "fields": error.fields}
    return said
