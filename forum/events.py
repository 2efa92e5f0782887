from dataclasses import dataclass

from community.events.facts import Event


@dataclass(frozen=True, kw_only=True)
class CategoryOpened(Event):
    """There is a new place for topics."""

    name = "forum.category.opened"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryEdited(Event):
    """A category's words, order, mark or rules were changed."""

    name = "forum.category.edited"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryDeleted(Event):
    """An empty category was taken away for good."""

    name = "forum.category.deleted"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class PermissionsChanged(Event):
    """What groups may do in a category is another than before."""

    name = "forum.permissions.changed"

    category_id: int


@dataclass(frozen=True, kw_only=True)
class CategoryAudienceChanged(Event):
    """A category and all that is in it is read by another audience than before."""

    name = "forum.category.audience_changed"

    category_id: int
    before: int
    after: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade(Event):
    """There is a new line above every page."""

    name = "forum.announcement.made"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEdited(Event):
    """An announcement says something else, or stands for another time."""

    name = "forum.announcement.edited"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(Event):
    """An announcement was taken off all pages before its time."""

    name = "forum.announcement.ended"

    announcement_id: int


@dataclass(frozen=True, kw_only=True)
class TopicStarted(Event):
    """Somebody began a topic."""

    name = "forum.topic.started"

    topic_id: int
    category_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Event):
    """A reply was marked as its topic's answer, in place of any earlier one."""

    name = "forum.answer.accepted"

    topic_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Event):
    """A topic has no accepted answer any more."""

    name = "forum.answer.withdrawn"

    topic_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class TopicEdited(Event):
    """A topic's title, category or tags were changed, and its opening post has a new version."""

    name = "forum.topic.edited"

    topic_id: int
    post_id: int
    version: int
    audience_id: int


@dataclass(frozen=True, kw_only=True)
class TopicMoved(Event):
    """A topic stands in another category; a pin in the old one's list is gone."""

    name = "forum.topic.moved"

    topic_id: int
    from_id: int
    to_id: int
    from_audience_id: int
    to_audience_id: int
    posts_count: int


@dataclass(frozen=True, kw_only=True)
class TopicTagged(Event):
    """Somebody put tags on a topic or took some off."""

    name = "forum.topic.tagged"

    topic_id: int
    added: list[int]
    removed: list[int]


@dataclass(frozen=True, kw_only=True)
class TagUseChanged(Event):
    """Tags are on one public topic more, or on one fewer: tagged, moved, deleted or restored."""

    name = "forum.tag.use_changed"

    topic_id: int
    more: list[int]
    fewer: list[int]


@dataclass(frozen=True, kw_only=True)
class TagCountShifted(Event):
    """A tag is on that many public topics more, or fewer: a category has other readers now."""

    name = "forum.tag.count_shifted"

    tag_id: int
    category_id: int
    topics_change: int


@dataclass(frozen=True, kw_only=True)
class TagMade(Event):
    """There is a new tag."""

    name = "forum.tag.made"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagEdited(Event):
    """A tag's name, description or group was changed."""

    name = "forum.tag.edited"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagMerged(Event):
    """A tag stands for another one now, which took over its topics.

    Counted are public ones: those that moved, and those that had both.
    """

    name = "forum.tag.merged"

    tag_id: int
    into_id: int
    moved_count: int
    both_count: int


@dataclass(frozen=True, kw_only=True)
class TagDeleted(Event):
    """A tag is gone, and so are its synonyms."""

    name = "forum.tag.deleted"

    tag_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupFormed(Event):
    """There is a new group of tags."""

    name = "forum.tag_group.formed"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupEdited(Event):
    """A group of tags was renamed, moved, or made exclusive."""

    name = "forum.tag_group.edited"

    group_id: int


@dataclass(frozen=True, kw_only=True)
class TagGroupDeleted(Event):
    """A group of tags is gone; its tags stay."""

    name = "forum.tag_group.deleted"

    group_id: int
