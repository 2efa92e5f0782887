"""The days of a leaderboard, and its name."""

from datetime import date, timedelta

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from community.kernel import formats
from experience.recognition.models import BoardRow, ContributionKind

Period = BoardRow.Period
USUAL = Period.MONTH

# The last so many days, with today. None is shorter: nobody should feel that a day is a race.
DAYS: dict[str, int] = {Period.WEEK: 7, Period.MONTH: 30, Period.QUARTER: 91, Period.YEAR: 365}

OF_SITE = {
    Period.WEEK: _("Weekly contributors"),
    Period.MONTH: _("Monthly contributors"),
    Period.QUARTER: _("Quarterly contributors"),
    Period.YEAR: _("Yearly contributors"),
    Period.ALL: _("All-time contributors"),
}
OF_KIND = {
    "support": _("Most helpful members"),
    "education": _("Best content creators"),
    "testing": _("Top bug reporters"),
}


def first_day(period: str, today: date) -> date | None:
    """None where it has no beginning."""
    return today - timedelta(days=DAYS[period] - 1) if period in DAYS else None


def days_label(period: str) -> str:
    """ "Last 30 days"."""
    if period not in DAYS:
        return gettext("All time")
    days = DAYS[period]
    return ngettext("Last %(count)s day", "Last %(count)s days", days) % {
        "count": formats.number(days)
    }


def kind_title(kind: ContributionKind) -> str:
    if kind.slug in OF_KIND:
        return str(OF_KIND[kind.slug])
    # Translators: the name of a leaderboard, of one kind of contributions such as "Code".
    return gettext("Top contributors: %(name)s") % {"name": kind}
