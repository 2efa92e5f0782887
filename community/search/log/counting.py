"""How often something was searched for: counted in Redis, and written by a job every minute.

So a search writes no row, and who searched is kept nowhere beside it.
"""

from collections import Counter
from datetime import UTC, date
from typing import Any

from django.utils import timezone

from community.kernel.store import ask, ask_or
from community.kernel.text import fold
from community.search.log import actions

COUNTED, EMPTY = "search:counted", "search:empty"  # hashes: a day and a query, and how often
LONGEST = 100  # characters of a query
MOST = 5000  # queries of a minute that are written: the most frequent


def count(text: str, *, is_empty: bool) -> None:
    """Count one search."""
    field = f"{timezone.now().astimezone(UTC).date()} {fold(text)[:LONGEST].strip()}"

    def write(redis: Any) -> None:
        with redis.pipeline() as pipe:
            pipe.hincrby(COUNTED, field, 1)
            if is_empty:
                pipe.hincrby(EMPTY, field, 1)
            pipe.execute()

    ask_or(None, write)


def write() -> int:
    """Take what was counted and have it written; return how many rows. Raises Unavailable.

    Taken before it is written: a worker that is killed between loses a minute of it.
    """

    def take(redis: Any) -> Any:
        with redis.pipeline() as pipe:
            return pipe.hgetall(COUNTED).hgetall(EMPTY).delete(COUNTED, EMPTY).execute()[:2]

    counted, empty = ask(take)
    often = Counter({field: int(times) for field, times in counted.items()}).most_common(MOST)
    rows = [(*_day_and_query(field), times, int(empty.get(field, 0))) for field, times in often]
    return actions.write_search_counts(rows=sorted(rows))


def _day_and_query(field: str) -> tuple[date, str]:
    day, _, query = field.partition(" ")
    return date.fromisoformat(day), query
