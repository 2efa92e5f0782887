"""How sentiment changes from week to week, per container, as far as a viewer moderates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from community.moderation.queue.policy import may_review
from community.moderation.sentiment.registration import Counted, trends

WEEKS = 12  # that are shown, this one included
LEAST = 10  # scored texts: of fewer no share is shown
MOST = 100  # containers, those with the most scored texts


@dataclass(frozen=True)
class Numbers:
    """How many texts were scored as what."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0
    unknown: int = 0
    attention: int = 0

    @property
    def scored(self) -> int:
        """Without the unknown ones, which are counted apart."""
        return self.positive + self.neutral + self.negative

    @property
    def negative_share(self) -> float | None:
        """From 0 to 1; None of fewer than LEAST texts."""
        return self.negative / self.scored if self.scored >= LEAST else None

    @property
    def positive_share(self) -> float | None:
        return self.positive / self.scored if self.scored >= LEAST else None

    def __add__(self, other: Numbers) -> Numbers:
        return Numbers(
            positive=self.positive + other.positive,
            neutral=self.neutral + other.neutral,
            negative=self.negative + other.negative,
            unknown=self.unknown + other.unknown,
            attention=self.attention + other.attention,
        )


@dataclass(frozen=True)
class Week:
    """One week of one container, and the shown weeks before it together."""

    container: Line
    week: date  # its Monday, in UTC
    numbers: Numbers
    before: Numbers
    made_by: list[str]  # "lexicon 3.3.2": a backend and its version

    @property
    def change(self) -> float | None:
        """The share of negative texts minus that of the weeks before: 0.05 is five percentage
        points more. None where either is of fewer than LEAST texts."""
        now, then = self.numbers.negative_share, self.before.negative_share
        return None if now is None or then is None else now - then


@dataclass(eq=False)
class Line:
    """One container with its weeks, the oldest first; weeks without a text have zeros."""

    container_id: int | None
    title: str
    url: str
    weeks: list[Week] = field(default_factory=list)

    @property
    def all(self) -> Numbers:
        return sum((one.numbers for one in self.weeks), Numbers())

    @property
    def latest(self) -> Week | None:
        """The latest week with enough texts for a share."""
        enough = [one for one in self.weeks if one.numbers.negative_share is not None]
        return enough[-1] if enough else None


def shown_weeks() -> list[date]:
    """The Mondays of the shown weeks in UTC, the oldest first."""
    today = timezone.now().astimezone(UTC).date()
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=ago) for ago in range(WEEKS - 1, -1, -1)]


def trend_lines(viewer: Any, container: int | None = None) -> list[Line]:
    """The containers that the viewer may read and moderates, at most MOST: those with the most
    scored texts first. With `container` that one alone."""
    if not may_review(viewer):
        return []
    weeks = shown_weeks()
    since = datetime.combine(weeks[0], time(), UTC)
    counted: dict[int | None, list[Counted]] = defaultdict(list)
    for trend in trends():
        for row in trend.counts(viewer, since, container):
            counted[row.container_id].append(row)
    lines = [_line(rows, weeks) for rows in counted.values()]
    return sorted(lines, key=lambda one: (-one.all.scored, one.title))[:MOST]


def weekly_sentiment(viewer: Any, *, container: int | None = None) -> list[Week]:
    """The weeks in which something was scored, of each of these containers, the newest first."""
    return [
        week
        for line in trend_lines(viewer, container)
        for week in reversed(line.weeks)
        if week.made_by
    ]


def made_by(lines: Iterable[Line]) -> list[str]:
    """The backends and versions that made the scores, the one of the most weeks first."""
    counts = Counter(name for line in lines for week in line.weeks for name in week.made_by)
    return [name for name, _count in counts.most_common()]


def _line(rows: Sequence[Counted], weeks: Sequence[date]) -> Line:
    first = rows[0]
    line = Line(first.container_id, first.title, first.url)
    before = Numbers()
    for monday in weeks:
        of_week = [row for row in rows if row.week == monday]
        numbers = sum((_numbers(row) for row in of_week), Numbers())
        names = sorted({f"{row.backend} {row.version}".strip() for row in of_week})
        line.weeks.append(Week(line, monday, numbers, before, names))
        before += numbers
    return line


def _numbers(row: Counted) -> Numbers:
    return Numbers(row.positive, row.neutral, row.negative, row.unknown, row.attention)
