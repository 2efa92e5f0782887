"""A world with one of every resource, for the tests of all operations and all addresses.

The app's part of it is in `tests/<app>/world.py`, which is discovered. It has, as far as needed:

- a maker for each model that a path, a query or the admin can name:

      @makes(Topic, after=["t"])
      def topic(world):
          return start_topic(title=f"How? {world.word}", category=world.get(Category), …)

  It returns a new row of `world.owner` for the readers of `world.audience`, with `world.word` in
  each text. `visible_to` says who may know such a row instead, whatever the audience.
- `PARAMETERS`: values for parameters of addresses that name no row.
- `grow(world)`: one more row in each list of the app, for what `world.get` returns. A kind of
  threads with lists needs two by another member: one that the owner has not opened, and one that
  the owner has read up to the first post and watches, with a reply after it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.db.models import Model

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.actions import like_post, reply_to_thread
from community.discussions.models import Post, Thread
from community.discussions.reading.actions import mark_read, watch_thread
from community.kernel import examples
from community.kernel.operations import MutationOperation, Operation, Resource
from community.kernel.operations.inputs import Chosen
from community.kernel.operations.roles import OWNER, Role
from community.kernel.subjects import Subject
from tests.architecture.operations import OPERATIONS
from tests.conftest import ROOT
from tests.factories import AdminFactory, UserFactory

Make = Callable[["World"], Any]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """How a row of a model is made, and what addresses and queries call it."""

    make: Make
    visible_to: Role | None  # None: the readers of the world's audience
    after: frozenset[str]  # words before its id in addresses that call the id "pk"
    names: Mapping[str, Callable[[Any], Any]]  # other names of parameters, with the value of each
    operations: frozenset[str]  # those that need a row like this one


_makers: dict[type, list[Maker]] = {}


def makes(
    model: type,
    *,
    visible_to: Role | None = None,
    after: Iterable[str] = (),
    names: Mapping[str, Callable[[Any], Any]] | None = None,
    operations: Iterable[str] = (),
) -> Callable[[Make], Make]:
    """Register a maker. With `operations`, it is for the rows that these change, beside another."""

    def register(make: Make) -> Make:
        maker = Maker(
            make=make, visible_to=visible_to, after=frozenset(after), names=names or {},
            operations=frozenset(operations),
        )  # fmt: skip
        known = _makers.setdefault(model, [])
        known.insert(0 if operations else len(known), maker)
        return make

    return register


@cache
def _modules() -> list[Any]:
    """The apps' worlds, each of which registers its makers."""
    files = sorted(ROOT.glob("tests/*/world.py"))
    names = [f"tests.{file.parent.name}.world" for file in files]
    return [import_module(name) for name in names if name != __name__]


def makers() -> dict[type, list[Maker]]:
    _modules()
    return _makers


def usual(model: type) -> Maker:
    """The maker of a model, apart from those for single operations."""
    known = makers().get(model)
    assert known, (
        f"Let tests/<app>/world.py make a {model.__name__}: tests/forum/world.py shows how, and"
        " tests/architecture/world.py explains it"
    )
    return known[-1]


def is_private(model: type) -> bool:
    """Whether rows of the model are for the readers of an audience."""
    return usual(model).visible_to is None


def parameters() -> dict[str, list[Any]]:
    """Values for the parameters that name no row."""
    found: dict[str, list[Any]] = {}
    for module in _modules():
        found |= getattr(module, "PARAMETERS", {})
    return found


@cache
def resource_names() -> dict[str, list[Resource]]:
    """The declared resources by their names in paths."""
    found: dict[str, list[Resource]] = {}
    for operation in OPERATIONS.values():
        for name, resource in operation.resources.items():
            known = found.setdefault(name, [])
            if all(_calls(one) != _calls(resource) for one in known):
                known.append(resource)
    return found


def _calls(resource: Resource) -> tuple[type, bool]:
    return resource.model, resource.has_number


def key(resource: Resource, row: Any) -> Any:
    """What a path says for the row."""
    named = getattr(row, resource.by, None)
    return named if resource.has_number or isinstance(named, str) else str(row)


