"""The community's awards of a month and of a year."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from community.accounts.standing.registration import Daily, Tier, register
from experience.recognition.boards.scoring import ELIGIBLE
from experience.recognition.boards.subjects import MONTHS, YEARS

# Whoever has the most points of the days in between; several, if they have the same.
FIRST = f"""
    SELECT member_id FROM (
        SELECT score.member_id, rank() OVER (ORDER BY sum(score.points) DESC) AS rank
        FROM recognition_score AS score {ELIGIBLE}
            AND score.scope = '' AND score.day BETWEEN %(since)s AND %(until)s
        GROUP BY score.member_id HAVING sum(score.points) > 0
    ) AS places
    WHERE rank = 1 ORDER BY member_id
"""  # noqa: S608 - names of ours


def _of_month(day: date) -> Iterable[tuple[int, int]]:
    """A day later than it could be: vote rings are found when a day is closed."""
    if day.day != 1:
        return []
    last = day - timedelta(days=1)
    return _first(last.replace(day=1), last, scope=last.year * 100 + last.month)


def _of_year(day: date) -> Iterable[tuple[int, int]]:
    if (day.month, day.day) != (1, 1):
        return []
    return _first(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31), scope=day.year - 1)


def _first(since: date, until: date, *, scope: int) -> list[tuple[int, int]]:
    starts = datetime.combine(until + timedelta(days=1), time.min, UTC)
    with connection.cursor() as cursor:
        cursor.execute(FIRST, {"since": since, "until": until, "starts": starts})
        return [(member_id, scope) for (member_id,) in cursor.fetchall()]


register(
    Daily(
        name="recognition.member_of_the_month",
        label=_("Member of the Month"),
        description=_("Earn the most points of all members in a calendar month."),
        tier=Tier.SILVER,
        icon="badge",
        position=900,
        is_permanent=True,
        is_recorded=True,
        scope_kind=MONTHS,
        qualifying=_of_month,
    ),
    Daily(
        name="recognition.member_of_the_year",
        label=_("Member of the Year"),
        description=_("Earn the most points of all members in a calendar year."),
        tier=Tier.GOLD,
        icon="badge",
        position=910,
        is_permanent=True,
        is_recorded=True,
        scope_kind=YEARS,
        qualifying=_of_year,
    ),
)
