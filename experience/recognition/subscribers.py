"""Counts what happens."""

from collections.abc import Sequence

from community.accounts.events import BadgeAwarded
from community.accounts.standing.registration import event_types
from community.events.event import Event, on
from experience.recognition.badges import subscribers as of_badges  # noqa: F401
from experience.recognition.events import (
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
)
from experience.recognition.ledger.actions import NAME, count
from experience.recognition.trust import subscribers as of_trust  # noqa: F401


@on(
    *event_types(),
    BadgeAwarded,
    ContainerKindChanged,
    DayClosed,
    VoteRingCleared,
    VoteRingFound,
    name=NAME,
    gather=1,
)
def count_events(events: Sequence[Event]) -> None:
    count(events)
