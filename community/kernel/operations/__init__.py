"""What programs can ask for, declared once for REST and GraphQL.

    api = Api("discussions", scope="community", resources=[THREAD, POST])

    api.list("threads/", THREAD)
    api.retrieve("threads/{thread}/")
    api.mutation("POST threads/{thread}/posts/", actions.reply_to_thread, input=ReplyIn,
                 output=POST)
    api.mutation("PUT threads/{thread}/closure/", actions.close_thread, output=THREAD)
    api.mutation("DELETE threads/{thread}/closure/", actions.reopen_thread, output=THREAD)
    api.button("threads/{thread}/closure/", actions.close_thread, undo=actions.reopen_thread)

A line that `does` something is a REST route and a GraphQL mutation of the action's name, both
with the scope `forum:write`, the same finder, the same reading of what was sent, the same
answer; where the action takes a `version`, If-Match is it, and elsewhere it is compared with
the ETag of the row that the path names. A button is the same operation on pages. `rest.routes`,
`mutations.namespaces` and `pages.buttons` make the interfaces; tests walk `api.operations` for
the rights.
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
from django.db.models import QuerySet
from rest_framework.serializers import Serializer, ValidationError

from community.kernel import scopes
from community.kernel.errors import Denied, NotSignedIn
from community.kernel.text import number

Rows = Callable[..., QuerySet[Any]]
MOST_TOLD = 20  # unknown names in one answer
MOST_SIGNS = 60  # of a name that near ones are looked for
PATH_PARAMETER = re.compile(r"\{(\w+)\}")


def _never_listed(*_: Any, **__: Any) -> QuerySet[Any]:
    raise LookupError("What is found by `lookup` alone has no rows")


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A kind of row that operations find and give: `{name}` in their paths."""

    name: str
    model: type
    find: Rows = _never_listed  # find(viewer, **what `within` names): the rows there are for them
    out: Any = None  # the serializer that shows it in REST
    node: Any = None  # the GraphQL type; None where GraphQL does not show it
    by: str = "pk"  # the field whose number a path says; with `lookup`, GraphQL's name of the text
    parents: tuple[str, ...] = ()  # the resources before it in the path that it is found in
    lookup: Callable[[Any, str], Any] | None = None  # finds it by the path's text, without `find`
    version: Callable[[Any], int | None] = lambda row: getattr(row, "version", None)
    lock_target: Callable[[Any], Any] = lambda row: row  # what its actions lock first
    updated: str = ""  # the lookup of when it last changed, where lists can be asked for that
    description: str = ""  # what a path calls it by, where that is no id

    @property
    def key_description(self) -> str:
        """What stands in a path for it, in words."""
        return self.description or f"The {self.name}'s id."

    @property
    def has_number(self) -> bool:
        return self.lookup is None

    @property
    def argument(self) -> str:
        """What GraphQL calls the key."""
        return f"{self.name}_id" if self.by == "pk" else self.by

    def get(self, viewer: Any, key: str, around: Mapping[str, Any]) -> Any:
        """The row of that key. Raises ObjectDoesNotExist, also where the viewer may not know."""
        if self.lookup:
            return self.lookup(viewer, key)
        rows = self.find(viewer, **{name: around[name] for name in self.parents})
        known = number(key)
        if known is None:
            raise ObjectDoesNotExist
        return rows.get(**{self.by: known})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One line of a declaration."""

    api: Api
    name: str
    method: str
    path: str
    description: str
    resources: Mapping[str, Resource]  # what the path names, outermost first
    output: Resource | None
    for_members: bool
    permission: Callable[[Any], bool] | None
    session_only: bool
    input: type[Serializer[Any]] | None = None

    @property
    def scope(self) -> str:
        """The scope that a token needs; empty where any will do."""
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
        """The rows that the path names. Raises Denied, which says nothing of what there is, or
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
        """What was sent, checked. Raises ValidationError with a word for each field, also for
        one of a body that there is not: who misspells a field would take its change for made.
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
        """What the operation calls, where it calls something."""
        return None

    @cached_property
    def asks(self) -> frozenset[str]:
        """The names of what that function's parameters."""
        return frozenset(signature(self.function).parameters if self.function else ())

    def around(self, request: Any) -> dict[str, Any]:
        """The arguments that the function takes from the request: `site`, or `request` itself if
        it is no action."""
        known = {"site": lambda: request.build_absolute_uri("/"), "request": lambda: request}
        return {name: tell() for name, tell in known.items() if name in self.asks}


@dataclass(frozen=True, kw_only=True)
class RetrieveOperation(Operation):
    """One row, read: the last that the path names, or what `row` finds."""

    output: Resource
    row: Callable[..., Any] | None = None


@dataclass(frozen=True, kw_only=True)
class ListOperation(Operation):
    """Rows, a page of them at a time; `input` are its filters."""

    output: Resource
    rows: Rows
    order: str


