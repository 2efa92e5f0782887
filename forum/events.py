from dataclasses import dataclass

from community.events.event import Event


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
    container_id: int | None = None
    topic_author_id: int | None = None
    topic_author_trust_level: int = 1


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Event):
    """A topic's solution was unmarked."""

    name = "forum.answer.withdrawn"

    topic_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True, kw_only=True)
class TopicEdited(Event):
    """A topic's title, category, tags or language was changed. Its first post has a new version."""

    name = "forum.topic.edited"

    topic_id: int
    post_id: int
    version: int
    audience_id: int
    is_moved: bool = False
