"""API operations, declared once for REST and GraphQL.

    api = Api("discussions", scope="community", resources=[THREAD, POST], allowed=MODERATORS)

    api.list("threads/", THREAD)
    api.retrieve("threads/{thread}/")
    api.mutation("POST threads/{thread}/posts/", actions.reply_to_thread, input=ReplyIn,
                 output=POST, allowed=MEMBERS, example={"source": "A reply."})
    api.mutation("PUT threads/{thread}/closure/", actions.close_thread, output=THREAD)
    api.mutation("DELETE threads/{thread}/closure/", actions.reopen_thread, output=THREAD)
    api.button("threads/{thread}/closure/", actions.close_thread, undo=actions.reopen_thread)

A mutation is a REST route and a GraphQL mutation with the action's name. Both need the scope
`community:write`, find the object, validate the input and show the result in the same way. If the
action takes a `version`, If-Match sets it; otherwise If-Match is compared with the ETag of the
object in the path. A button is the same operation on pages. `rest.routes`, `mutations.namespaces`
and `pages.buttons` build the interfaces from `api.operations`; tests send each operation its
`example`, as those who are `allowed` to do it and as those who are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from inspect import cleandoc, signature
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework.serializers import Serializer, ValidationError

from community.kernel import scopes
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied, NotSignedIn
from community.kernel.languages import Text
from community.kernel.operations.roles import EVERYONE, MEMBERS, Role
from community.kernel.text import number

Rows = Callable[..., QuerySet[Any]]
MOST_TOLD = 20  # unknown names that one response lists
MOST_SIGNS = 60  # characters of a name for which similar names are looked up
PATH_PARAMETER = re.compile(r"\{(\w+)\}")


def _never_listed(*_: Any, **__: Any) -> QuerySet[Any]:
    raise LookupError("A resource with only `lookup` has no rows")


def all_of(model: type[Model]) -> Rows:
    """A `find` for what everybody may see: every row."""
    return lambda _viewer: model._default_manager.all()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A type of object that operations find and return: `{name}` in their paths."""

    name: str
    model: type
    find: Rows = _never_listed  # find(viewer, **parents): the rows visible to the viewer
    out: Any = None  # the REST serializer
    node: Any = None  # the GraphQL type; None if GraphQL does not show it
    by: str = "pk"  # the field with the number in the path; with `lookup`, GraphQL's argument
    parents: tuple[str, ...] = ()  # the resources earlier in the path that `find` needs
    lookup: Callable[[Any, str], Any] | None = None  # finds it by a text, instead of `find`
    one: Callable[[Any, int], Any] | None = None  # what `find` has of this number, None if nothing
    version: Callable[[Any], int | None] = lambda row: getattr(row, "version", None)
    lock_target: Callable[[Any], Any] = lambda row: row  # the row that its actions lock first
    updated: str = ""  # the lookup of the time of its last change, if lists can filter by it
    description: str = ""  # of the path parameter, if that is no id

    @property
    def key_description(self) -> str:
        """The description of the path parameter."""
        return self.description or f"The {self.name}'s id."

    @property
    def has_number(self) -> bool:
        return self.lookup is None

    @property
    def argument(self) -> str:
        """The name of GraphQL's argument for the key."""
        return f"{self.name}_id" if self.by == "pk" else self.by

    def get(self, viewer: Any, key: str, around: Mapping[str, Any]) -> Any:
        """The row with this key. Raises ObjectDoesNotExist, also if the viewer may not see it."""
        if self.lookup:
            return self.lookup(viewer, key)
        known = number(key)
        if known is None:
            raise ObjectDoesNotExist
        if self.one:
            if (row := self.one(viewer, known)) is None:
                raise ObjectDoesNotExist
            return row
        rows = self.find(viewer, **{name: around[name] for name in self.parents})
        return rows.get(**{self.by: known})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One declared operation."""

    api: Api
    name: str
    method: str
    path: str
    description: str
    resources: Mapping[str, Resource]  # of the path's parameters, outermost first
    output: Resource | None
    for_members: bool
    permission: Callable[[Any], bool] | None
    session_only: bool
    allowed: Role  # documented and tested; the action's policy is what decides
    example: Mapping[str, Any]  # an input that succeeds, for tests, which replace the ids in it
    input: type[Serializer[Any]] | None = None

    @property
    def scope(self) -> str:
        """The scope that a token needs; empty if any token will do."""
        verb = "read" if self.method == "GET" else "write"
        return f"{self.api.scope}:{verb}" if self.api.scope else ""

    def admit(self, request: Any) -> None:
        """Raises NotSignedIn, InsufficientScope or SessionOnly."""
        if self.session_only:
            scopes.need_session(request)
        if self.scope:
            scopes.need(request, self.scope)
        if self.for_members and not request.user.is_authenticated:
            raise NotSignedIn

    def find(self, viewer: Any, keys: Mapping[str, str]) -> dict[str, Any]:
        """The rows that the path names. Raises Denied before any row is looked up, or
        ObjectDoesNotExist."""
        if self.permission and not self.permission(viewer):
            raise Denied
        found: dict[str, Any] = {}
        for name, resource in self.resources.items():
            found[name] = resource.get(viewer, keys[name], found)
        return found

    def read(
        self, said: Any, viewer: Any, found: Mapping[str, Any], *, ignore_unknown: bool = False
    ) -> dict[str, Any]:
        """The validated input. Raises ValidationError with a message for each invalid field, and
        for each unknown field of a body: otherwise a misspelt field would seem to be changed.
        The forms of pages have other fields, too, and `ignore_unknown`."""
        if self.input is None:
            return {}
        around = {"viewer": viewer, "resources": found}
        sent = self.input(data=said, context=around, partial=self.is_partial)
        if self.method != "GET" and isinstance(said, Mapping) and not ignore_unknown:
            refuse_unknown("field", said, sent.fields)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    @property
    def is_partial(self) -> bool:
        return False

    @property
    def function(self) -> Callable[..., Any] | None:
        """The function that the operation calls, if any."""
        return None

    @cached_property
    def asks(self) -> frozenset[str]:
        """The names of that function's parameters."""
        return frozenset(signature(self.function).parameters if self.function else ())

    def around(self, request: Any) -> dict[str, Any]:
        """The function's arguments that come from the request: `site`, or the `request` itself if
        the function is not an action."""
        known = {"site": lambda: request.build_absolute_uri("/"), "request": lambda: request}
        return {name: tell() for name, tell in known.items() if name in self.asks}


