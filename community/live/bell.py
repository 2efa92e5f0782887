"""A channel's version is `epoch-n`. Read it BEFORE the queries it covers; ring AFTER the commit.

The epoch is random and made when the key is missing: an emptied store repeats no version.
"""

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from redis import Redis
from redis.exceptions import NoScriptError

from community.kernel.store import ask, ask_or
from community.live.groups import group

FORGOTTEN = 3600  # seconds that nobody asks or rings: the next version has another epoch
UNKNOWN = "unknown"  # the version while there is no store: it matches none
NOTED = 600  # seconds that a note is good for: what it says can change without a ring
AT_ONCE = 500  # bells that are rung in one round trip


class Told(NamedTuple):
    """What is known of a channel: its version, and a note that was kept at this version."""

    version: str
    note: str | None


@dataclass
class _Page:
    """What one request has to know of the channels that its page shows."""

    along: set[str]
    told: dict[str, Told] = field(default_factory=dict)


ON_EVERY_PAGE: set[str] = set()  # channels of what every page shows; added in live.py of an app
_page: ContextVar[_Page | None] = ContextVar("page", default=None)


@contextmanager
def answering() -> Iterator[None]:
    """For the time of one request: whatever version it asks for first, those of ON_EVERY_PAGE come
    along. They are read before what they cover, and cost no round trip of their own."""
    token = _page.set(_Page(set(ON_EVERY_PAGE)))
    try:
        yield
    finally:
        _page.reset(token)


def ask_along(channel: str) -> None:
    """Let this channel come along, too: one that every page of this request's member shows."""
    if page := _page.get():
        page.along.add(channel)


def version_on_this_page(channel: str) -> str:
    """The version of a channel that comes along: as this request knows it already, if it does."""
    return _on_this_page(channel).version


def note_on_this_page(channel: str) -> Told:
    """The same, with the note that `keep_note` kept: None where it is missing, too old, or the
    channel has rung since. The version is UNKNOWN without a store, and there is no note then."""
    return _on_this_page(channel)


def keep_note(channel: str, version: str, text: str) -> None:
    """Keep a short text with the channel, unless it has rung since that version; a ring forgets it.

    `version` must have been read before the first query of what the text says.
    """
    if version != UNKNOWN:
        value = f"{time.time():.0f} {text}"
        ask_or(None, lambda redis: KEEP.run(redis, [channel], version, value))


def version(channel: str) -> str:
    return versions([channel])[channel]


def versions(channels: Iterable[str]) -> dict[str, str]:
    """The versions now, in one round trip; UNKNOWN without a store: pages fetch when it is back."""
    wanted = list(channels)
    told = _ask(wanted)
    return {channel: told[channel].version for channel in wanted}


def ring(channels: Iterable[str]) -> None:
    """Raise the versions and tell who listens. Raises Unavailable; twice is harmless.

    Subscribers call it last.
    """
    wanted = sorted(set(channels))
    if page := _page.get():
        page.told = {one: told for one, told in page.told.items() if one not in wanted}

    for at in range(0, len(wanted), AT_ONCE):
        ask(partial(_count, channels=wanted[at : at + AT_ONCE], by=1))


def _on_this_page(channel: str) -> Told:
    page = _page.get()
    known = page.told.get(channel) if page else None
    return known or _ask([channel])[channel]


def _ask(wanted: list[str]) -> dict[str, Told]:
    """In one round trip, with those that come along and were not asked for yet."""
    page = _page.get()
    beside = sorted(page.along.difference(wanted, page.told)) if page else []
    asked = [*wanted, *beside]
    unknown = dict.fromkeys(asked, Told(UNKNOWN, None))
    told = ask_or(unknown, lambda redis: _count(redis, asked, 0))
    if page:
        page.told |= {channel: told[channel] for channel in page.along.intersection(told)}
    return told


class _Script:
    """Runs inside Redis: one command is a third of what a transaction of four costs."""

    def __init__(self, lua: str) -> None:
        self.lua = lua
        self.sha = hashlib.sha1(lua.encode(), usedforsecurity=False).hexdigest()

    def run(self, redis: Redis, channels: list[str], *values: str | int) -> Any:
        asked = [*(f"bell:{channel}" for channel in channels), *values]
        try:
            return redis.evalsha(self.sha, len(channels), *asked)
        except NoScriptError:  # a server that has just started
            return redis.eval(self.lua, len(channels), *asked)


# Every page reads versions. A ring publishes what the channel layer's group_send would; a note is
# true for one version only.
COUNT = _Script("""
    local told = {}
    for at, key in ipairs(KEYS) do
        redis.call("HSETNX", key, "epoch", ARGV[1])
        local n = redis.call("HINCRBY", key, "n", ARGV[2])
        redis.call("EXPIRE", key, ARGV[3])
        local kept = redis.call("HMGET", key, "epoch", "note")
        local version, note = kept[1] .. "-" .. n, kept[2]
        if ARGV[2] ~= "0" then
            if note then redis.call("HDEL", key, "note") end
            local channel = string.sub(key, 6)
            local rang = {type = "rang", channel = channel, version = version}
            redis.call("PUBLISH", ARGV[4] .. channel, cmsgpack.pack(rang))
        end
        told[2 * at - 1], told[2 * at] = version, note
    end
    return told
""")
KEEP = _Script("""
    local known = redis.call("HMGET", KEYS[1], "epoch", "n")
    if known[1] and known[1] .. "-" .. known[2] == ARGV[1] then
        redis.call("HSET", KEYS[1], "note", ARGV[2])
    end
""")


def _count(redis: Redis, channels: list[str], by: int) -> dict[str, Told]:
    if not channels:
        return {}
    told = COUNT.run(redis, channels, secrets.token_hex(4), by, FORGOTTEN, group("bell."))
    pairs = zip(told[::2], told[1::2], strict=True)
    return {
        channel: Told(version, _fresh(note))
        for channel, (version, note) in zip(channels, pairs, strict=True)
    }


def _fresh(note: str | None) -> str | None:
    """What it says, if it was kept a moment ago."""
    if note is None:
        return None
    at, _, text = note.partition(" ")
    return text if abs(time.time() - int(at)) < NOTED else None
