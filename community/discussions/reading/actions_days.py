"""Telling how much members read on days that are over."""

from datetime import date
from itertools import groupby

from django.db import transaction

from community.discussions.events import DayRead
from community.discussions.models.reading import ReadingDay
from community.events.outbox import publish
from community.kernel.days import number_of

MOST = 500  # members in one event


def tell_days(*, upto: date) -> None:
    """Publish what was read on this day and earlier, each row once: it is not counted up after."""
    while _tell_some(upto):
        pass


def _tell_some(upto: date) -> int:
    """Tell some of the rows, oldest first; return how many. Another run waits for these rows, and
    finds then that they are told."""
    with transaction.atomic():
        untold = ReadingDay.objects.filter(is_told=False, day__lte=upto)
        rows = list(untold.order_by("day", "member").select_for_update(no_key=True)[:MOST])
        for day, of_day in groupby(rows, key=lambda row: row.day):
            read = list(of_day)
            publish(
                DayRead(
                    actor_id=None,
                    day=number_of(day),
                    member_ids=[row.member_id for row in read],
                    posts=[row.posts for row in read],
                    seconds=[row.read_ms // 1000 for row in read],
                )
            )
        ReadingDay.objects.filter(pk__in=[row.pk for row in rows]).update(is_told=True)
    return len(rows)
