"""Counting how often something happens in a window of time, in Redis.

While Redis is gone everything passes; what must be counted all the same (sign-in) is counted
in PostgreSQL by accounts.
"""

import time
from dataclasses import dataclass

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
    now = int(time.time())
    window = now // seconds
    name = f"rate:{key}:{seconds}:{window}"

    def count(redis):  # type: ignore[no-untyped-def]
        with redis.pipeline(transaction=False) as pipe:
            pipe.incr(name).expire(name, seconds)
            return pipe.execute()[0]

    spent: int = ask_or(0, count)
    reset = (window + 1) * seconds - now
    return Spent(count=spent, limit=limit, seconds=seconds, reset=reset) if spent else None


def spend(key: str, *, limit: int, seconds: int) -> int:
    """Count one more. Return 0 if that was within the limit, else the seconds to wait."""
    spent = measure(key, limit=limit, seconds=seconds)
    return 0 if spent is None or spent.is_within else spent.reset
