"""Containers in containers, as a reader sees them: what is not for the reader is not there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from community.discussions.models import Container

C = TypeVar("C", bound=Container)


def arranged(containers: Iterable[C]) -> list[C]:
    """The containers each after its parent, siblings in their order, with two facts more.

    `level` is 0 to 2: how far in it stands. What is under a container that is not among them
    stands as far out as the nearest one that is. `whole_count` counts the threads of all below.
    """
    rows = list(containers)
    known = {row.pk for row in rows}
    below: dict[int | None, list[C]] = {}
    for row in rows:
        parent = row.parent_id if row.parent_id in known else None
        below.setdefault(parent, []).append(row)

    def walk(parent: int | None, level: int) -> Iterator[C]:
        for row in below.get(parent, ()):
            inner = list(walk(row.pk, level + 1))
            nearest = (one for one in inner if one.level == level + 1)  # type: ignore[attr-defined]
            row.level = level  # type: ignore[attr-defined]
            row.whole_count = row.threads_count + sum(  # type: ignore[attr-defined]
                one.whole_count  # type: ignore[attr-defined]
                for one in nearest
            )
            yield row
            yield from inner

    return list(walk(None, 0))


def within(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    """The container of that id and all below it; `parents` names the one above each."""
    return [pk, *(one for one in parents if pk in _above(one, parents))]


def crumbs(containers: Iterable[C], of: Container) -> list[C]:
    """What stands above a container, the outermost first, as far as it is among these."""
    rows = {row.pk: row for row in containers}
    parents = {pk: row.parent_id for pk, row in rows.items()}
    return [rows[pk] for pk in reversed(_above(of.pk, parents)) if pk in rows]


def _above(pk: int, parents: Mapping[int, int | None]) -> list[int]:
    found, at = [], parents.get(pk)
    while at is not None:
        found.append(at)
        at = parents.get(at)
    return found
