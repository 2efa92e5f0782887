"""What can be found. Apps register their sources, kinds and operators in `search.py`, which is
discovered like `admin.py`.

    register(
        Source(name="registry.extension", read=..., visible=..., show=..., …),
        Kind(name="registry.extension", word="extension", label=_("Extensions"), …),
    )

and say in subscribers.py which objects changed: `search.indexing.actions.index(source, ids)`. The
page, quick search, REST, GraphQL, the rebuild and both backends know them by that.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a source says of one object, as it is to be found. `container_ids` are those that it is
    in, the innermost first. `body` is plain text. `keys` are more lexemes, of the source's own
    operators, as `key("topic", 12)` makes them. Each document has these without being asked:

    /source/discussions.post  /kind/forum.topic  /group/discussions.post:12
    /first/1 (if number is 1)  /titled/1 (if it has a title)  /month/2026-11 (of created_at)
    /by/42 (author)  /in/3 (each container)  /tag/7 (each tag)  /status/solved (each state)
    """

    object_id: int
    kind: str
    group_id: int
    audience_id: int
    created_at: datetime.datetime
    updated_at: datetime.datetime
    title: str = ""
    body: str = ""
    number: int = 1
    container_ids: Sequence[int] = ()
    place: str = ""  # the words of its containers' titles
    author_id: int | None = None
    tags: Sequence[tuple[int, str]] = ()  # ids and names
    states: Sequence[str] = ()  # values of `status:` and what ranks: "solved", "closed", …
    language: str = ""
    version: int = 1
    keys: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """An object as it is shown to one viewer, read from its own tables when the result is shown.

    A snippet is made of the document's body only if `version` is still the document's.
    """

    title: str
    url: str
    version: int = 1
    author: Any = None  # a member
    place: str = ""  # the title of its container
    place_url: str = ""
    tags: Sequence[str] = ()
    states: Sequence[str] = ()
    replies_count: int | None = None
    created_at: datetime.datetime | None = None
    icon: str = ""
    text: str = ""  # shown when there is no snippet: a description


@dataclass(frozen=True, kw_only=True)
class Source:
    """Objects of one model. All is asked for many at once, in a fixed number of queries."""

    name: str  # "discussions.post": it is stored, so keep it
    read: Callable[[Sequence[int]], Iterable[Entry]]  # what is gone or hidden is left out
    ids_after: Callable[[int, int], list[int]]  # the next ids in order: (after, at most)
    count: Callable[[], int]  # for the progress bar of a rebuild
    ids_of_group: Callable[[int, int, int], list[int]]  # (group, after, at most)
    # What the viewer may see: rows of the model whose pk is the object_id. Joined to the matches.
    visible: Callable[[Any], QuerySet[Model]]
    show: Callable[[Sequence[int], Any], Mapping[int, Found]]
    # Of objects with documents, those whose documents are behind: looked for every night.
    outdated: Callable[[Sequence[int]], Iterable[int]] = lambda ids: ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of results, as `kind:topic` and the facet of kinds name it."""

    name: str  # "forum.topic"
    word: str  # "topic"
    label: Text  # "Topics"
    icon: str
    position: int
    is_discussion: bool = False  # it can be similar to a title that is typed
    has_meaning: bool = False  # other texts are related to it, too, as to every discussion


class BadValue(RuleViolation):
    """Raised by the `find` of an operator; `message` says what can be entered."""

    code = "bad_search_value"
    title = _("Invalid search value")

    def __init__(self, message: Text) -> None:
        super().__init__()
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A word before a colon, as in `category:`. `find(value, viewer)` returns the lexemes of which
    a document must have one (keys, as `key` makes them); it raises BadValue. `signs` are what the
    value can also be typed after, as `#` for `tag:`."""

    name: str
    help: Text  # "In a category": one line in the list of operators
    example: str  # "category:support"
    find: Callable[[str, Any], Sequence[str]]
    signs: Sequence[str] = ()
    is_within_group: bool = False  # what it finds is of one group, so all of it is shown
    # What a value is called where it is shown, to whom may know it: of an ID, a title.
    label_of: Callable[[str, Any], str] = lambda value, viewer: ""


@dataclass(frozen=True, kw_only=True)
class FacetValue:
    label: str
    term: str  # what is added to the query: "category:support"
    count: int = 0
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Facet:
    """Counts by a column of documents: "container_id" or "tags". `label_of(ids, viewer)` gives
    those values that the viewer may see. `above` is SQL of (id, above_id): what has a value counts
    for those above it, too, as its term finds it."""

    name: str
    label: Text
    column: str
    label_of: Callable[[Sequence[int], Any], Mapping[int, FacetValue]]
    position: int
    above: str = ""


@dataclass
class _Registry:
    sources: dict[str, Source] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    operators: dict[str, Operator] = field(default_factory=dict)
    facets: dict[str, Facet] = field(default_factory=dict)
    statuses: dict[str, Text] = field(default_factory=dict)


_all = _Registry()


def register(*parts: Source | Kind | Operator | Facet) -> None:
    for part in parts:
        match part:
            case Source():
                _all.sources[part.name] = part
            case Kind():
                _all.kinds[part.name] = part
            case Operator():
                _all.operators[part.name] = part
            case Facet():
                _all.facets[part.name] = part


def register_status(name: str, label: Text) -> None:
    """A value of `status:`. Entries that have it among their `states` are found by it."""
    _all.statuses[name] = label


def key(name: str, value: object) -> str:
    """The lexeme by which an operator finds documents. No word of a text begins as it does, so no
    prefix that is typed finds it: "b" must not find all that has an author."""
    return f"/{name}/{value}"


def sources() -> list[Source]:
    return sorted(_all.sources.values(), key=lambda source: source.name)


def source_named(name: str) -> Source | None:
    return _all.sources.get(name)


def kinds() -> list[Kind]:
    return sorted(_all.kinds.values(), key=lambda kind: (kind.position, kind.name))


def kind_named(name: str) -> Kind | None:
    return _all.kinds.get(name)


def kinds_with_meaning() -> list[Kind]:
    """Those whose documents have vectors."""
    return [kind for kind in kinds() if kind.is_discussion or kind.has_meaning]


def operators() -> list[Operator]:
    return list(_all.operators.values())


def facets() -> list[Facet]:
    return sorted(_all.facets.values(), key=lambda facet: (facet.position, facet.name))


def statuses() -> Mapping[str, Text]:
    return _all.statuses
