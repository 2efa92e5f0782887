"""The live updates of one member's notifications: the bell of every open page listens."""

from collections.abc import Iterable

from community.live import bell

PREFIX = "notifications"


def channel(member_id: int) -> str:
    """Rings when anything changes that this member's bell shows."""
    return f"{PREFIX}.{member_id}"


def ring_members(ids: Iterable[int]) -> None:
    """Let the open pages of these members fetch their bell. Raises Unavailable without Redis: a
    subscriber is called again, and an action leaves it to the next ring."""
    bell.ring(channel(pk) for pk in ids)
