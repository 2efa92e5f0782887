"""Which kinds of containers there are. Apps register theirs in `threads.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from community.kernel import subjects

if TYPE_CHECKING:
    from community.discussions.containers.models import Container


@dataclass(frozen=True, kw_only=True)
class ContainerKind:
    """What an app says of its containers. `model` is the proxy of Container that holds them."""

    model: type[Container]
    label: str  # what people call one
    plural: str  # "Categories", as a sentence begins with it
    threads: str  # the kind of the threads in it
    url: Callable[[Container], str]

    @property
    def name(self) -> str:
        """ "forum.category": with the container's id it is a subject."""
        return self.model.KIND


_kinds: dict[str, ContainerKind] = {}


def register(kind: ContainerKind) -> None:
    """Make the kind known, here and as a subject everywhere."""

    def find(ids: list[int], viewer: Any) -> Mapping[int, subjects.Shown]:
        found = kind.model.objects.visible_to(viewer).filter(pk__in=ids)
        return {row.pk: subjects.Shown(row.title, kind.url(row)) for row in found}

    _kinds[kind.name] = kind
    subjects.register(kind.name, find)


def container_kind(name: str) -> ContainerKind:
    return _kinds[name]


def container_kinds() -> list[ContainerKind]:
    return [_kinds[name] for name in sorted(_kinds)]
