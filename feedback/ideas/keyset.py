"""Pages of ideas by their trend. Ideas without one, which nobody has voted for, come last."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from math import isfinite

from django.db.models import F, Q

from community.kernel.paging import Page
from feedback.models import Idea
from feedback.models.ideas import IdeaQuerySet

LONGEST = 200  # of a cursor
BIGGEST = 2**63 - 1


@dataclass(frozen=True)
class At:
    """A row's place in the list."""

    trend: float | None
    pk: int


def page_by_trend(rows: IdeaQuerySet, *, cursor: str | None, size: int) -> Page[Idea]:
    """As `page_by_key` does it, for a key that can be empty: the index has those last."""
    backwards, at = _read(cursor)
    found = _beyond(rows, at, size + 1, backwards=backwards)
    shown, is_more = found[:size], len(found) > size
    if backwards:
        shown.reverse()
    older, newer = (True, is_more) if backwards else (is_more, at is not None)
    return Page(
        rows=shown,
        is_asked=at is not None or not cursor,
        older=_write("older", shown[-1]) if shown and older else None,
        newer=_write("newer", shown[0]) if shown and newer else None,
    )


def _beyond(rows: IdeaQuerySet, at: At | None, most: int, *, backwards: bool) -> list[Idea]:
    """At most `most` rows after `at`, or before it. Rows with a trend and rows without one are two
    queries, so that each can start in the middle of the index."""
    trend, without = F("trend"), rows.filter(trend=None)
    if at is None:
        return list(rows.order_by(trend.desc(nulls_last=True), "-pk")[:most])
    if backwards:
        found: list[Idea] = []
        bounded = rows.filter(trend__isnull=False)
        if at.trend is None:
            found = list(without.filter(pk__gt=at.pk).order_by("pk")[:most])
        else:
            same = Q(trend=at.trend, pk__gt=at.pk)
            bounded = rows.filter(Q(trend__gte=at.trend) & (Q(trend__gt=at.trend) | same))
        if left := most - len(found):
            found += bounded.order_by(trend.asc(nulls_first=True), "pk")[:left]
        return found
    if at.trend is None:
        return list(without.filter(pk__lt=at.pk).order_by("-pk")[:most])
    same = Q(trend=at.trend, pk__lt=at.pk)
    bounded = rows.filter(Q(trend__lte=at.trend) & (Q(trend__lt=at.trend) | same))
    found = list(bounded.order_by(trend.desc(nulls_last=True), "-pk")[:most])
    if left := most - len(found):
        found += without.order_by("-pk")[:left]
    return found


def _write(direction: str, row: Idea) -> str:
    value = json.dumps([direction, row.trend, row.pk])
    return urlsafe_b64encode(value.encode()).decode().rstrip("=")


def _read(cursor: str | None) -> tuple[bool, At | None]:
    """A cursor that cannot be read is as none."""
    if not cursor or len(cursor) > LONGEST:
        return False, None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, trend, pk = json.loads(urlsafe_b64decode(padded))
    except (ValueError, TypeError, RecursionError):
        return False, None
    is_number = isinstance(trend, float | int) and not isinstance(trend, bool)
    is_trend = trend is None or (is_number and isfinite(trend))
    if not (is_trend and isinstance(pk, int) and 0 < pk <= BIGGEST):
        return False, None
    return direction == "newer", At(None if trend is None else float(trend), pk)
