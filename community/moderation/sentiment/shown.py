"""The trend as its page shows it: bars of an SVG, and changes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext, ngettext

from community.accounts.models import User
from community.kernel import formats
from community.moderation.queue.queries import items_visible_to
from community.moderation.sentiment.items import TYPE
from community.moderation.sentiment.queries import LEAST, Line, Numbers, Week

WIDTH, HEIGHT = 20, 48  # of a week, and of the drawing, in its own units
BAR = 8
LOWEST_TOP = 0.2  # few negative posts do not look like many


@dataclass(frozen=True)
class Bar:
    x: int
    y: int
    height: int
    is_negative: bool


@dataclass(frozen=True)
class ShownWeek:
    week: Week
    day: str
    negative: str
    positive: str
    change: str

    @property
    def numbers(self) -> Numbers:
        return self.week.numbers


@dataclass(frozen=True)
class ShownLine:
    line: Line
    title: str
    bars: list[Bar]
    width: int
    height: int
    base: int  # the bottom line
    first: str  # the first and the last week
    last: str
    top: str  # the share that a bar of the full height stands for
    summary: str
    weeks: list[ShownWeek]  # the newest first, with something scored or unknown
    waiting: int  # open review items


def shown_lines(lines: Sequence[Line], viewer: User) -> list[ShownLine]:
    """One query beside those of the lines: how many posts wait for review."""
    waiting = _waiting(viewer)
    return [_shown(line, waiting.get(line.container_id, 0)) for line in lines]


def title_of(line: Line) -> str:
    return line.title or gettext("In no category")


def _waiting(viewer: User) -> Mapping[int | None, int]:
    rows = items_visible_to(viewer).open().filter(type=TYPE).order_by().values("container_id")
    return {row["container_id"]: row["waiting"] for row in rows.annotate(waiting=Count("pk"))}


def _shown(line: Line, waiting: int) -> ShownLine:
    shares = [
        share
        for one in line.weeks
        for share in (one.numbers.negative_share, one.numbers.positive_share)
        if share is not None
    ]
    top = max([LOWEST_TOP, *shares])
    return ShownLine(
        line=line,
        title=title_of(line),
        bars=[bar for at, one in enumerate(line.weeks) for bar in _bars(at, one.numbers, top)],
        width=WIDTH * len(line.weeks),
        height=HEIGHT,
        base=HEIGHT - 1,
        first=formats.day(line.weeks[0].week, formats.DAY_OF_YEAR),
        last=formats.day(line.weeks[-1].week, formats.DAY_OF_YEAR),
        top=formats.percent(top),
        summary=_summary(line),
        weeks=[_week(one) for one in reversed(line.weeks) if one.made_by],
        waiting=waiting,
    )


def _bars(at: int, numbers: Numbers, top: float) -> list[Bar]:
    """None for a week of too few posts; a share of 0 is a line, so that it is not taken for one."""
    shares = (numbers.negative_share, numbers.positive_share)
    return [
        Bar(
            x=at * WIDTH + 1 + place * (BAR + 1),
            y=HEIGHT - 1 - (height := max(1, round(share / top * (HEIGHT - 2)))),
            height=height,
            is_negative=place == 0,
        )
        for place, share in enumerate(shares)
        if share is not None
    ]


def _week(one: Week) -> ShownWeek:
    return ShownWeek(
        week=one,
        day=formats.day(one.week, formats.SHORT_DAY),
        negative=_share(one.numbers.negative_share),
        positive=_share(one.numbers.positive_share),
        change=_points(one.change),
    )


def _share(share: float | None) -> str:
    return gettext("too few") if share is None else formats.percent(share)


def _points(change: float | None) -> str:
    if change is None:
        return gettext("too few")
    points = round(100 * change)
    return f"+{formats.number(points)}" if points > 0 else formats.number(points)


def _summary(line: Line) -> str:
    """The latest week that has enough posts, and how it differs from those before."""
    week = line.latest
    if week is None or week.numbers.negative_share is None:
        few = ngettext(
            "No week has %(count)s scored post yet, so no share is shown.",
            "No week has %(count)s scored posts yet, so no share is shown.",
            LEAST,
        )
        return few % {"count": formats.number(LEAST)}
    of = week.numbers.scored
    told = ngettext(
        "Week of %(week)s: %(share)s of %(count)s post negative",
        "Week of %(week)s: %(share)s of %(count)s posts negative",
        of,
    ) % {
        "week": formats.day(week.week, formats.DAY_OF_YEAR),
        "share": formats.percent(week.numbers.negative_share),
        "count": formats.number(of),
    }
    if week.change is None or week.before.negative_share is None:
        return told
    before = week.before.scored
    then = ngettext(
        "%(share)s of %(count)s post in the weeks before",
        "%(share)s of %(count)s posts in the weeks before",
        before,
    ) % {
        "share": formats.percent(week.before.negative_share),
        "count": formats.number(before),
    }
    # Translators: "Week of 30 Nov: 24% of 56 posts negative; 20% of 412 posts in the weeks before".
    return gettext("%(now)s; %(before)s") % {"now": told, "before": then}
