"""A channel's version is `epoch-n`. Read it BEFORE the queries it covers; ring AFTER the commit.

The epoch is random and made when the key is missing: an emptied store repeats no version.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import msgpack
from redis import Redis
from redis.exceptions import NoScriptError

from community.kernel.store import ask, ask_or

FORGOTTEN = 3600  # seconds that nobody asks or rings: the next version has another epoch
UNKNOWN = "unknown"  # the version while there is no store: it matches none
GROUP = "asgi__group__bell.{}"  # where channels_redis' pubsub layer publishes to a group


ON_EVERY_PAGE: set[str] = set()  # channels of what every page shows; added in live.py of an app
_on_this_page: ContextVar[dict[str, str] | None] = ContextVar("versions", default=None)


@contextmanager
def answering() -> Iterator[None]:
    """For the time of one request: whatever version it asks for first, those of ON_EVERY_PAGE come
    along. They are read before what they cover, and cost no round trip of their own."""
    token = _on_this_page.set({})
    try:
        yield
    finally:
        _on_this_page.reset(token)


def version_on_this_page(channel: str) -> str:
    """The version of a channel of ON_EVERY_PAGE: as this request knows it already, if it does."""
    known = _on_this_page.get() or {}
    return known.get(channel) or version(channel)


def version(channel: str) -> str:
    return versions([channel])[channel]


def versions(channels: Iterable[str]) -> dict[str, str]:
    """The versions now, in one round trip; UNKNOWN without a store: pages fetch when it is back."""
    wanted, on_this_page = list(channels), _on_this_page.get()
    beside = [] if on_this_page is None else sorted(ON_EVERY_PAGE.difference(wanted, on_this_page))
    asked = [*wanted, *beside]
    told = ask_or(dict.fromkeys(asked, UNKNOWN), lambda redis: _count(redis, asked, 0))
    if on_this_page is not None:
        on_this_page |= {channel: told[channel] for channel in ON_EVERY_PAGE.intersection(told)}
    return {channel: told[channel] for channel in wanted}


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


# Every page reads versions: one command is a third of what a transaction of four costs.
COUNT = """
    local versions = {}
    for at, key in ipairs(KEYS) do
        redis.call("HSETNX", key, "epoch", ARGV[1])
        local n = redis.call("HINCRBY", key, "n", ARGV[2])
        redis.call("EXPIRE", key, ARGV[3])
        versions[at] = redis.call("HGET", key, "epoch") .. "-" .. n
    end
    return versions
"""
COUNT_SHA = hashlib.sha1(COUNT.encode(), usedforsecurity=False).hexdigest()


def _count(redis: Redis, channels: list[str], by: int) -> dict[str, str]:
    if not channels:
        return {}
    keys = [f"bell:{channel}" for channel in channels]
    asked: list[str | int] = [*keys, secrets.token_hex(4), by, FORGOTTEN]
    try:
        told = redis.evalsha(COUNT_SHA, len(keys), *asked)
    except NoScriptError:  # a server that has just started
        told = redis.eval(COUNT, len(keys), *asked)
    return dict(zip(channels, told, strict=True))
