"""Which kinds of containers there are. Apps register theirs in `threads.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def add(kind: ContainerKind) -> None:
    """For registration.py, which apps call."""
    _kinds[kind.name] = kind


def container_kind(name: str) -> ContainerKind:
    return _kinds[name]
