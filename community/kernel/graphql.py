"""GraphQL without N+1, without asyncio, without a hole for foreign forms, and bounded."""

import logging
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from graphene import Field
from graphene_django.views import GraphQLView, HttpError
from graphql import ExecutionResult, GraphQLError, parse
from graphql.language import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    StringValueNode,
    Visitor,
    visit,
)
from rest_framework.exceptions import ValidationError

from community.kernel import problems
from community.kernel.errors import NotSignedIn, RuleViolation, Stale, TooMany, is_away
from community.kernel.scopes import need, need_session
from community.kernel.text import is_storable

logger = logging.getLogger(__name__)

Batch = Callable[..., Mapping[Any, Any]]

MOST_BYTES, MOST_TOKENS, MOST_DEPTH, MOST_THINGS = 100_000, 2_000, 15, 50_000
MOST_LISTED = 100  # rows that one list gives at most
UNSTORABLE = "There is a character in it that cannot be kept."


_lengths: dict[str, int] = {}


def counts_as(field: str, things: int) -> None:
    """A list without `first` has so many rows, or a field costs what so many values do."""
    _lengths[field] = things


def member(info: Any) -> Any:
    """The viewer, who has signed in. Raises NotSignedIn."""
    if not info.context.user.is_authenticated:
        raise NotSignedIn
    return info.context.user


def scoped(scope: str) -> Callable[[type], type]:
    """Decorate a set of fields: a token needs the scope for each that does not say its own.

    Without a scope no token will do.
    """

    def decorate(fields: type) -> type:
        mounted = getattr(fields, "_meta", None)
        for field in (mounted.fields if mounted else vars(fields)).values():
            if isinstance(field, Field) and not hasattr(field, "scope"):
                field.scope, field.resolver = scope, _asking(scope, field.resolver)
        return fields

    return decorate


def asks_itself(field: Field) -> Field:
    """Which scope the field takes depends on what is asked: its resolver sees to it."""
    field.scope = "itself"
    return field


def _asking(scope: str, resolver: Any) -> Any:
    def resolve(root: Any, info: Any, **given: Any) -> Any:
        need(info.context, scope) if scope else need_session(info.context)
        return resolver(root, info, **given)

    return resolve


def number(given: str) -> int:
    """Read an ID. Raises ObjectDoesNotExist: what is no number names nothing."""
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise ObjectDoesNotExist
    return int(given)


