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
