"""How much members read on days of the past."""

from collections.abc import Sequence

from community.discussions.imports.actions.records import ImportedReadingDay
from community.discussions.models import ReadingDay


def import_reading_days(*, days: Sequence[ImportedReadingDay]) -> None:
    """Write days that nobody is told of anymore; whoever imports them records `DayRead`. Those
    that are there stay as they are."""
    ReadingDay.objects.bulk_create(
        [
            ReadingDay(
                member_id=one.member_id, day=one.day, threads=one.threads, posts=one.posts,
                read_ms=one.minutes * 60_000, is_told=True,
            )
            for one in days
        ],
        ignore_conflicts=True,
    )  # fmt: skip
