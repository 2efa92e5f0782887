"""Declared operations in REST: a view for each path, a method for each operation."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial
from hashlib import blake2b
from typing import Any, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import (
    NotFound,
    ParseError,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.pagination import BasePagination
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from community.kernel.accepted import Accepted
from community.kernel.errors import Stale
from community.kernel.operations import (
    Api,
    ListOperation,
    MutationOperation,
    Operation,
    QueryOperation,
    Resource,
    RetrieveOperation,
    refuse_unknown,
    unknown_name,
    url_pattern,
)
from community.kernel.rest import PAGINATION, tag_seen, version_seen

HEADER: Literal["header"] = "header"
QUERY: Literal["query"] = "query"
VERBS = {"make": "create", "form": "create", "open": "create"}  # in titles
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    HEADER,
    description="The ETag that was read; 412 if the resource has changed since.",
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    HEADER,
    description="The ETag of the stored copy; 304 if nothing has changed.",
)
FIELDS = OpenApiParameter(
    "fields", OpenApiTypes.STR, QUERY, description="Return only these fields, separated by commas."
)
UPDATED_SINCE = OpenApiParameter(
    "updated_since",
    OpenApiTypes.DATETIME,
    QUERY,
    description="Only rows that changed at this time or later. Start each run one minute before"
    " the last one: a change becomes visible shortly after its time.",
)


def routes(*several: Api) -> list[URLPattern]:
    """A route for each path of the declarations; a word comes before a hole in its place."""
    by_path: dict[str, dict[str, Operation]] = {}
    names: set[str] = set()
    for api in several:
        for operation in api.operations:
            if operation.name in names:
                raise ValueError(f"{operation.name} is declared twice: give one a `name`")
            names.add(operation.name)
            methods = by_path.setdefault(operation.path, {})
            if operation.method in methods:
                raise ValueError(f"{operation.method} {operation.path} is declared twice")
            methods[operation.method] = operation
    homes = _homes(several)
    return [_route(route, by_path[route], homes) for route in sorted(by_path)]


def _homes(several: Iterable[Api]) -> dict[type, RetrieveOperation]:
    """Where a row of each kind is shown by itself."""
    return {
        operation.output.model: operation
        for api in several
        for operation in api.operations
        if isinstance(operation, RetrieveOperation) and operation.output.has_number
        if [*operation.resources.values()] == [operation.output]
    }


def _name(route: str) -> str:
    return f"rest {route}"


def _route(
    route: str, operations: dict[str, Operation], homes: dict[type, RetrieveOperation]
) -> URLPattern:
    any_of = next(iter(operations.values()))
    body: dict[str, Any] = {method.lower(): _method(op) for method, op in operations.items()}
    body["operations"], body["homes"] = operations, homes
    body["query"] = {method: _query_of(op) for method, op in operations.items()}
    listed = operations.get("GET")
    if isinstance(listed, ListOperation):
        body["pagination_class"] = PAGINATION[listed.order]
    parsers = [parser for op in operations.values() for parser in getattr(op, "parsers", ())]
    if parsers:
        body["parser_classes"] = parsers
    words = any_of.path.replace("{", "").replace("}", "").replace("-", "/").split("/")
    view: Any = type("".join(map(str.title, words)) + "View", (OperationView,), body)
    return path(url_pattern(route, any_of.resources), view.as_view(), name=_name(route))


def _title(name: str) -> str:
    """The action's name in the words of other APIs: make_token is "Create token"."""
    verb, _, rest = name.partition("_")
    return f"{VERBS.get(verb, verb)} {rest.replace('_', ' ')}".strip().capitalize()


def _method(operation: Operation) -> Any:
    """What a view does for one method, with what the schema tells of it."""

    def answer(view: "OperationView", request: Request, **keys: Any) -> Any:
        return view.answer(operation, request, {name: str(key) for name, key in keys.items()})

    answer.__doc__ = operation.description
    return extend_schema(
        operation_id=operation.name,
        summary=_title(operation.name),
        tags=[operation.api.namespace],
        description=operation.description,
        parameters=_parameters(operation),
        request=_request(operation),
        responses=_responses(operation),
    )(answer)


def _request(operation: Operation) -> Any:
    if not isinstance(operation, MutationOperation) or operation.input is None:
        return None
    shape = operation.input if operation.is_partial else _whole(operation.input)
    of_files = [parser.media_type for parser in operation.parsers]
    return dict.fromkeys(of_files, shape) if of_files else shape


@cache
def _whole(shape: Any) -> Any:
    """The same to the schema, which takes it for granted that a PATCH needs no field at all."""
    stays = property(lambda _self: False, lambda _self, _value: None)
    return type(shape.__name__, (shape,), {"partial": stays, "__doc__": shape.__doc__})


def _responses(operation: Operation) -> Any:
    match operation:
        case ListOperation(output=output):
            return {200: output.out(many=True)}
        case QueryOperation(out=out, many=many):
            return {200: out(many=many)}
        case MutationOperation(status=204):
            return {204: OpenApiResponse(description="Done.")}
        case MutationOperation(status=status, output=Resource() as output, may_wait=may_wait):
            return {status: output.out, **({202: AcceptedOut} if may_wait else {})}
        case _:
            return {200: operation.output and operation.output.out}