class World:
    """Rows of one owner, for everybody or for the readers of one audience."""

    def __init__(self, *, is_private: bool = False, word: str = "", **people: Any) -> None:
        self.owner = people.get("owner") or UserFactory(username="owner", trust_level=3)
        self.admin = people.get("admin") or AdminFactory()
        self.other = people.get("other") or UserFactory()
        self.word, self.count = word, 0
        self.audience = (
            form_audience(
                kind=Audience.Kind.SHARED, members=[self.owner, self.other], title=f"Team {word}"
            )
            if is_private
            else None
        )
        self.rows: dict[type, Any] = {}

    def number(self) -> int:
        """A new one, for what has to be unique."""
        self.count += 1
        return self.count + (1000 if self.audience else 0)

    def make(self, model: type, operation: str = "") -> Any:
        """A new row, fit for the operation."""
        special = [one for one in makers().get(model, ()) if operation in one.operations]
        return (special[0] if special else usual(model)).make(self)

    def get(self, model: type) -> Any:
        """The same row every time."""
        if model not in self.rows:
            self.rows[model] = self.make(model)
        return self.rows[model]

    def furnish(self) -> None:
        """Make one of everything."""
        for model in makers():
            self.get(model)

    def grow(self) -> None:
        """One more row in every list."""
        for module in _modules():
            if hasattr(module, "grow"):
                module.grow(self)

    def fill_lists(self, start: Callable[[], Thread]) -> None:
        """One more thread in each list of a kind; `start` starts one by another than the owner.

        The owner has not seen the first, and follows the second, which has a reply to be read.
        """
        start()
        thread = start()
        mark_read(thread=thread, upto=1, ms=0, by=self.owner)
        watch_thread(thread=thread, level=3, by=self.owner)
        reply_to_thread(thread=thread, source="It goes on.", by=self.other)
        like_post(post=thread.posts.get(number=2), by=self.owner)

    # -- for operations ------------------------------------------------------------------------
    def keys(self, operation: Operation, *, is_new: bool | None = None) -> dict[str, Any]:
        """What the operation's path names: new rows, if it changes them or if that is said."""
        is_new = isinstance(operation, MutationOperation) if is_new is None else is_new
        rows: dict[str, Any] = {}
        for name, resource in reversed(operation.resources.items()):
            if name not in rows:
                make = self.make if is_new else lambda model, _operation: self.get(model)
                rows[name] = make(resource.model, operation.name)
            rows |= {parent: getattr(rows[name], parent) for parent in resource.parents}
        return {name: key(resource, rows[name]) for name, resource in operation.resources.items()}

    def example(self, operation: Operation) -> dict[str, Any]:
        """The operation's example, about rows of this world."""
        route = f"{operation.method} {examples.PATH_PARAMETER.sub('{}', operation.path)}"
        written = examples.known().get(route)
        sent = (written.sent if written else None) or operation.example
        told = self._of_this_world(sent, self.chosen(operation))
        if isinstance(told.get("subject"), str):  # a row by its kind and id
            told["subject"] = str(self.make(Subject, operation.name))
        return told

    def chosen(self, operation: Operation) -> dict[str, type]:
        """The models of the fields in which the operation is told a row."""
        if operation.input is None:
            return {}
        fields = operation.input(context={"viewer": None, "resources": {}}).fields
        return {
            name: field.queryset.model
            for name, field in fields.items()
            if isinstance(field, Chosen)
        }

    def _of_this_world(self, value: Any, chosen: Mapping[str, type], name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._of_this_world(one, chosen, key) for key, one in value.items()}
        if isinstance(value, list):
            return [self._of_this_world(one, chosen) for one in value]
        named = resource_names().get(name, ())
        model = chosen.get(name) or next((one.model for one in named if one.has_number), None)
        return self.get(model).pk if model and type(value) is int else value

    # -- for addresses and queries -------------------------------------------------------------
    def values(self, *, is_private: bool) -> dict[str, list[Any]]:
        """What each kind of parameter names that is private to the owner or the audience, or what
        the others do."""
        found: dict[str, list[Any]] = {} if is_private else parameters()
        for model, rows in self.everything().items():
            if _is_hidden(model) == is_private:
                for name, value_of in names_of(model).items():
                    found.setdefault(name, []).extend(map(value_of, rows))
        return found

    def private_rows(self) -> list[Any]:
        """The rows that nobody else may know, but for those of no table."""
        hidden = [rows for model, rows in self.everything().items() if _is_hidden(model)]
        return [row for rows in hidden for row in rows if isinstance(row, Model)]

    def everything(self) -> dict[type, list[Any]]:
        """All rows that were made, with the threads and opening posts of those that own one and
        are as private as other threads."""
        found = {model: [row] for model, row in self.rows.items()}
        for model, row in self.rows.items():
            owns = issubclass(model, Model) and model._meta.pk.related_model is Thread
            if owns and _is_hidden(model):
                found[Thread].append(row.thread)
                found[Post].append(row.thread.posts.get(number=1))
        return found


def _is_hidden(model: type) -> bool:
    """Whether neither a stranger nor a moderator may know the rows of the model."""
    return usual(model).visible_to in {None, OWNER}


def names_of(model: type) -> dict[str, Callable[[Any], Any]]:
    """What addresses, the admin and GraphQL call a row of the model, with how each names it."""
    maker = usual(model)
    names: dict[str, Callable[[Any], Any]] = {}
    for name, resources in resource_names().items():
        for resource in resources:
            if resource.model is model:
                by_name = "" if resource.has_number else " by name"
                names[f"{name}{by_name}" if model is User else name] = _key_of(resource)
                if resource.node:  # a query that answers with it calls its key "id"
                    names.setdefault(_field_of(resource.node._meta.name), _pk)
    if issubclass(model, Model):
        names[f"admin {model._meta.label_lower}"] = _pk
        names.setdefault(_field_of(model.__name__), _pk)
    return {**names, **{f"pk after {word!r}": _pk for word in maker.after}, **maker.names}


def _field_of(name: str) -> str:
    """The name of a type, as tests/architecture/reads.py calls what an "id" names."""
    return name[0].lower() + name[1:]


def _pk(row: Any) -> Any:
    return row.pk


def _key_of(resource: Resource) -> Callable[[Any], Any]:
    return lambda row: key(resource, row)
