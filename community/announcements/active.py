"""What stands above every page, kept beside the pages so that it costs them no query."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from community.announcements.models import TITLES, Announcement
from community.kernel.store import ask_or
from community.live import bell

CHANNEL = "announcements.0"
KEPT = 600  # seconds
ALONE = 30  # seconds that each process goes by its own memory while there is no store

Row = dict[str, Any]


@dataclass
class _Memory:
    """This process's own copy: the version that it belongs to, and when it was read."""

    version: str = ""
    rows: tuple[Row, ...] = ()
    read_at: float = 0.0


_memory = _Memory()
_lock = Lock()


def announcements(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Asked only by pages that show it: a fragment costs nothing."""
    return {"announcements": banners}


def banners() -> SafeString:
    """The HTML of those that are on: the same for everybody, kept for rows that say the same."""
    return _rendered(tuple(tuple(row.items()) for row in current()), get_language())


@lru_cache(50)
def _rendered(rows: tuple[tuple[tuple[str, Any], ...], ...], _language: str | None) -> SafeString:
    lines = [dict(row) for row in rows]
    shown = {"announcements": [{**line, "title": TITLES[line["tone"]]} for line in lines]}
    html = render_to_string("announcements/_banners.html", shown).strip()
    return mark_safe(html)  # noqa: S308 - rendered by a template, which escapes


def current() -> list[Row]:
    """The announcements that are on at this moment, the most urgent first."""
    now = timezone.now()
    return [row for row in _kept() if _is_on(row, now)]


def _is_on(row: Row, now: datetime) -> bool:
    starts_at, ends_at = _moment(row["starts_at"]), _moment(row["ends_at"] or "")
    return bool(starts_at and starts_at <= now and (not ends_at or ends_at > now))


_moment = lru_cache(100)(parse_datetime)  # asked of the same few by each page


def _kept() -> tuple[Row, ...]:
    """What is on and what will be, at the bell's version; from memory where it is the same."""
    version = bell.version_on_this_page(CHANNEL)
    age = time.monotonic() - _memory.read_at
    is_known = version == _memory.version and age < (ALONE if version == bell.UNKNOWN else KEPT)
    if is_known:
        return _memory.rows
    key = f"announcements:{version}"
    found = None
    if version != bell.UNKNOWN:
        found = ask_or(None, lambda redis: redis.get(key))
    rows = tuple(json.loads(str(found))) if found else _read()
    if not found and version != bell.UNKNOWN:
        keep(version, rows)
    with _lock:
        _memory.version, _memory.rows, _memory.read_at = version, rows, time.monotonic()
    return rows


def keep(version: str, rows: tuple[Row, ...]) -> None:
    told = json.dumps(rows)
    ask_or(None, lambda redis: redis.set(f"announcements:{version}", told, ex=KEPT))


def _read() -> tuple[Row, ...]:
    last = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
    rows = Announcement.objects.filter(last).order_by("-starts_at", "-pk")[:20]
    urgency = {tone: at for at, tone in enumerate(("red", "ochre", "blue"))}
    return tuple(
        {
            "id": row.pk,
            "version": row.version,
            "tone": row.tone,
            "text": row.text,
            "html": row.html,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at and row.ends_at.isoformat(),
        }
        for row in sorted(rows, key=lambda row: urgency[row.tone])
    )
