"""Counts events: contributions, points, scores, reputation, tallies, badges."""

from collections.abc import Sequence

from community.events.event import Event


def count(events: Sequence[Event], *, is_replay: bool = False) -> None:
    """Count these events, oldest first. A replay tells nobody what members were awarded."""
