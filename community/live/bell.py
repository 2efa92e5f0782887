"""A channel's version is `epoch-n`. Read it BEFORE the queries it covers; ring AFTER the commit.

The epoch is random and made when the key is missing: an emptied store repeats no version.
"""

import secrets
from collections.abc import Iterable

import msgpack
from redis import Redis

from community.kernel.store import ask, ask_or

FORGOTTEN = 3600  # seconds that nobody asks or rings: the next version has another epoch
UNKNOWN = "unknown"  # the version while there is no store: it matches none
GROUP = "asgi__group__bell.{}"  # where channels_redis' pubsub layer publishes to a group


def version(channel: str) -> str:
    return versions([channel])[channel]


def versions(channels: Iterable[str]) -> dict[str, str]:
    """The versions now, in one round trip; UNKNOWN without a store: pages fetch when it is back."""
    wanted = list(channels)
    return ask_or(dict.fromkeys(wanted, UNKNOWN), lambda redis: _count(redis, wanted, 0))


def ring(channels: Iterable[str]) -> None:
    """Raise the versions and tell who listens. Raises Unavailable; twice is harmless.

    Subscribers call it last. It publishes as the channel layer's group_send does; that one is
    async and would make an event loop and a connection for each call.
    """
    wanted = sorted(set(channels))

    def tell(redis: Redis) -> None:
        with redis.pipeline(transaction=False) as pipe:
            for channel, now in _count(redis, wanted, 1).items():
                message = {"type": "rang", "channel": channel, "version": now}
                pipe.publish(GROUP.format(channel), msgpack.packb(message))
            pipe.execute()

    if wanted:
        ask(tell)


def _count(redis: Redis, channels: list[str], by: int) -> dict[str, str]:
    with redis.pipeline() as pipe:
        for channel in channels:
            key = f"bell:{channel}"
            pipe.hsetnx(key, "epoch", secrets.token_hex(4))
            pipe.hincrby(key, "n", by)
            pipe.hget(key, "epoch")
            pipe.expire(key, FORGOTTEN)
        told = pipe.execute()
    return {
        channel: f"{told[at * 4 + 2]}-{told[at * 4 + 1]}" for at, channel in enumerate(channels)
    }