@dataclass(frozen=True, kw_only=True)
class QueryOperation(Operation):
    """Whatever else is read: `out` shows what `answer(viewer, **resources, **narrowed)` returns."""

    answer: Callable[..., Any]
    out: Any
    many: bool

    @property
    def function(self) -> Callable[..., Any]:
        return self.answer


@dataclass(frozen=True, kw_only=True)
class MutationOperation(Operation):
    """A change, by one action."""

    action: Callable[..., Any]
    caller: str
    whole: bool
    rest_only: bool
    parsers: Sequence[Any]
    own_status: int  # 0: as the rest of the line says

    @property
    def is_gone(self) -> bool:
        """Whether what the path names is not there any more."""
        return self.method == "DELETE" and self.path.endswith("}/")

    @property
    def status(self) -> int:
        """201 for what was made, 204 for what is gone and for what there is nothing to say of."""
        usual = 201 if self.method == "POST" else 200
        return self.own_status or (204 if self.output is None or self.is_gone else usual)

    @property
    def is_partial(self) -> bool:
        return self.method == "PATCH" and not self.whole

    @property
    def function(self) -> Callable[..., Any]:
        return self.action

    @property
    def has_version(self) -> bool:
        return "version" in self.asks

    @property
    def has_tag(self) -> bool:
        """Whether there is an ETag that If-Match can hold it to."""
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
        Returns the output's row, or what the action returned."""
        result = self.call(request, found, self.read(said, request.user, found), version)
        if self.output is None or isinstance(result, self.output.model):
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
    message: str | Callable[[Any, Any], str] = ""  # shown on the next page when it is done
    offers_undo: bool = False  # with the message
    fragment: tuple[str, Callable[[Any, Any], dict[str, Any]]] | None = None  # for htmx: a template


@dataclass
class Api:
    """The operations of one part of the product: a namespace of GraphQL, a tag of REST."""

    namespace: str
    scope: str
    resources: Sequence[Resource]
    permission: Callable[[Any], bool] | None = None  # where a line says nothing of it
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
        """Rows that the caller may see: `rows(viewer, **resources, **what narrows them)`."""
        how = {"name": f"list_{output.name}s", "rows": rows or output.find, **how}
        self._add(ListOperation, f"GET {path}", output=output, order=order, input=filters, **how)

    def retrieve(
        self,
        path: str,
        output: Resource | None = None,
        row: Callable[..., Any] | None = None,
        **how: Any,
    ) -> None:
        """The row that the path ends with, or `row(viewer, **resources)`."""
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
        """What is no row and no list in pages."""
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
        whole: bool = False,
        rest_only: bool = False,
        parsers: Sequence[Any] = (),
        status: int = 0,
        **how: Any,
    ) -> None:
        """A change by one action, named as the action is.

        `caller` names the argument that is whoever asks, beside `by`. A PATCH says only what
        changes, unless it takes the `whole`.
        """
        self._add(
            MutationOperation,
            route,
            action=action,
            input=input,
            output=output,
            name=name or action.__name__,
            caller=caller,
            whole=whole,
            rest_only=rest_only,
            parsers=parsers,
            own_status=status,
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
        }
        how = {**usual, **how}
        how["for_members"] = bool(how["for_members"] or how["permission"] or how["session_only"])
        how["description"] = how["description"] or f"{how['name'].replace('_', ' ').capitalize()}."
        self.operations.append(kind(api=self, method=method, path=path, resources=resources, **how))

    def _resources_in(self, path: str) -> Sequence[Resource]:
        known = {resource.name: resource for resource in self.resources}
        return [known[name] for name in PATH_PARAMETER.findall(path)]


def url_pattern(path: str, resources: Mapping[str, Resource]) -> str:
    """The path as Django writes it: numbers and texts in the places of the resources."""

    def converter(match: re.Match[str]) -> str:
        name = match[1]
        return f"<int:{name}>" if resources[name].has_number else f"<str:{name}>"

    return PATH_PARAMETER.sub(converter, path)


def refuse_unknown(kind: str, named: Iterable[str], known: Collection[str]) -> None:
    """Raises ValidationError with the nearest known name for each name that is not known."""
    unknown = [name for name in named if name not in known]
    if unknown:  # looking for near names takes time, and a body can hold very many
        raise ValidationError(
            {name: [unknown_name(kind, name, known)] for name in unknown[:MOST_TOLD]}
        )


def unknown_name(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence that refuses a name: which one was probably meant, if one is near."""
    near = get_close_matches(name, known, n=1) if len(name) <= MOST_SIGNS else []
    return f"Unknown {kind}." + (f" Did you mean {near[0]}?" if near else "")


def _told(function: Callable[..., Any]) -> str:
    """What its docstring guarantees at first; the rest is for those who call it in Python."""
    return cleandoc(function.__doc__ or "").split("\n\n")[0]
