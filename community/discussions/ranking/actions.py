"""Writing what hot and top lists are ordered by, off the request's path."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from community.discussions.kinds import names
from community.discussions.models import PERIODS, Thread
from community.discussions.ranking.scores import HOT, LENGTHS, TOP_OF_NEW, top_of

BATCH = 2000
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def rescore_threads(*, ids: Iterable[int]) -> None:
    """Set how hot these threads are, in one statement; where nothing changed, nothing is written.

    Whatever comes in meanwhile is an event of its own, which asks again.
    """
    if wanted := sorted(set(ids)):
        with transaction.atomic(savepoint=False):
            HOT.fetched({"ids": wanted})


def rank_threads(*, ids: Iterable[int]) -> None:
    """Give threads that were brought in all that lists are ordered by."""
    wanted = sorted(set(ids))
    rescore_threads(ids=wanted)
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(TOP_OF_NEW, {"ids": wanted, **{name: _since(name) for name in PERIODS}})


def refresh_top(*, period: str) -> int:
    """Renew the list of the best of one period; return how many threads changed in it.

    In batches, each a statement and a transaction of its own, so that nobody waits for all.
    """
    statement, changed = top_of(period), 0
    asked: dict[str, Any] = {"since": _since(period), "kinds": names(), "batch": BATCH, "after": 0}
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, asked)
            ids = [pk for (pk,) in cursor.fetchall()]
        changed += len(ids)
        if len(ids) < BATCH:
            return changed
        asked["after"] = max(ids)


def repair_scores() -> None:
    """Count again how hot every thread is, for what an event that got lost would leave behind."""
    last = 0
    while ids := list(
        Thread.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = ids[-1]
        rescore_threads(ids=ids)


def _since(period: str) -> datetime:
    return timezone.now() - LENGTHS[period] if period in LENGTHS else BEGINNING
