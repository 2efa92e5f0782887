"""Tells the sockets of a group something, from any process.

The channel layer's own `group_send` is async: it would make an event loop and a connection for
each call.
"""

from collections.abc import Iterable

import msgpack
from redis import Redis

from community.kernel.store import ask

CHECK = msgpack.packb({"type": "check"})  # the consumer's method


def group(name: str) -> str:
    """Where channels_redis' pubsub layer publishes to a group."""
    return f"asgi__group__{name}"


def of_member(member_id: int) -> str:
    """The group of all sockets that a member has open."""
    return f"member.{member_id}"


def check_members(ids: Iterable[int]) -> None:
    """Let all sockets of these members ask now whether they may go on. Raises Unavailable."""

    def tell(redis: Redis) -> None:
        for pk in ids:
            redis.publish(group(of_member(pk)), CHECK)

    ask(tell)
