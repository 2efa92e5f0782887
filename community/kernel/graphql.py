"""GraphQL without N+1, without asyncio, without a hole for foreign forms, and bounded."""

import logging
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from graphene_django.views import GraphQLView, HttpError
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from graphql.language import StringValueNode, Visitor, visit
from rest_framework.exceptions import ValidationError

from community.kernel import formats, problems, text
from community.kernel.accepted import Accepted, WaitsForApproval
from community.kernel.costs import (
    MOST_COST,
    MOST_DEPTH,
    MOST_TOKENS,
    Measured,
    Refused,
    TooCostly,
    TooDeep,
    measure,
    scan,
)
from community.kernel.errors import Invalid, NotSignedIn, RuleViolation, Stale, TooMany, is_away
from community.kernel.scopes import InsufficientScope
from community.kernel.text import is_storable

logger = logging.getLogger(__name__)

MOST_BYTES = 500_000  # of a body: the longest post, with each sign of it escaped
MOST_SIGNS = 100_000  # of the query in it
MOST_ERRORS = 10  # that validation looks for
GUESSES = re.compile(r" Did you mean .+\?$", re.DOTALL)
UNSTORABLE = _("The query contains a character that cannot be processed.")


def member(info: Any) -> Any:
    """The viewer, who has signed in. Raises NotSignedIn."""
    if not info.context.user.is_authenticated:
        raise NotSignedIn
    return info.context.user


def number(given: str) -> int:
    """Read an ID. Raises ObjectDoesNotExist: what is no number names nothing."""
    said = text.number(given)
    if said is None:
        raise ObjectDoesNotExist
    return said


def code_and_message(error: GraphQLError | HttpError) -> tuple[str, str]:
    match getattr(error, "original_error", None):
        case None | GraphQLError():
            known = getattr(error, "extensions", None) or {}
            return known.get("code", "bad_query"), _without_names(str(error.message))
        case ValidationError():
            return "invalid", str(problems.INVALID)
        case RuleViolation() as refusal:
            return refusal.code, str(refusal)
        case ObjectDoesNotExist():
            return "not_found", str(problems.NOT_FOUND)
        case lost if is_away(lost):
            return "unavailable", str(problems.AWAY)
        case unforeseen:
            logger.error("GraphQL resolver failed", exc_info=unforeseen)
            return "internal_error", str(problems.WENT_WRONG)


def _without_names(message: str) -> str:
    """The library helps whoever misspells a name by those that there are."""
    return message if settings.GRAPHQL_INTROSPECTION else GUESSES.sub("", message)


