from dataclasses import dataclass

from community.events.event import Event


@dataclass(frozen=True, kw_only=True)
class SentimentNeedsAttention(Event):
    """A new text sounds so negative that a moderator should look at it."""

    name = "ai.sentiment.needs_attention"

    subject_kind: str
    subject_id: int
    author_id: int | None
    container_id: int | None
