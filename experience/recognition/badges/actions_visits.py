"""How regularly members are there."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from community.accounts.standing.actions_badges import Award, award_badges
from community.accounts.standing.registration import Visited
from experience.recognition.badges.kinds import Visiting, visiting_badges
from experience.recognition.models import Visits

ONE_MISSED_IN = timedelta(days=30)
COUNTERS = ["last_day", "streak", "longest", "missed_on", "days", "posts", "seconds"]


def count_visits(visits: Sequence[tuple[Visited, datetime]], *, is_replay: bool = False) -> None:
    """Count visits, in the order of their days, with when they were told; award what they earn.

    A day that is told twice, or after a later one, is not counted again.
    """
    if not visits:
        return
    badges = visiting_badges()
    awards: list[Award] = []
    with transaction.atomic():
        rows = _locked({told.member_id for told, _at in visits})
        for told, at in visits:
            row = rows.setdefault(told.member_id, _before_the_first(told))
            if row.last_day >= told.day:
                continue
            before = {badge: getattr(row, badge.counter) for badge in badges}
            _add(row, told)
            awards += _earned(row, before, at)
        Visits.objects.bulk_create(
            rows.values(), update_conflicts=True, unique_fields=["member"], update_fields=COUNTERS
        )
        award_badges(awards, is_silent=is_replay)


def _locked(member_ids: set[int]) -> dict[int, Visits]:
    rows = Visits.objects.select_for_update().filter(member__in=member_ids).order_by("member")
    return {row.member_id: row for row in rows}


def _before_the_first(told: Visited) -> Visits:
    return Visits(
        member_id=told.member_id, last_day=date.min, streak=0, longest=0, days=0, posts=0, seconds=0
    )


def _add(row: Visits, told: Visited) -> None:
    row.streak, row.missed_on = next_streak(row, told.day)
    row.last_day = told.day
    row.longest = max(row.longest, row.streak)
    row.days += 1
    row.posts += told.posts
    row.seconds += told.seconds


def next_streak(row: Visits, day: date) -> tuple[int, date | None]:
    """The streak on a later day, and the last day that was missed without ending it."""
    since = day - row.last_day
    if since == timedelta(days=1):
        return row.streak + 1, row.missed_on
    missed_on = day - timedelta(days=1)
    is_first = row.missed_on is None or missed_on - row.missed_on >= ONE_MISSED_IN
    if since == timedelta(days=2) and is_first:
        return row.streak + 1, missed_on
    return 1, None


def _earned(row: Visits, before: dict[Visiting, int], at: datetime) -> list[Award]:
    return [
        Award(member_id=row.member_id, badge=badge.name, at=at)
        for badge, number in before.items()
        if number < badge.threshold <= getattr(row, badge.counter)
    ]
