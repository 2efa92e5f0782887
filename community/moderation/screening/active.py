"""The word filters, kept in each process: a text is checked without a query."""

import time
from dataclasses import dataclass
from threading import Lock

from django.db.models import Count, Max, Sum

from community.moderation.models import WordFilter
from community.moderation.screening.words import Filters

LOOK_AGAIN = 5.0  # seconds after which another process's change is seen

Stamp = tuple[int, int, int]


@dataclass
class _Memory:
    stamp: Stamp | None = None
    filters: Filters = Filters(())  # noqa: RUF009 - it is replaced, never changed
    looked_at: float = 0.0


_memory = _Memory()
_lock = Lock()


def current() -> Filters:
    """All filters. Those that another process has just changed may be seconds old."""
    if _is_old():
        with _lock:
            if _is_old():  # no other thread was faster
                _look()
    return _memory.filters


def _is_old() -> bool:
    return time.monotonic() - _memory.looked_at > LOOK_AGAIN


def _look() -> None:
    if (stamp := _stamp()) != _memory.stamp:
        rows = list(WordFilter.objects.order_by("pk"))
        _memory.stamp, _memory.filters = stamp, Filters(rows)
    _memory.looked_at = time.monotonic()


def _stamp() -> Stamp:
    """What is another after each change: one was added, another version or gone."""
    told = WordFilter.objects.aggregate(n=Count("pk"), last=Max("pk"), versions=Sum("version"))
    return told["n"], told["last"] or 0, told["versions"] or 0


def look_again() -> None:
    """The next text is checked by what is stored then."""
    _memory.stamp, _memory.looked_at = None, 0.0


def keep(filters: Filters) -> None:
    """These are all that there are, for as long as they are not looked for again."""
    _memory.stamp, _memory.filters, _memory.looked_at = None, filters, time.monotonic()
