"""REST: where a broken rule becomes a status and a problem that a client can read.

400 says that the request could not be read (no JSON, another encoding, no object), 422 that it
was read and something in it is not valid: `fields` names each field and query parameter.
"""

from copy import deepcopy
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.translation import gettext
from rest_framework.exceptions import (
    APIException,
    AuthenticationFailed,
    NotAuthenticated,
    NotFound,
    ParseError,
    ValidationError,
)
from rest_framework.exceptions import PermissionDenied as DeniedByFramework
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import JSONParser
from rest_framework.request import Request

from community.kernel.errors import Denied, NotSignedIn, RuleViolation, is_away
from community.kernel.problems import AWAY, INVALID, NOT_FOUND, SHORTLY, problem, refusal
from community.kernel.text import MOST_SMALL, number


def bad_cursor() -> ValidationError:
    """A client that got nothing, or the first page, for a broken cursor would ask for ever."""
    return ValidationError({"cursor": [gettext("This cursor does not belong to this list.")]})


# For a serializer of a model's rows: its fields are derived from the model once, not for each
# answer. No docstring: it would be each resource's description in the OpenAPI document.
class KeptFields:
    _kept: ClassVar[dict[type, dict[str, Any]]] = {}

    def get_fields(self) -> dict[str, Any]:
        of = type(self)
        if of not in self._kept:
            self._kept[of] = super().get_fields()  # type: ignore[misc]
        return deepcopy(self._kept[of])


class ById(CursorPagination):
    """A key that never moves: nothing is skipped or repeated while the list grows."""

    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """Raises ValidationError."""
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        size = number(asked, most=self.max_page_size)
        if not size:
            told = gettext("Must be between 1 and %(most)s.") % {"most": self.max_page_size}
            raise ValidationError({self.page_size_query_param: [told]})
        return size

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = super().get_schema_operation_parameters(view)
        for parameter in told:
            if parameter["name"] == self.page_size_query_param:
                parameter["schema"] |= {"minimum": 1, "maximum": self.max_page_size}
        return told

    def decode_cursor(self, request: Request) -> Any:
        """Raises ValidationError, also for a cursor that names no row of ours."""
        try:
            cursor = super().decode_cursor(request)
        except NotFound as error:
            raise bad_cursor() from error
        position: Any = cursor.position if cursor else None  # a text, whatever is declared
        if position and number(position) is None:
            raise bad_cursor()
        return cursor

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
            raise ParseError(gettext("The JSON is nested too deeply.")) from error


def version_seen(request: Request) -> int | None:
    """The version in If-Match; one that is none of ours matches nothing."""
    match = tag_seen(request)
    if match is None:
        return None
    return number(match.partition("-")[0], most=MOST_SMALL) or 0


def tag_seen(request: Request) -> str | None:
    """The tag in If-Match, without what stands around it; None where any will do."""
    match = request.headers.get("If-Match", "*").strip()
    return None if match == "*" else match.removeprefix("W/").strip('"')


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer every no as a problem; what nobody foresaw is left to the last resort."""
    if isinstance(error, RuleViolation):
        return problem(**refusal(error))
    if is_away(error):
        return problem(503, "unavailable", AWAY, retry_after=SHORTLY)
    if isinstance(error, Http404):
        return problem(404, "not_found", NOT_FOUND)
    if isinstance(error, PermissionDenied):
        return problem(403, Denied.code, Denied.message)
    return _said_by_framework(error) if isinstance(error, APIException) else None


def _said_by_framework(error: APIException) -> HttpResponse:
    detail = error.detail
    if isinstance(detail, list | dict):
        return problem(422, "invalid", INVALID, fields=detail)
    match error:
        case AuthenticationFailed():
            return problem(401, error.default_code, str(detail))
        case NotAuthenticated():
            return problem(**refusal(NotSignedIn()))
        case DeniedByFramework():
            # What checks a session's requests has no class of its own for this no.
            forged = detail.startswith("CSRF Failed")
            return problem(403, "csrf" if forged else Denied.code, str(detail))
    return problem(error.status_code, error.default_code, str(detail))
