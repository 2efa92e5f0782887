"""A subject is a (kind, id) pair such as `forum.topic:42`: how apps speak of each other's things.

Whoever owns a kind registers how to find its things; whoever holds subjects resolves a mixed
list in one query a kind and gets nothing that the viewer may not see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from community.kernel.text import number


@dataclass(frozen=True, order=True)
class Subject:
    kind: str
    id: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Subject | None:
        """Read `kind:id`; None where it is not of that form."""
        kind, _, said = text.rpartition(":")
        pk = number(said)
        return cls(kind, pk) if kind and pk is not None else None


@dataclass(frozen=True)
class Shown:
    """What anybody needs to know of a thing to speak of it."""

    title: str
    url: str


Finder = Callable[[list[int], Any], Mapping[int, Shown]]
_finders: dict[str, Finder] = {}


def register(kind: str, find: Finder) -> None:
    """`find(ids, viewer)` returns those of the things that the viewer may see, in one query."""
    _finders[kind] = find


def resolve_many(subjects: Iterable[Subject], viewer: Any) -> dict[Subject, Shown]:
    """Return what can be shown to the viewer; the unknown and the invisible are left out."""
    ids: dict[str, set[int]] = defaultdict(set)
    for subject in subjects:
        ids[subject.kind].add(subject.id)
    return {
        Subject(kind, pk): shown
        for kind in sorted(ids.keys() & _finders.keys())
        for pk, shown in _finders[kind](sorted(ids[kind]), viewer).items()
    }


def resolve(subject: Subject, viewer: Any) -> Shown | None:
    return resolve_many([subject], viewer).get(subject)
