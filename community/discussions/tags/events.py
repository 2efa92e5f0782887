from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class ThreadTagged(Event):
    """The tags of a thread were changed."""

    name = "discussions.thread.tagged"

    thread_id: int
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, kw_only=True)
class TagUseChanged(Event):
    """A public thread was tagged, moved, deleted or restored, so tags are used more or less."""

    name = "discussions.tag.use_changed"

    thread_id: int
    more: list[int]
    fewer: list[int]


@dataclass(frozen=True, kw_only=True)
class TagCountShifted(Event):
    """The number of public threads with a tag changed, because a container's readers changed."""

    name = "discussions.tag.count_shifted"

    tag_id: int
    container_id: int
    threads_change: int


@dataclass(frozen=True, kw_only=True)
class TagMade(Event):
    """A tag was created."""

    name = "discussions.tag.made"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagEdited(Event):
    """A tag's name, description or group was changed."""

    name = "discussions.tag.edited"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagMerged(Event):
    """A tag was merged into another one, which got its threads.

    The counts are of public threads: those that moved, and those that had both tags.
    """

    name = "discussions.tag.merged"

    tag_id: int
    into_id: int
    moved_count: int
    both_count: int


@dataclass(frozen=True, kw_only=True)
class TagDeleted(Event):
    """A tag and its synonyms were deleted."""

    name = "discussions.tag.deleted"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupFormed(Event):
    """A tag group was created."""

    name = "discussions.tag_group.formed"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupEdited(Event):
    """A tag group was edited."""

    name = "discussions.tag_group.edited"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupDeleted(Event):
    """A tag group was deleted; its tags stay."""

    name = "discussions.tag_group.deleted"

    group_id: int
