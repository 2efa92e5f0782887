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