@dataclass(frozen=True, kw_only=True)
class RetrieveOperation(Operation):
    """Reads one row: the last one that the path names, or what `row` returns."""

    output: Resource
    row: Callable[..., Any] | None = None


@dataclass(frozen=True, kw_only=True)
class ListOperation(Operation):
    """Reads rows, in pages. `input` are the filters."""

    output: Resource
    rows: Rows
    order: str


@dataclass(frozen=True, kw_only=True)
class QueryOperation(Operation):
    """Any other read: `out` shows what `answer(viewer, **resources, **filters)` returns."""

    answer: Callable[..., Any]
    out: Any
    many: bool

    @property
    def function(self) -> Callable[..., Any]:
        return self.answer


@dataclass(frozen=True, kw_only=True)
class MutationOperation(Operation):
    """Changes something by calling one action."""

    action: Callable[..., Any]
    caller: str
    rest_only: bool
    parsers: Sequence[Any]
    own_status: int  # 0: the usual one
    may_wait: bool  # the action may return Accepted: it waits for approval, and nothing is made yet

    @property
    def is_gone(self) -> bool:
        """Whether the object that the path names is deleted."""
        return self.method == "DELETE" and self.path.endswith("}/")

    @property
    def status(self) -> int:
        """201 if something was created, 204 if it was deleted or there is no output."""
        usual = 201 if self.method == "POST" else 200
        return self.own_status or (204 if self.output is None or self.is_gone else usual)

    @property
    def is_partial(self) -> bool:
        return self.method == "PATCH"

    @property
    def function(self) -> Callable[..., Any]:
        return self.action

    @property
    def has_version(self) -> bool:
        return "version" in self.asks

    @property
    def has_tag(self) -> bool:
        """Whether If-Match can be compared with a version or an ETag."""
        is_shown = any(resource.out for resource in self.resources.values())
        return self.has_version or (is_shown and self.method != "POST")

    def perform(
        self,
        request: Any,
        keys: Mapping[str, str],
        found: Mapping[str, Any],
        said: Any,
        version: int | None,
    ) -> Any:
        """Call the action for a caller who was admitted, with the rows that `find` returned.
        Returns the output's row, or what the action returned: Accepted, if it `may_wait`."""
        result = self.call(request, found, self.read(said, request.user, found), version)
        if self.output is None or isinstance(result, self.output.model | Accepted):
            return result
        given = self.resources[self.output.name]
        return given.get(request.user, keys[given.name], found)

    def call(
        self,
        request: Any,
        found: Mapping[str, Any],
        given: Mapping[str, Any],
        version: int | None = None,
    ) -> Any:
        """Call the action with the rows that were found and the input. Returns its result."""
        handed = {name: row for name, row in found.items() if name in self.asks} | dict(given)
        if self.has_version:
            handed["version"] = version
        if self.caller:
            handed[self.caller] = request.user
        return self.action(by=request.user, **handed, **self.around(request))


