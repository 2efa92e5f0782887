"""Counting how often something happens in a window of time, in Redis.

While Redis is gone everything passes; what must be counted all the same (sign-in) is counted
in PostgreSQL by accounts.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from redis import Redis

from community.kernel.store import ask_or


@dataclass(frozen=True)
class Spent:
    """How much of a window's limit is used."""

    count: int
    limit: int
    seconds: int
    reset: int  # seconds until the next window

    @property
    def is_within(self) -> bool:
        return self.count <= self.limit

    @property
    def remaining(self) -> int:
        return max(self.limit - self.count, 0)


def measure(key: str, *, limit: int, seconds: int) -> Spent | None:
    """Count one more; None while nothing can be counted.

    Windows are fixed: they begin at multiples of `seconds`, so a burst across a border may
    reach twice the limit, and never more.
    """
    spent = _count(key, {seconds: limit}, int(time.time()))
    return spent[0] if spent else None


def spend(key: str, limits: Mapping[int, int]) -> int:
    """Count one more in windows of so many seconds, each with its limit, in one round trip.

    Return 0 if that was within all limits, else the seconds to wait. What one window refuses is
    not counted in those after it.
    """
    now = int(time.time())
    spent = _count(key, limits, now)
    for at, one in enumerate(spent):
        if not one.is_within:
            _take_back(key, [later.seconds for later in spent[at + 1 :]], now)
            return one.reset
    return 0


def _count(key: str, limits: Mapping[int, int], now: int) -> list[Spent]:
    """Count one more in each window; nothing is told while there is no store."""

    def count(redis: Redis) -> list[int]:
        with redis.pipeline(transaction=False) as pipe:
            for seconds in limits:
                name = _name(key, seconds, now)
                pipe.incr(name)
                pipe.expire(name, seconds)
            counted: list[int] = pipe.execute()[::2]
        return counted

    nothing: list[int] = []
    counts = ask_or(nothing, count)
    return [
        Spent(count=count, limit=limit, seconds=seconds, reset=seconds - now % seconds)
        for (seconds, limit), count in zip(limits.items(), counts, strict=False)
    ]


def _take_back(key: str, windows: list[int], now: int) -> None:
    def uncount(redis: Redis) -> None:
        with redis.pipeline(transaction=False) as pipe:
            for seconds in windows:
                pipe.decr(_name(key, seconds, now))
                pipe.expire(_name(key, seconds, now), seconds)  # an emptied store has forgotten it
            pipe.execute()

    if windows:
        ask_or(None, uncount)


def _name(key: str, seconds: int, now: int) -> str:
    return f"rate:{key}:{seconds}:{now // seconds}"
