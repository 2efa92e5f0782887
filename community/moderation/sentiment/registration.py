"""Who knows the texts of which a trend is shown. Apps register in `moderation.py`.

register(Trend(name="discussions.post", label=_("Posts"), counts=counts))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from community.kernel.languages import Text


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How many texts of one week, in one container, were scored as what by one version of one
    backend. Those in no container have the ID None and an empty title."""

    container_id: int | None
    title: str
    url: str
    week: date  # its Monday, in UTC
    backend: str
    version: str
    positive: int
    neutral: int
    negative: int
    unknown: int  # in a language that the backend does not know, or without words
    attention: int  # of the negative ones: needs attention


# (viewer, since, container's id or None for all): what the viewer may read and moderates.
Counts = Callable[[Any, datetime, int | None], Iterable[Counted]]


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Texts that are scored and lie in containers. `counts` takes a fixed number of queries."""

    name: str  # as that of its Scorable: "discussions.post"
    label: Text
    counts: Counts


_trends: dict[str, Trend] = {}


def register(trend: Trend) -> None:
    _trends[trend.name] = trend


def trends() -> list[Trend]:
    return [_trends[name] for name in sorted(_trends)]
