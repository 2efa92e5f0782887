from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ContainerCreated(Event):
    """A container of threads, such as a category, was created."""

    name = "discussions.container.created"

    kind: str
    container_id: int


@dataclass(frozen=True, kw_only=True)
class ContainerEdited(Event):
    """A container was edited."""

    name = "discussions.container.edited"

    kind: str
    container_id: int


@dataclass(frozen=True, kw_only=True)
class ContainerDeleted(Event):
    """An empty container was deleted."""

    name = "discussions.container.deleted"

    kind: str
    container_id: int


@dataclass(frozen=True, kw_only=True)
class PermissionsChanged(Event):
    """A container's permissions were changed."""

    name = "discussions.container.permissions_changed"

    kind: str
    container_id: int


@dataclass(frozen=True, kw_only=True)
class ContainerAudienceChanged(Event):
    """The readers of a container and its threads changed."""

    name = "discussions.container.audience_changed"

    kind: str
    container_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class ThreadMoved(Event):
    """A thread was moved to another container, or has other readers in the same one. A pin in the
    old one ended."""

    name = "discussions.thread.moved"

    thread_id: int
    from_id: int
    to_id: int
    from_audience_id: int
    to_audience_id: int
    posts_count: int