@dataclass(frozen=True, kw_only=True)
class Button:
    """A form's button on pages: it calls an operation, and another one to undo that.

    Functions are given the request and the row: what the action returned, or else the last one
    that the path names.
    """

    path: str
    name: str  # of the URL
    operation: MutationOperation
    undo: MutationOperation | None
    then: str | Callable[[Any, Any], str] = ""  # a URL or its name; else back, or to the row's page
    message: Text | Callable[[Any, Any], Text] = ""  # shown on the next page when it is done
    offers_undo: bool = False  # with the message
    may_be_gone: bool = False  # a second click leads to where the first one did, not to an error
    fragment: tuple[str, Callable[[Any, Any], dict[str, Any]]] | None = None  # for htmx: a template


@dataclass
class Api:
    """Operations with a common namespace (GraphQL), tag (OpenAPI) and scope.

    `permission` and `allowed` apply to the operations that do not set their own; `allowed` to
    mutations, and to reads only beside a permission. `written_mutations` are graphene classes with
    mutations of the namespace that cannot be declared. With `queries`, which are such classes with
    reads, GraphQL has what is listed and retrieved, too; without, the app's `schema.py` says what.
    """

    namespace: str
    scope: str
    resources: Sequence[Resource]
    permission: Callable[[Any], bool] | None = None
    allowed: Role | None = None
    written_mutations: Sequence[type] = ()
    queries: Sequence[type] | None = None
    operations: list[Operation] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def list(
        self,
        path: str,
        output: Resource,
        rows: Rows | None = None,
        *,
        order: str = "pk",
        filters: type[Serializer[Any]] | None = None,
        **how: Any,
    ) -> None:
        """Declare a list of rows visible to the caller: `rows(viewer, **resources, **filters)`."""
        how = {"name": f"list_{output.name}s", "rows": rows or output.find, **how}
        self._add(ListOperation, f"GET {path}", output=output, order=order, input=filters, **how)

    def retrieve(
        self,
        path: str,
        output: Resource | None = None,
        row: Callable[..., Any] | None = None,
        **how: Any,
    ) -> None:
        """Declare the read of the path's last row, or of `row(viewer, **resources)`."""
        output = output or self._resources_in(path)[-1]
        self._add(
            RetrieveOperation,
            f"GET {path}",
            output=output,
            row=row,
            **{"name": f"get_{output.name}", **how},
        )

    def query(
        self,
        path: str,
        answer: Callable[..., Any],
        out: Any,
        *,
        many: bool = False,
        filters: type[Serializer[Any]] | None = None,
        **how: Any,
    ) -> None:
        """Declare a read that is neither one row nor a list in pages."""
        how = {"name": answer.__name__, "description": _told(answer), **how}
        self._add(
            QueryOperation, f"GET {path}", output=None, answer=answer, out=out, many=many,
            input=filters, **how,
        )  # fmt: skip

    def mutation(  # noqa: PLR0913 - each is a choice of its own, and most lines make none
        self,
        route: str,
        action: Callable[..., Any],
        *,
        input: type[Serializer[Any]] | None = None,
        output: Resource | None = None,
        name: str = "",
        caller: str = "",
        rest_only: bool = False,
        parsers: Sequence[Any] = (),
        status: int = 0,
        may_wait: bool = False,
        **how: Any,
    ) -> None:
        """Declare a change by one action, with the action's name.

        `caller` names a second argument of the action, beside `by`, that gets the caller. A PATCH
        takes only the fields that change. `allowed`, or else the Api's, says who may do it, and
        `example` an input that succeeds. With `may_wait` the action may return Accepted.
        """
        self._add(
            MutationOperation,
            route,
            action=action,
            input=input,
            output=output,
            name=name or action.__name__,
            caller=caller,
            rest_only=rest_only,
            parsers=parsers,
            own_status=status,
            may_wait=may_wait,
            for_members=True,
            **{"description": _told(action), **how},
        )

    def button(
        self,
        path: str,
        action: Callable[..., Any],
        *,
        undo: Callable[..., Any] | None = None,
        name: str = "",
        **how: Any,
    ) -> None:
        """A button of pages, for a change that is declared above, and for the one that undoes it.

        POST does it, with the input in the form's fields; DELETE, or POST with `undo`, undoes it.
        """
        made = {
            line.action: line for line in self.operations if isinstance(line, MutationOperation)
        }
        undoing = made[undo] if undo else None
        name = name or path.split("/")[-2]
        self.buttons.append(
            Button(path=path, name=name, operation=made[action], undo=undoing, **how)
        )

    def _add(self, kind: Any, route: str, **how: Any) -> None:
        method, path = route.split(" ")
        instead = {resource.name: resource for resource in how.pop("overrides", ())}
        resources = {resource.name: resource for resource in self._resources_in(path)} | instead
        usual = {
            "description": "",
            "for_members": False,
            "permission": self.permission,
            "session_only": False,
            "allowed": None,
            "example": {},
        }
        how = {**usual, **how}
        how["for_members"] = bool(how["for_members"] or how["permission"] or how["session_only"])
        how["description"] = how["description"] or f"{how['name'].replace('_', ' ').capitalize()}."
        how["allowed"] = how["allowed"] or self._usually_allowed(method, **how)
        self.operations.append(kind(api=self, method=method, path=path, resources=resources, **how))

    def _usually_allowed(
        self, method: str, *, name: str, permission: Any, for_members: bool, **_: Any
    ) -> Role:
        """Raises ValueError if neither the operation nor its Api says it."""
        if method == "GET" and not permission:
            return MEMBERS if for_members else EVERYONE
        if self.allowed is None:
            raise ValueError(f"Say who is allowed to {name}: `allowed` of the operation or its Api")
        return self.allowed

    def _resources_in(self, path: str) -> Sequence[Resource]:
        known = {resource.name: resource for resource in self.resources}
        return [known[name] for name in PATH_PARAMETER.findall(path)]


