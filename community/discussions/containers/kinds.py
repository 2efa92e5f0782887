"""Which kinds of containers there are. Apps register theirs in `threads.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from community.discussions.containers.models import Container


@dataclass(frozen=True, kw_only=True)
class ContainerKind:
    """What an app says of its containers."""

    name: str  # "forum.category": with the container's id it is a subject
    label: str  # what people call it
    plural: str
    url: Callable[[Container], str]


_kinds: dict[str, ContainerKind] = {}


def register(kind: ContainerKind) -> None:
    _kinds[kind.name] = kind


def container_kind(name: str) -> ContainerKind:
    return _kinds[name]