def _parameters(operation: Operation) -> list[Any]:
    holes = [
        OpenApiParameter(
            name, OpenApiTypes.INT if resource.has_number else OpenApiTypes.STR,
            OpenApiParameter.PATH, description=resource.key_description,
        )
        for name, resource in operation.resources.items()
    ]  # fmt: skip
    if isinstance(operation, MutationOperation):
        return [
            *holes,
            *([FIELDS] if operation.status != 204 else []),
            *([IF_MATCH] if operation.has_tag else []),
        ]
    told: list[Any] = [*holes, IF_NONE_MATCH, FIELDS]
    told += (
        [UPDATED_SINCE] if isinstance(operation, ListOperation) and operation.output.updated else []
    )
    return told + ([operation.input] if operation.input else [])


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "example",
            summary="It waits for approval.",
            response_only=True,
            status_codes=["202"],
            value={
                "message": "Your post will be published once a moderator has approved it.",
                "item_id": 17,
                "subject_id": 4711,
                "url": "/pending/",
            },
        )
    ]
)
class AcceptedOut(serializers.Serializer[Any]):
    """It was accepted, and waits for a moderator's approval. It is published with this id then."""

    message = serializers.CharField()
    item_id = serializers.IntegerField(help_text="The id of the item in the review queue.")
    subject_id = serializers.IntegerField(
        allow_null=True, help_text="The id that it will have when it is published."
    )
    url = serializers.CharField(help_text="Where its author sees what waits.")


class ListIn(serializers.Serializer[Any]):
    updated_since = serializers.DateTimeField(required=False)