def said(given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that say something: a null is as good as nothing where nothing is a choice."""
    return {name: value for name, value in given.items() if value is not None}


def together(rows: Iterable[Model]) -> list[Model]:
    """Remember which rows were fetched as one list: what is loaded for one is loaded for all."""
    peers = list(rows)
    for row in peers:
        row.__dict__["_peers"] = peers
    return peers


def load(row: Model, batch: Batch, info: Any, *, key: str = "pk", **arguments: Any) -> Any:
    """Return `batch(keys, viewer, **arguments)[row's key]`, asked once for all its peers.

    The viewer and the arguments belong to the question: another alias asks its own.
    Where the batch has no value, None.
    """
    viewer = info.context.user
    question = (batch, key, viewer.pk, *sorted(arguments.items()))
    answers = row.__dict__.setdefault("_loaded", {})
    if question not in answers:
        peers, read = row.__dict__.get("_peers", [row]), attrgetter(key)
        keys = [k for k in dict.fromkeys(map(read, peers)) if k is not None]
        values = batch(keys, viewer, **arguments)
        together(_rows(values.values()))  # children become peers of each other
        for peer in peers:
            peer.__dict__.setdefault("_loaded", {})[question] = values.get(read(peer))
    return answers[question]


def _rows(values: Iterable[Any]) -> Iterable[Model]:
    for value in values:
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Model):
                yield item


def code_and_message(error: GraphQLError | HttpError) -> tuple[str, str]:
    match getattr(error, "original_error", None):
        case None | GraphQLError():
            return "bad_query", str(error.message)
        case RuleViolation() as refusal:
            return refusal.code, str(refusal)
        case ValidationError():
            return "invalid", "Look at the fields."
        case ObjectDoesNotExist():
            return "not_found", problems.NOT_FOUND
        case lost if is_away(lost):
            return "unavailable", problems.AWAY
        case unforeseen:
            logger.error("GraphQL resolver failed", exc_info=unforeseen)
            return "internal_error", problems.WENT_WRONG


class View(GraphQLView):
    """POST and application/json only.

    A browser's session needs its CSRF token, too; a request without one has no cookie to abuse.
    """

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or request.content_type != "application/json":
            return problems.errors(415, "json_only", "POST application/json.")
        answer = super().dispatch
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            answer = csrf_protect(answer)
        return answer(request, *args, **kwargs)

    def parse_body(self, request: HttpRequest) -> Any:
        if len(request.body) > MOST_BYTES:
            raise _bad("The query is too long.")
        try:
            body = super().parse_body(request)
        except RecursionError as error:
            raise _bad("The JSON is nested too deep.") from error
        query, variables = body.get("query"), body.get("variables")
        if not isinstance(query, str | None) or not isinstance(variables, dict | str | None):
            raise _bad("The query is a text, and the variables are an object.")
        if not _is_storable([query, variables]):
            raise _bad(UNSTORABLE)
        return body

    def execute_graphql_request(
        self, request: HttpRequest, data: Any, query: str | None, *rest: Any, **named: Any
    ) -> Any:
        """Stop what is too large before it is validated, which costs more than parsing."""
        if query:
            try:
                document = parse(query, no_location=True, max_tokens=MOST_TOKENS)
                visit(document, _StorableTexts())
                levels, things = depth(document), weight(document)
            except GraphQLError as error:
                return ExecutionResult(errors=[error])
            except RecursionError:
                levels, things = MOST_DEPTH + 1, 0
            if levels > MOST_DEPTH or things > MOST_THINGS:
                problem = f"The query asks for more than {MOST_THINGS} things"
                problem += f" or is nested more than {MOST_DEPTH} levels deep."
                return ExecutionResult(errors=[GraphQLError(problem)])
        return super().execute_graphql_request(request, data, query, *rest, **named)

    @staticmethod
    def format_error(error: GraphQLError | HttpError) -> dict[str, Any]:
        code, message = code_and_message(error)
        where = GraphQLView.format_error(error)
        more = _details(getattr(error, "original_error", None))
        return {**where, "message": message, "extensions": {"code": code, **more}}


def depth(document: DocumentNode) -> int:
    """How many selections are nested, fragments included; a circle of fragments is too deep."""

    def levels(node: Any, below: list[int]) -> int:
        return max(below) + (not isinstance(node, FragmentDefinitionNode)) if below else 0

    return max(_measures(document, levels, circle=MOST_DEPTH + 1), default=0)


def weight(document: DocumentNode) -> int:
    """How many values the query asks for at most, if every list is as long as it may be."""

    def things(node: Any, below: list[int]) -> int:
        return _length(node) * (1 + sum(below))

    return sum(_measures(document, things, circle=MOST_THINGS + 1))


def _measures(
    document: DocumentNode, of_node: Callable[[Any, list[int]], int], *, circle: int
) -> list[int]:
    """The measure of each part, from those of what is below; fragments count where they are used.

    Each fragment is measured once; one that leads back to itself measures `circle`.
    """
    parts = document.definitions
    fragments = {
        part.name.value: part for part in parts if isinstance(part, FragmentDefinitionNode)
    }
    known: dict[str, int] = {}

    def measure(node: Any) -> int:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name in fragments and name not in known:
                known[name] = circle  # until it is known
                known[name] = measure(fragments[name])
            return known.get(name, 0)
        inner = node.selection_set
        return of_node(node, [measure(child) for child in inner.selections] if inner else [])

    return [measure(part) for part in parts]


def _details(refusal: Exception | None) -> dict[str, Any]:
    """What a client needs to go on after a refusal: the same as over REST."""
    match refusal:
        case Stale():
            return {"version": refusal.version, "now": refusal.now}
        case TooMany():
            return {"retryAfter": refusal.retry_after}
        case ValidationError():
            return {"fields": refusal.detail}
    return {}


def _length(node: Any) -> int:
    """What `first` asks for; a variable may be anything; a list without it is taken as short,
    unless it is known to be long."""
    for argument in getattr(node, "arguments", None) or ():
        if argument.name.value == "first":
            value = getattr(argument.value, "value", None)
            plain = str(value).isdecimal() and len(str(value)) < 10
            asked = int(value) if value and plain else MOST_LISTED
            return min(asked, MOST_LISTED) or 1
    return _lengths.get(node.name.value, 1) if isinstance(node, FieldNode) else 1


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
            raise GraphQLError(UNSTORABLE)


def _bad(problem: str) -> HttpError:
    return HttpError(HttpResponseBadRequest(problem))
