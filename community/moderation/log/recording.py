"""For subscribers of apps: the line of the log that an event becomes."""

from collections.abc import Mapping
from typing import Any

from community.accounts.models import Audience
from community.events.event import Event
from community.kernel.subjects import Subject
from community.moderation.models import LogEntry


def entry(  # noqa: PLR0913 - what it consists of
    event: Event,
    action: str,
    subject: Subject,
    *,
    member_id: int | None = None,
    audience_id: int = Audience.PUBLIC_ID,
    facts: Mapping[str, Any] | None = None,
) -> LogEntry:
    """An unsaved line, for `record_acts`: by the event's actor, when it happened, once."""
    assert event.actor_id is not None
    return LogEntry(
        action=action,
        actor_id=event.actor_id,
        subject_kind=subject.kind,
        subject_id=subject.id,
        member_id=member_id,
        audience_id=audience_id,
        facts=dict(facts or {}),
        event_id=event.id,
        happened_at=event.occurred_at,
    )
