"""What programs can ask for, declared once for both of their doors.

    doors = Doors("discussions", scope="forum", things=[THREAD, POST])

    doors.lists("threads/", THREAD)
    doors.shows("threads/{thread}/")
    doors.does("POST threads/{thread}/posts/", actions.reply_to_thread, takes=ReplyIn, gives=POST)
    doors.does("PUT threads/{thread}/closure/", actions.close_thread, gives=THREAD)

A line that `does` something is a REST route and a GraphQL mutation of the action's name, both
with the scope `forum:write`, the same finder, the same reading of what was sent, the same
answer; where the action takes a `version`, If-Match is it, and elsewhere it is compared with
the ETag of the row that the path names. `rest.routes` and
`mutations.fields_of` make the doors; tests walk `doors.operations` for the rights.
"""

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
HOLE = re.compile(r"\{(\w+)\}")


def _never_listed(*_: Any, **__: Any) -> QuerySet[Any]:
    raise LookupError("What is found by `one` alone has no rows")


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A kind of row that operations find and give: `{name}` in their paths."""

    name: str
    model: type
    find: Rows = _never_listed  # find(viewer, **what `within` names): the rows there are for them
    out: Any = None  # the serializer that shows it in REST
    node: Any = None  # the GraphQL type; None where GraphQL does not show it
    by: str = "pk"  # the field whose number a path says; with `one`, what GraphQL calls the text
    within: tuple[str, ...] = ()  # the things before it in the path that it is found in
    one: Callable[[Any, str], Any] | None = None  # finds it by the path's text, without `find`
    version: Callable[[Any], int | None] = lambda row: getattr(row, "version", None)
    guard: Callable[[Any], Any] = lambda row: row  # what its actions lock first
    updated: str = ""  # the lookup of when it last changed, where lists can be asked for that
    says: str = ""  # what a path calls it by, where that is no id

    @property
    def key_says(self) -> str:
        """What stands in a path for it, in words."""
        return self.says or f"The {self.name}'s id."

    @property
    def has_number(self) -> bool:
        return self.one is None

    @property
    def argument(self) -> str:
        """What GraphQL calls the key."""
        return f"{self.name}_id" if self.by == "pk" else self.by

    def get(self, viewer: Any, key: str, around: Mapping[str, Any]) -> Any:
        """The row of that key. Raises ObjectDoesNotExist, also where the viewer may not know."""
        if self.one:
            return self.one(viewer, key)
        rows = self.find(viewer, **{name: around[name] for name in self.within})
        known = number(key)
        if known is None:
            raise ObjectDoesNotExist
        return rows.get(**{self.by: known})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One line of a declaration."""

    doors: "Doors"
    name: str
    method: str
    path: str
    says: str
    things: Mapping[str, Thing]  # what the path names, outermost first
    gives: Thing | None
    for_members: bool
    only_for: Callable[[Any], bool] | None
    by_session: bool
    takes: type[Serializer[Any]] | None = None

    @property
    def scope(self) -> str:
        """The scope that a token needs; empty where any will do."""
        verb = "read" if self.method == "GET" else "write"
        return f"{self.doors.scope}:{verb}" if self.doors.scope else ""

    def admit(self, request: Any) -> None:
        """Raises NotSignedIn, InsufficientScope or SessionOnly."""
        if self.by_session:
            scopes.need_session(request)
        if self.scope:
            scopes.need(request, self.scope)
        if self.for_members and not request.user.is_authenticated:
            raise NotSignedIn

    def find(self, viewer: Any, keys: Mapping[str, str]) -> dict[str, Any]:
        """The rows that the path names. Raises Denied, which says nothing of what there is, or
        ObjectDoesNotExist."""
        if self.only_for and not self.only_for(viewer):
            raise Denied
        found: dict[str, Any] = {}
        for name, thing in self.things.items():
            found[name] = thing.get(viewer, keys[name], found)
        return found

    def read(self, said: Any, viewer: Any, found: Mapping[str, Any]) -> dict[str, Any]:
        """What was sent, checked. Raises ValidationError with a word for each field, also for
        one of a body that there is not: who misspells a field would take its change for made."""
        if self.takes is None:
            return {}
        around = {"viewer": viewer, "things": found}
        sent = self.takes(data=said, context=around, partial=self.is_partial)
        if self.method != "GET" and isinstance(said, Mapping):
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
        """The names of what that function takes."""
        return frozenset(signature(self.function).parameters if self.function else ())

    def around(self, request: Any) -> dict[str, Any]:
        """What it asks for of the request: where it came to, or, if it is a door's function and
        no action, the request."""
        known = {"site": lambda: request.build_absolute_uri("/"), "request": lambda: request}
        return {name: tell() for name, tell in known.items() if name in self.asks}


