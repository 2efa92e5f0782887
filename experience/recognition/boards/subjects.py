"""What awards are for: months and years, which are no pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from community.kernel import formats
from community.kernel.subjects import Shown, register

MONTHS, YEARS = "recognition.month", "recognition.year"  # ids such as 202612, 2026


def find_months(ids: Sequence[int], _viewer: Any) -> Mapping[int, Shown]:
    return {
        pk: Shown(formats.day(date(pk // 100, pk % 100, 1), "yMMMM"), "")
        for pk in ids
        if 1 <= pk % 100 <= 12 and 1 <= pk // 100 <= 9999
    }


def find_years(ids: Sequence[int], _viewer: Any) -> Mapping[int, Shown]:
    return {pk: Shown(str(pk), "") for pk in ids}


register(MONTHS, find_months)
register(YEARS, find_years)