def url_pattern(path: str, resources: Mapping[str, Resource]) -> str:
    """The path as Django writes it: numbers and texts in the places of the resources."""

    def converter(match: re.Match[str]) -> str:
        name = match[1]
        return f"<int:{name}>" if resources[name].has_number else f"<str:{name}>"

    return PATH_PARAMETER.sub(converter, path)


UNKNOWN = {"field": _("Unknown field."), "query parameter": _("Unknown query parameter.")}
UNKNOWN_BUT_NEAR = {
    "field": _("Unknown field. Did you mean %(name)s?"),
    "query parameter": _("Unknown query parameter. Did you mean %(name)s?"),
}


def refuse_unknown(kind: str, named: Iterable[str], known: Collection[str]) -> None:
    """Raises ValidationError, which suggests the most similar known name for each unknown one."""
    unknown = [name for name in named if name not in known]
    if unknown:  # comparing names takes time, and a body can have very many
        raise ValidationError(
            {name: [unknown_name(kind, name, known)] for name in unknown[:MOST_TOLD]}
        )


def unknown_name(kind: str, name: str, known: Iterable[str]) -> str:
    """The error message for an unknown name, with the most similar known name if there is one."""
    near = get_close_matches(name, known, n=1) if len(name) <= MOST_SIGNS else []
    if not near:
        return str(UNKNOWN[kind])
    return str(UNKNOWN_BUT_NEAR[kind]) % {"name": near[0]}


def _told(function: Callable[..., Any]) -> str:
    """The first paragraph of its docstring; the rest is for callers in Python."""
    return cleandoc(function.__doc__ or "").split("\n\n")[0]
