"""Counting how often something happens in a window of time, in Redis.

While Redis is gone everything passes; what must be counted all the same (sign-in) is counted
in PostgreSQL by accounts.
"""

import time

from community.kernel.store import ask_or


def spend(key: str, *, limit: int, seconds: int) -> int:
    """Count one more. Return 0 if that was within the limit, else the seconds to wait.

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
    return (window + 1) * seconds - now if spent > limit else 0
