"""Channels of live updates: each member's own, for the bell."""

from collections.abc import Iterable

from community.live.bell import ring


def member_channel(member_id: int) -> str:
    return f"notifications.{member_id}"


def ring_members(ids: Iterable[int]) -> None:
    """Tell the open pages of these members that their notifications are others now. Raises
    Unavailable."""
    ring(map(member_channel, set(ids)))
