"""Operators that are no lexemes: what they take, and what the page of help says of them."""

import datetime
import re
from typing import get_args

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.kernel import formats
from community.kernel.moments import NoSuchMoment, sane
from community.kernel.text import fold
from community.search.language.tree import Order
from community.search.registration import BadValue

ORDERS: tuple[Order, ...] = get_args(Order)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)

EXAMPLES = {
    "in": "in:title",
    "before": "before:2026-11-30",
    "after": "after:2026-11",
    "order": "order:newest",
}
HELP = {
    "in": _("Only in titles"),
    "before": _("Posted before a day, month or year"),
    "after": _("Posted on a day, in a month or year, or later"),
    "order": _("Newest or oldest first; otherwise, the most relevant first"),
}


def start_of(value: str) -> datetime.datetime:
    """When a year, month or day begins, in the time zone of who asks. Raises BadValue."""
    said = _DATE.fullmatch(fold(value))
    try:
        if said:
            year, month, day = (int(part or 1) for part in said.groups())
            return sane(datetime.datetime(year, month, day))  # noqa: DTZ001 - `sane` adds the zone
    except (ValueError, NoSuchMoment):
        pass
    problem = gettext(
        "“%(value)s” is not a date. Use a year, a month or a day, such as 2026, 2026-11 or"
        " 2026-11-30."
    )
    raise BadValue(problem % {"value": value})


def order_of(value: str) -> Order:
    """The order of this name. Raises BadValue."""
    for order in ORDERS:
        if order == fold(value):
            return order
    problem = gettext("“order:” does not take “%(value)s”. Use %(values)s.")
    raise BadValue(problem % {"value": value, "values": formats.listed(ORDERS)})


def check_in(value: str) -> None:
    """Raises BadValue if it is not the title."""
    if fold(value) != "title":
        problem = gettext("“in:” does not take “%(value)s”. Use “in:title”.")
        raise BadValue(problem % {"value": value})