class OperationView(APIView):
    """Finds, lets the operation do its part, and shows what came of it."""

    operations: dict[str, Operation] = {}  # by method
    homes: dict[type, RetrieveOperation] = {}
    query: dict[str, frozenset[str]] = {}  # the query parameters that each method reads

    def get_permissions(self) -> list[BasePermission]:
        """Each operation says itself whom it admits; this tells the schema the same."""
        operation = self.operations.get(self.request.method or "")
        return [] if operation and operation.for_members else [AllowAny()]

    def answer(self, operation: Operation, request: Request, keys: dict[str, str]) -> Any:
        try:
            match operation:
                case ListOperation():
                    return self._list(operation, request, keys)
                case RetrieveOperation():
                    return self._show(operation, request, keys)
                case QueryOperation():
                    return self._answer(operation, request, keys)
                case MutationOperation():
                    return self._do(operation, request, keys)
        except ObjectDoesNotExist as error:
            raise NotFound from error

    def _found(
        self, operation: Operation, request: Request, keys: dict[str, str]
    ) -> dict[str, Any]:
        """The rows that the path of a GET names, once the caller and the query are admitted."""
        operation.admit(request)
        refuse_unknown("query parameter", request.query_params, self.query[operation.method])
        return operation.find(request.user, keys)

    def _list(self, operation: ListOperation, request: Request, keys: dict[str, str]) -> Response:
        found = self._found(operation, request, keys)
        narrowed = operation.read(request.query_params, request.user, found)
        rows = operation.rows(request.user, **found, **narrowed)
        updated = operation.output.updated
        if updated and (since := _since(request)):
            rows = rows.filter(**{f"{updated}__gte": since})
        pages: BasePagination = PAGINATION[operation.order]()
        page = pages.paginate_queryset(rows, request, view=self)
        out = self._shaped(operation.output.out, page, request, many=True)
        return self._tagged(pages.get_paginated_response(out.data), None)

    def _show(
        self, operation: RetrieveOperation, request: Request, keys: dict[str, str]
    ) -> Response:
        found = self._found(operation, request, keys)
        row = (
            operation.row(request.user, **found) if operation.row else found[operation.output.name]
        )
        out = self._shaped(operation.output.out, row, request)
        return self._tagged(Response(out.data), operation.output.version(row))

    def _answer(
        self, operation: QueryOperation, request: Request, keys: dict[str, str]
    ) -> Response:
        found = self._found(operation, request, keys)
        narrowed = operation.read(request.query_params, request.user, found)
        handed = {**found, **narrowed, **operation.around(request)}
        answer = operation.answer(request.user, **handed)
        out = self._shaped(operation.out, answer, request, many=operation.many)
        of = [resource.version(found[name]) for name, resource in operation.resources.items()]
        return self._tagged(Response(out.data), of[-1] if of else None)

    def _do(self, operation: MutationOperation, request: Request, keys: dict[str, str]) -> Response:
        operation.admit(request)  # who may not come is told so, whatever was sent
        refuse_unknown("query parameter", request.query_params, self.query[operation.method])
        if operation.output and operation.status != 204:
            self._shaped(operation.output.out, None, request)  # refuses before anything is done
        said = _sent(request) if operation.input else {}  # else nobody minds what it is sent with
        with self._as_seen(operation, request, keys) as found:
            row = operation.perform(request, keys, found, said, version_seen(request))
        if isinstance(row, Accepted):
            return Response(AcceptedOut(row).data, 202)
        if operation.status == 204 or operation.output is None:
            return Response(status=204)
        out = self._shaped(operation.output.out, row, request)
        headers = self._location(operation, request, row)
        response = Response(out.data, operation.status, headers=headers)
        version = operation.output.version(row)
        return response if version is None else self._tagged(response, version)

    @contextmanager
    def _as_seen(
        self, operation: MutationOperation, request: Request, keys: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        """The rows that the path names: where the action asks for no version, locked and read
        again, so that they are as If-Match saw them.

        Raises Stale, also where nothing has a tag: what was asked for cannot be kept to.
        """
        found, seen = operation.find(request.user, keys), tag_seen(request)
        if seen is None or operation.has_version or operation.method == "POST":
            yield found
            return
        if not operation.has_tag:
            raise Stale
        resource = [resource for resource in operation.resources.values() if resource.out][-1]
        first = resource.lock_target(found[resource.name])
        with transaction.atomic():
            if isinstance(first, Model):  # what is kept elsewhere than in rows cannot be locked
                type(first)._default_manager.select_for_update(no_key=True).get(pk=first.pk)
            found = operation.find(request.user, keys)
            row = found[resource.name]
            version = resource.version(row)
            if version is None:
                is_as_seen = seen == self._hash_of(resource, row, request)
            else:
                is_as_seen = version == version_seen(request)
            if not is_as_seen:
                raise Stale
            yield found

    def _hash_of(self, resource: Resource, row: Any, request: Request) -> str:
        """What its ETag says where it is shown."""
        around = {"request": request, "viewer": request.user}
        return _hash(JSONRenderer().render(resource.out(row, context=around).data))

    def _location(self, operation: MutationOperation, request: Request, row: Any) -> dict[str, str]:
        """Where what was made is to be found from now on."""
        home = self.homes.get(type(row))
        if operation.status != 201 or home is None:
            return {}
        key = getattr(row, home.output.by)
        address = reverse(_name(home.path), kwargs={home.output.name: key})
        return {"Location": request.build_absolute_uri(address)}

    def _shaped(self, shape: Any, rows: Any, request: Request, *, many: bool = False) -> Any:
        """The serializer of a row, of rows or of a page of them, with no more fields of each than
        were asked for. Raises ValidationError."""
        out = shape(rows, many=many, context={"request": request, "viewer": request.user})
        asked = request.query_params.get("fields")
        if not asked:
            return out
        wanted = {name.strip() for name in asked.split(",")}
        fields = _of_each(out).fields
        if unknown := sorted(wanted - set(fields)):
            told = [f"{name}: {unknown_name('field', name, fields)}" for name in unknown]
            raise ValidationError({"fields": told})
        for name in set(fields) - wanted:
            fields.pop(name)
        return out

    def _tagged(self, response: Response, version: int | None) -> Response:
        """Say which version of which representation it is, once it is rendered."""
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization", "Cookie"])
        response.add_post_render_callback(partial(_tag, self.request._request, version))
        return response


def _query_of(operation: Operation) -> frozenset[str]:
    """The query parameters that the operation reads: as the schema names them."""
    names = {
        parameter.name
        for parameter in _parameters(operation)
        if isinstance(parameter, OpenApiParameter) and parameter.location == QUERY
    }
    if operation.input and not isinstance(operation, MutationOperation):
        names |= set(operation.input(context={"viewer": None, "resources": {}}).fields)
    if isinstance(operation, ListOperation):
        pages = PAGINATION[operation.order]
        names |= {pages.cursor_query_param, pages.page_size_query_param}
    return frozenset(names)


def _since(request: Request) -> datetime | None:
    """What `updated_since` says. Raises ValidationError."""
    sent = ListIn(data=request.query_params)
    sent.is_valid(raise_exception=True)
    return sent.validated_data.get("updated_since")


def _of_each(out: Any) -> Any:
    """The serializer of each row, if it shows several of them."""
    if isinstance(out, serializers.ListSerializer):
        return out.child
    rows = out.fields.get("results")
    return out if rows is None else rows.child


def _hash(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def _sent(request: Request) -> Any:
    """The object that was sent. Raises ParseError for JSON of another kind, and
    UnsupportedMediaType also where a form was read on the way here, for an Idempotency-Key: the
    framework would take it for an empty body."""
    is_form = request.content_type.startswith("multipart/")
    if is_form and not any(isinstance(parser, MultiPartParser) for parser in request.parsers or ()):
        raise UnsupportedMediaType(request.content_type)
    if not isinstance(request.data, Mapping):
        raise ParseError(gettext("The body must be a JSON object."))
    return request.data


def _tag(request: Any, version: int | None, response: HttpResponse) -> HttpResponse | None:
    """ETag: the row's version, which If-Match reads, and what the body says, which changes more
    often: a like leaves the version as it is."""
    said = _hash(response.content)
    etag = f'"{said}"' if version is None else f'"{version}-{said}"'
    response["ETag"] = etag
    if request.method not in {"GET", "HEAD"}:
        return None
    return get_conditional_response(request, etag=etag, response=response)
