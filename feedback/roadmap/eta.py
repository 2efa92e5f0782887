"""When an idea is expected: as loosely as the team knows it."""

from __future__ import annotations

from datetime import date

from community.kernel import formats
from feedback.models import Idea

Precision = Idea.Precision

# Skeletons of CLDR: Q3 2026, March 2026, 12 March 2026.
SHOWN = {Precision.QUARTER: "yQQQ", Precision.MONTH: formats.MONTH, Precision.DAY: formats.DAY}


def eta_text(idea: Idea) -> str:
    """ "Q3 2026", "March 2026" or "12 March 2026" in the reader's language; empty if there is
    none."""
    if idea.eta_date is None:
        return ""
    return text_of(idea.eta_date, idea.eta_precision)


def text_of(eta_date: date, precision: str) -> str:
    """The same of a date and a precision."""
    return formats.day(eta_date, SHOWN[Precision(precision)])


def first_day(eta_date: date, precision: str) -> date:
    """The date as it is stored: the first day of the quarter or of the month, or the day."""
    match precision:
        case Precision.QUARTER:
            return eta_date.replace(month=(eta_date.month - 1) // 3 * 3 + 1, day=1)
        case Precision.MONTH:
            return eta_date.replace(day=1)
    return eta_date
