from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class CategoryOpened(Event):
    """A category was created."""

    name = "forum.category.opened"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryEdited(Event):
    """A category was edited."""

    name = "forum.category.edited"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryDeleted(Event):
    """An empty category was deleted."""

    name = "forum.category.deleted"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class PermissionsChanged(Event):
    """A category's permissions were changed."""

    name = "community.discussions.containers.permissions.changed"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryAudienceChanged(Event):
    """The readers of a category and its topics changed."""

    name = "forum.category.audience_changed"

    category_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade(Event):
    """An announcement was created."""

    name = "forum.announcement.made"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEdited(Event):
    """An announcement's text, tone or time was changed."""

    name = "forum.announcement.edited"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(Event):
    """An announcement was ended early."""

    name = "forum.announcement.ended"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class TopicStarted(Event):
    """A topic was started."""

    name = "forum.topic.started"

    topic_id: int
    category_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Event):
    """A post was marked as its topic's solution."""

    name = "forum.answer.accepted"

    topic_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Event):
    """A topic's solution was unmarked."""

    name = "forum.answer.withdrawn"

    topic_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class TopicEdited(Event):
    """A topic's title, category or tags were changed; its first post has a new version."""

    name = "forum.topic.edited"

    topic_id: int
    post_id: int
    version: int
    audience_id: int


@dataclass(frozen=True, kw_only=True)
class TopicMoved(Event):
    """A topic was moved to another category. A pin in the old one ended."""

    name = "forum.topic.moved"

    topic_id: int
    from_id: int
    to_id: int
    from_audience_id: int
    to_audience_id: int
    posts_count: int


@dataclass(frozen=True, kw_only=True)
class TopicTagged(Event):
    """The tags of a topic were changed."""

    name = "forum.topic.tagged"

    topic_id: int
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, kw_only=True)
class TagUseChanged(Event):
    """A public topic was tagged, moved, deleted or restored, so tags are used more or less."""

    name = "forum.tag.use_changed"

    topic_id: int
    more: list[int]
    fewer: list[int]


@dataclass(frozen=True, kw_only=True)
class TagCountShifted(Event):
    """The number of public topics with a tag changed, because a category's readers changed."""

    name = "forum.tag.count_shifted"

    tag_id: int
    category_id: int
    topics_change: int


@dataclass(frozen=True, kw_only=True)
class TagMade(Event):
    """A tag was created."""

    name = "forum.tag.made"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagEdited(Event):
    """A tag's name, description or group was changed."""

    name = "forum.tag.edited"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagMerged(Event):
    """A tag was merged into another one, which got its topics.

    The counts are of public topics: those that moved, and those that had both tags.
    """

    name = "forum.tag.merged"

    tag_id: int
    into_id: int
    moved_count: int
    both_count: int


@dataclass(frozen=True, kw_only=True)
class TagDeleted(Event):
    """A tag and its synonyms were deleted."""

    name = "forum.tag.deleted"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupFormed(Event):
    """A tag group was created."""

    name = "forum.tag_group.formed"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupEdited(Event):
    """A tag group was edited."""

    name = "forum.tag_group.edited"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupDeleted(Event):
    """A tag group was deleted; its tags stay."""

    name = "forum.tag_group.deleted"

    group_id: int
