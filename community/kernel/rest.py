"""REST: where a broken rule becomes a status and a problem that a client can read."""

from typing import Any

from rest_framework.exceptions import APIException, NotAuthenticated, ParseError
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler as default_handler

from community.kernel.errors import Denied, NotSignedIn, RuleViolation, Stale, TooMany, is_away


class ById(CursorPagination):
    """A key that never moves: nothing is skipped or repeated while the list grows."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 100

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """As OpenAPI 3.1 says null, which the framework's own does not."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


class ByNumber(ById):
    """Posts of one thread, in the order in which they were written."""

    ordering = "number"


class NewestFirst(ById):
    """For lists of what happened, whose rows are never changed."""

    ordering = "-pk"


PAGINATION = {pages.ordering: pages for pages in (ById, ByNumber, NewestFirst)}


class BoundedJSON(JSONParser):
    """JSON that is nested too deep is a mistake like any other."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deep.") from error


class Away(APIException):
    status_code = 503
    default_code = "unavailable"
    default_detail = "The database is away for a moment. Nothing is lost; try again."
    wait = 10


def etag(version: int) -> dict[str, str]:
    """The header that says which version of a row this is."""
    return {"ETag": f'"{version}"'}


def version_seen(request: Request) -> int | None:
    """The version in If-Match; one that is none of ours matches nothing."""
    match = request.headers.get("If-Match")
    if match is None or match == "*":
        return None
    number = match.strip('W/"').partition("-")[0]
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refusal with its code; everything else as the framework does, with a code too."""
    if isinstance(error, RuleViolation):
        return _refusal(error)
    if is_away(error):
        error = Away()
    response = default_handler(error, context)
    if response is not None and isinstance(error, APIException):
        detail = error.detail
        if isinstance(detail, list | dict):
            response.data = {"code": "invalid", "detail": "Look at the fields.", "fields": detail}
        elif isinstance(error, NotAuthenticated):
            response.data = {"code": NotSignedIn.code, "detail": NotSignedIn.message}
        else:
            response.data = {"code": error.default_code, "detail": str(detail)}
    elif response is not None:  # Http404, PermissionDenied
        response.data = (
            {"code": "not_found", "detail": "There is no such thing here."}
            if response.status_code == 404
            else {"code": Denied.code, "detail": Denied.message}
        )
    return response


def _refusal(error: RuleViolation) -> Response:
    problem: dict[str, Any] = {"code": error.code, "detail": str(error)}
    match error:
        case TooMany():
            return Response(problem, 429, headers={"Retry-After": str(error.retry_after)})
        case NotSignedIn():
            return Response(problem, 401, headers={"WWW-Authenticate": "Bearer"})
        case Denied():
            return Response(problem, 403)
        case Stale():
            return Response({**problem, "version": error.version, "now": error.now}, 412)
        case _:
            return Response(problem, 409)
