"""The next step of the code of conduct's ladder: a warning, then suspensions, then a ban."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community.kernel import formats
from community.kernel.languages import Text
from community.moderation.models import Sanction

Kind = Sanction.Kind
REMEMBERED = timedelta(days=180)  # as long as a warning lasts


@dataclass(frozen=True, kw_only=True)
class Step:
    """What is recommended, and why. A moderator may choose another."""

    kind: Sanction.Kind
    days: int = 0  # of a suspension
    why: Text = ""


FIRST = Step(kind=Kind.WARNING, why=_("There is no active warning, so a warning comes first."))
AFTER_WARNING = Step(
    kind=Kind.SUSPENSION, days=7, why=_("The member was warned already, and the warning is active.")
)
AFTER = {  # by the days of the last suspension
    7: Step(kind=Kind.SUSPENSION, days=30, why=_("The last suspension was for 7 days.")),
    30: Step(kind=Kind.SUSPENSION, days=90, why=_("The last suspension was for 30 days.")),
    90: Step(kind=Kind.BAN, why=_("The last suspension was for 90 days.")),
}


def next_step(sanctions: Sequence[Sanction]) -> Step | None:
    """After all sanctions of a member, newest first. Those that were lifted do not count, nor does
    a suspension that ended more than 180 days ago. None: there is no step after a ban."""
    counting = [one for one in sanctions if one.lifted_at is None and one.confirmed_at]
    if any(one.kind == Kind.BAN for one in counting):
        return None
    recent = timezone.now() - REMEMBERED
    for one in counting:
        if one.kind == Kind.SUSPENSION and one.ends_at and one.ends_at > recent:
            return AFTER[_step_of(one)]
    is_warned = any(one.kind == Kind.WARNING and one.is_active for one in counting)
    return AFTER_WARNING if is_warned else FIRST


def days_of(sanction: Sanction) -> int:
    """0 if it has no end."""
    return (
        round((sanction.ends_at - sanction.starts_at) / timedelta(days=1))
        if sanction.ends_at
        else 0
    )


def _step_of(suspension: Sanction) -> int:
    return max((days for days in AFTER if days <= days_of(suspension)), default=7)


def duration(days: int) -> str:
    """As sentences of the log and choices of the form have it."""
    return ngettext("for %(count)s day", "for %(count)s days", days) % {
        "count": formats.number(days)
    }
