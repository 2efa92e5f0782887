"""Changes of what was searched for."""

from collections.abc import Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from community.accounts.models import User
from community.kernel.store import ask
from community.search.log.recent import RecentSearch, key_of
from community.search.models import SearchCount

KEPT = timedelta(days=90)


def clear_recent_searches(*, by: User) -> int:
    """Forget all recent searches of the caller."""

    def clear(redis: Any) -> Any:
        return redis.delete(key_of(by))

    return int(ask(clear))


def delete_recent_search(*, recent_search: RecentSearch, by: User) -> None:
    """Forget one of the caller's recent searches, if it is still there."""
    ask(lambda redis: redis.zrem(key_of(by), recent_search.text))


@transaction.atomic
def write_search_counts(*, rows: Sequence[tuple[date, str, int, int]]) -> int:
    """Add to the counts of each day and query how often it was searched for, and without results.
    Returns how many rows there are."""
    if not rows:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO search_searchcount AS known (day, query, searches_count, empty_count)
            SELECT * FROM unnest(%s::date[], %s::text[], %s::int[], %s::int[])
            ON CONFLICT (day, query) DO UPDATE SET
                searches_count = known.searches_count + EXCLUDED.searches_count,
                empty_count = known.empty_count + EXCLUDED.empty_count
            """,
            [list(column) for column in zip(*rows, strict=True)],
        )
    return len(rows)


@transaction.atomic
def prune_search_counts() -> None:
    """Forget what was searched for longer ago than it is kept."""
    today = timezone.now().astimezone(UTC).date()
    SearchCount.objects.filter(day__lt=today - KEPT).delete()
