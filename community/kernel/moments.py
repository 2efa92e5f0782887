"""Moments that people name: with a zone, and in a year that every part of us can say."""

from datetime import UTC, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import filled

FIRST, LAST = 1900, 9000  # years


class NoSuchMoment(RuleViolation):
    code = "no_such_moment"
    title = _("Invalid date")
    message = filled(
        _("Choose a date between the years %(first)s and %(last)s."),
        first=str(FIRST),
        last=str(LAST),
    )


def sane(moment: datetime) -> datetime:
    """Return it in UTC; without a zone it is the zone of who asks. Raises NoSuchMoment.

    The database keeps years that cannot be read back: such a row would break every page with it.
    """
    try:
        aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        there = aware.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise NoSuchMoment from error
    if not FIRST < there.year < LAST:
        raise NoSuchMoment
    return there
