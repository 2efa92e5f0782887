"""Counts what happens."""

from collections.abc import Sequence

from community.accounts.standing.registration import event_types
from community.events.event import Event, on
from experience.recognition.events import (
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.ledger.actions import NAME, count


@on(
    *event_types(),
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
    name=NAME,
)
def count_events(events: Sequence[Event]) -> None:
    count(events)