class View(GraphQLView):
    """POST and application/json only.

    A browser's session needs its CSRF token, too; a request without one has no cookie to abuse.
    """

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.content_type != "application/json":
            return problems.errors(
                415,
                "json_only",
                gettext("Send a POST request with Content-Type: application/json."),
            )
        answer = super().dispatch
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer = csrf_protect(answer)
        return answer(request, *args, **kwargs)

    def parse_body(self, request: HttpRequest) -> Any:
        """What the body says; the address says nothing. Its length is asked before anything."""
        if len(request.body) > MOST_BYTES:
            told = ngettext(
                "The body has more than %(count)s byte.",
                "The body has more than %(count)s bytes.",
                MOST_BYTES,
            )
            raise _bad(told % {"count": formats.number(MOST_BYTES)}, "too_long")
        try:
            body = super().parse_body(request)
        except RecursionError as error:
            raise _bad(gettext("The JSON is nested too deeply.")) from error
        query, variables = body.get("query"), body.get("variables")
        name = body.get("operationName")
        if not (isinstance(query, str) and isinstance(variables, dict | None)):
            raise _bad(gettext("query must be a string, and variables an object."))
        if not isinstance(name, str | None):
            raise _bad(gettext("operationName must be a string."))
        if len(query) > MOST_SIGNS:
            told = ngettext(
                "The query has more than %(count)s character.",
                "The query has more than %(count)s characters.",
                MOST_SIGNS,
            )
            raise _bad(told % {"count": formats.number(MOST_SIGNS)}, "too_long")
        if not _is_storable([query, variables, name]):
            raise _bad(str(UNSTORABLE))
        return body

    def get_response(self, request: HttpRequest, data: Any, *_: Any) -> tuple[str, int]:
        """As the library does, with what the result tells beside its data."""
        result = self.result(
            request, data["query"], data.get("variables") or {}, data.get("operationName")
        )
        answer: dict[str, Any] = {}
        is_executed = all(error.path for error in result.errors or ())
        if result.errors:
            answer["errors"] = [self.format_error(error) for error in result.errors]
        if is_executed:
            answer["data"] = result.data
        if result.extensions:
            answer["extensions"] = result.extensions
        return self.json_encode(request, answer), 200 if is_executed else 400

    def result(
        self, request: HttpRequest, query: str, variables: dict[str, Any], name: str | None
    ) -> ExecutionResult:
        """Stop what is too large before it is validated; count what is not, and answer it."""
        schema, told = self.schema.graphql_schema, None
        try:
            scan(query)
            document = parse(query, max_tokens=MOST_TOKENS)
            if "\\" in query:  # all else was looked at as the text that it is
                visit(document, _StorableTexts())
            measured = measure(schema, document, _operation(document, name), variables)
            told = {"cost": _told(measured)}
            _refuse(measured)
        except GraphQLError as error:
            return ExecutionResult(errors=[error], extensions=told)
        except RecursionError:
            return ExecutionResult(errors=[TooDeep()])
        if wrong := validate(schema, document, max_errors=MOST_ERRORS):
            return ExecutionResult(errors=wrong, extensions=told)
        result = execute(
            schema,
            document,
            context_value=request,
            variable_values=variables,
            operation_name=name,
        )
        assert isinstance(result, ExecutionResult)
        return ExecutionResult(result.data, result.errors, told)

    @staticmethod
    def format_error(error: GraphQLError | HttpError) -> dict[str, Any]:
        code, message = code_and_message(error)
        where = GraphQLView.format_error(error)
        more = _details(getattr(error, "original_error", None))
        return {**where, "message": message, "extensions": {"code": code, **more}}


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The one of the document's operations that is asked for: it alone is counted and done."""
    found = get_operation_ast(document, name)
    if found is None:
        raise GraphQLError(
            gettext("The query has no operation of this name.")
            if name
            else gettext("Set operationName.")
        )
    return found


def _told(measured: Measured) -> dict[str, int]:
    return {"requested": measured.cost, "limit": MOST_COST, "depth": measured.depth}


def _refuse(measured: Measured) -> None:
    if measured.depth > MOST_DEPTH:
        raise TooDeep
    if measured.cost > MOST_COST:
        raise TooCostly
    if measured.introspects and not settings.GRAPHQL_INTROSPECTION:
        raise Refused("introspection_off", gettext("Introspection is turned off on this site."))


def _details(refusal: Exception | None) -> dict[str, Any]:
    """What a client needs to go on after a refusal: the same as over REST."""
    match refusal:
        case Stale():
            return {"version": refusal.version, "now": refusal.now}
        case TooMany():
            return {"retryAfter": refusal.retry_after}
        case InsufficientScope():
            return {"scope": refusal.scope}
        case Invalid(fields=fields) | ValidationError(detail=dict() as fields):
            return {"fields": fields}
        case ValidationError(detail=general):
            return {"fields": {"non_field_errors": general}}
    return _waiting(refusal.accepted) if isinstance(refusal, WaitsForApproval) else {}


def _waiting(accepted: Accepted) -> dict[str, Any]:
    """As REST answers 202."""
    told = {"itemId": accepted.item_id, "subjectId": accepted.subject_id}
    return {**told, "url": accepted.url}


def _is_storable(given: Any) -> bool:
    """Whether the database can be asked with all of these texts, so that no resolver stumbles.

    Walked without recursion: JSON may be nested as deep as its parser lets it.
    """
    rest = [given]
    while rest:
        match rest.pop():
            case str() as text if not is_storable(text):
                return False
            case list() as several:
                rest += several
            case dict() as named:
                rest += [*named, *named.values()]
    return True


class _StorableTexts(Visitor):
    """The same of what stands in the query itself, where "\\u0000" may hide."""

    def enter_string_value(self, node: StringValueNode, *_: Any) -> None:
        if not is_storable(node.value):
            raise GraphQLError(str(UNSTORABLE))


def _bad(problem: str, code: str = "bad_query") -> HttpError:
    error = HttpError(HttpResponseBadRequest(problem))
    error.extensions = {"code": code}
    return error