@dataclass(frozen=True, kw_only=True)
class Shown(Operation):
    """One row, read: the last that the path names, or what `row` finds."""

    gives: Thing
    row: Callable[..., Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Listed(Operation):
    """Rows, a page of them at a time; `takes` says what narrows them."""

    gives: Thing
    rows: Rows
    order: str


@dataclass(frozen=True, kw_only=True)
class Answered(Operation):
    """Whatever else is read: `out` shows what `answer(viewer, **things, **narrowed)` returns."""

    answer: Callable[..., Any]
    out: Any
    many: bool

    @property
    def function(self) -> Callable[..., Any]:
        return self.answer


@dataclass(frozen=True, kw_only=True)
class Done(Operation):
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
        return self.own_status or (204 if self.gives is None or self.is_gone else usual)

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
        is_shown = any(thing.out for thing in self.things.values())
        return self.has_version or (is_shown and self.method != "POST")

    def perform(self, request: Any, keys: Mapping[str, str], said: Any, version: int | None) -> Any:
        """Do it for whoever asks. Returns the row that it gives, or None."""
        self.admit(request)
        viewer = request.user
        found = self.find(viewer, keys)
        handed = {name: row for name, row in found.items() if name in self.asks}
        handed |= self.read(said, viewer, found)
        if self.has_version:
            handed["version"] = version
        if self.caller:
            handed[self.caller] = viewer
        result = self.action(by=viewer, **handed, **self.around(request))
        if self.gives is None or isinstance(result, self.gives.model):
            return result
        given = self.things[self.gives.name]
        return given.get(viewer, keys[given.name], found)


@dataclass
class Doors:
    """The operations of one part of the product: a namespace of GraphQL, a tag of REST."""

    namespace: str
    scope: str
    things: Sequence[Thing]
    only_for: Callable[[Any], bool] | None = None  # where a line says nothing of it
    operations: list[Operation] = field(default_factory=list)

    def lists(
        self,
        path: str,
        gives: Thing,
        rows: Rows | None = None,
        *,
        order: str = "pk",
        narrowed_by: type[Serializer[Any]] | None = None,
        **how: Any,
    ) -> None:
        """Rows that the caller may see: `rows(viewer, **things, **what narrows them)`."""
        how = {"name": f"list_{gives.name}s", "rows": rows or gives.find, **how}
        self._add(Listed, f"GET {path}", gives=gives, order=order, takes=narrowed_by, **how)

    def shows(
        self,
        path: str,
        gives: Thing | None = None,
        row: Callable[..., Any] | None = None,
        **how: Any,
    ) -> None:
        """The row that the path ends with, or `row(viewer, **things)`."""
        gives = gives or self._things_in(path)[-1]
        self._add(
            Shown, f"GET {path}", gives=gives, row=row, **{"name": f"get_{gives.name}", **how}
        )

    def answers(
        self,
        path: str,
        answer: Callable[..., Any],
        out: Any,
        *,
        many: bool = False,
        narrowed_by: type[Serializer[Any]] | None = None,
        **how: Any,
    ) -> None:
        """What is no row and no list in pages."""
        how = {"name": answer.__name__, "says": _told(answer), **how}
        self._add(
            Answered, f"GET {path}", gives=None, answer=answer, out=out, many=many,
            takes=narrowed_by, **how,
        )  # fmt: skip

    def does(  # noqa: PLR0913 - each is a choice of its own, and most lines make none
        self,
        route: str,
        action: Callable[..., Any],
        *,
        takes: type[Serializer[Any]] | None = None,
        gives: Thing | None = None,
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
            Done, route, action=action, takes=takes, gives=gives, name=name or action.__name__,
            caller=caller, whole=whole, rest_only=rest_only, parsers=parsers,
            own_status=status, for_members=True, **{"says": _told(action), **how},
        )  # fmt: skip

    def _add(self, kind: Any, route: str, **how: Any) -> None:
        method, path = route.split(" ")
        instead = {thing.name: thing for thing in how.pop("finds", ())}
        things = {thing.name: thing for thing in self._things_in(path)} | instead
        usual = {"says": "", "for_members": False, "only_for": self.only_for, "by_session": False}
        how = {**usual, **how}
        how["for_members"] = bool(how["for_members"] or how["only_for"] or how["by_session"])
        how["says"] = how["says"] or f"{how['name'].replace('_', ' ').capitalize()}."
        self.operations.append(kind(doors=self, method=method, path=path, things=things, **how))

    def _things_in(self, path: str) -> list[Thing]:
        known = {thing.name: thing for thing in self.things}
        return [known[name] for name in HOLE.findall(path)]


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
