"""The months that hold the newest documents, which are looked at first."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from community.search.analysis.vectors import month_of

NEWEST = (65_536, 262_144)  # documents that are looked at first, and then
MOST_MONTHS = 240
KEPT = 600  # seconds for which the first of these months is remembered

_known: dict[bool, tuple[float, list[datetime]]] = {}


def steps(*, is_newest: bool) -> list[list[str]]:
    """The keys of the months of so many of the newest documents, or of the oldest ones, for each
    step; none of what there are no more documents than.

    All documents of these months are newer than all others, so when they give enough, no other is
    wanted. A first month that is remembered for a while is right all the same.
    """
    edge, *others = _edges(is_newest=is_newest) or [timezone.now()]
    found = []
    for other in others:
        begin, end = (other, max(edge, timezone.now())) if is_newest else (edge, other)
        months = list(_between(begin.astimezone(UTC), end.astimezone(UTC)))
        if len(months) <= MOST_MONTHS and months not in found:
            found.append(months)
    return found


def _edges(*, is_newest: bool) -> list[datetime]:
    """When the very first of these was created, and the last of each step."""
    read_at, found = _known.get(is_newest, (-KEPT, []))
    if time.monotonic() - read_at >= KEPT:
        found = [edge for after in (0, *NEWEST) if (edge := _edge(after, is_newest=is_newest))]
        _known[is_newest] = time.monotonic(), found
    return found


def _edge(after: int, *, is_newest: bool) -> datetime | None:
    way = "DESC" if is_newest else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT created_at FROM search_document ORDER BY created_at {way}, id {way}"  # noqa: S608
            " OFFSET %s LIMIT 1",
            [after],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def _between(begin: datetime, end: datetime) -> Iterator[str]:
    year, month = begin.year, begin.month
    while (year, month) <= (end.year, end.month):
        yield month_of(datetime(year, month, 1, tzinfo=UTC))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
