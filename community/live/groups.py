"""Tells the sockets of a group something, from any process.

The channel layer's own `group_send` is async: it would make an event loop and a connection for
each call.
"""

from collections.abc import Iterable, Mapping

import msgpack
from redis import Redis

from community.kernel.store import ask

GROUP = "asgi__group__{}"  # where channels_redis' pubsub layer publishes to a group


def publish(redis: Redis, messages: Mapping[str, Mapping[str, str]]) -> None:
    """By group: what every socket in it is told, `type` being the consumer's method."""
    with redis.pipeline(transaction=False) as pipe:
        for group, message in messages.items():
            pipe.publish(GROUP.format(group), msgpack.packb(message))
        pipe.execute()


def of_member(member_id: int) -> str:
    """The group of all sockets that a member has open."""
    return f"member.{member_id}"


def check_members(ids: Iterable[int]) -> None:
    """Let all sockets of these members ask now whether they may go on. Raises Unavailable."""
    told = {of_member(pk): {"type": "check"} for pk in ids}
    ask(lambda redis: publish(redis, told))
