"""Every way in which priorities change."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import check_version, save_changes
from community.kernel.errors import Denied, RuleViolation
from community.kernel.text import one_line, storable
from feedback.events import IdeaPrioritised
from feedback.models import Assessment, Idea
from feedback.policy import may_manage
from feedback.prioritising.factors import MOST, NAMES

IMPACTS = tuple(map(Decimal, ("0.25", "0.5", "1", "2", "3")))
CONFIDENCES = tuple(map(Decimal, ("0.5", "0.8", "1")))
MOST_REACH = 2**31 - 1
MOST_EFFORT = Decimal("9999.99")
LONGEST_NOTE, LONGEST_URL = 1000, 500


class UnfitPriority(RuleViolation):
    code = "unfit_priority"
    title = _("Invalid priority")
    message = _(
        "Reach is a whole number of people per quarter. Impact is 0.25, 0.5, 1, 2 or 3, confidence"
        " 0.5, 0.8 or 1, and effort more than 0 and less than 10,000 person-months, with at most"
        " two decimals."
    )


class UnfitAssessment(RuleViolation):
    code = "unfit_assessment"
    title = _("Invalid assessment")
    message = _(
        "Rate each factor from 0 to 5. Evidence is a web address, and a note has at most 1,000"
        " characters."
    )


def set_priority(*, idea: Idea, by: User, version: int | None = None, **changes: Any) -> Idea:
    """Set the RICE inputs that are sent: reach, impact, confidence and effort. Others stay, and
    null clears one. The score is null until all four are set.

    For the board's team. Raises UnfitPriority, Stale.
    """
    facts = {name: FITS[name](value) for name, value in changes.items() if name in FITS}
    if len(facts) != len(changes):
        raise TypeError(f"Not RICE inputs: {sorted(changes.keys() - FITS.keys())}")
    with transaction.atomic():
        idea = _managed(idea, by)
        check_version(idea, version, now="")
        if save_changes(idea, facts):
            idea.refresh_from_db(fields=["rice"])
            publish(IdeaPrioritised(actor_id=by.pk, idea_id=idea.pk))
    return idea


def assess_impact(
    *, idea: Idea, factors: Mapping[str, int], by: User, evidence_url: str = "", note: str = ""
) -> Assessment:
    """Rate the impact of an idea by each factor, from 0 to 5. A later assessment by the same
    person replaces the earlier one.

    For the board's team. `factors` has all of `factors.NAMES`. Raises UnfitAssessment.
    """
    told = {
        "factors": _fit_factors(factors),
        "evidence_url": _fit_url(evidence_url),
        "note": one_line(storable(note)),
    }
    if len(told["note"]) > LONGEST_NOTE:
        raise UnfitAssessment
    with transaction.atomic():
        idea = _managed(idea, by)
        known = Assessment.objects.filter(idea=idea, assessor=by).first()
        if known and all(getattr(known, name) == value for name, value in told.items()):
            return known
        assessment, _is_new = Assessment.objects.update_or_create(
            idea=idea, assessor=by, defaults={**told, "assessed_at": timezone.now()}
        )
        publish(IdeaPrioritised(actor_id=by.pk, idea_id=idea.pk))
    return assessment


def _managed(idea: Idea, by: User) -> Idea:
    """The idea as it is now, locked. Raises Denied, DoesNotExist."""
    row = Idea.objects.locked().get(pk=idea.pk, converted_at=None)
    if not may_manage(by, row.board_id):
        raise Denied
    return row


def _fit_number(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation as error:
        raise UnfitPriority from error
    if not number.is_finite():
        raise UnfitPriority
    return number


def _fit_reach(value: Any) -> int | None:
    reach = _fit_number(value)
    if reach is None:
        return None
    if not 0 <= reach <= MOST_REACH or reach != int(reach):
        raise UnfitPriority
    return int(reach)


def _one_of(choices: tuple[Decimal, ...]) -> Callable[[Any], Decimal | None]:
    def fit(value: Any) -> Decimal | None:
        number = _fit_number(value)
        if number is not None and number not in choices:
            raise UnfitPriority
        return number

    return fit


def _fit_effort(value: Any) -> Decimal | None:
    effort = _fit_number(value)
    if effort is not None and (not 0 < effort <= MOST_EFFORT or effort != round(effort, 2)):
        raise UnfitPriority
    return effort


FITS: dict[str, Callable[[Any], Any]] = {
    "reach": _fit_reach,
    "impact": _one_of(IMPACTS),
    "confidence": _one_of(CONFIDENCES),
    "effort": _fit_effort,
}


def _fit_factors(factors: Mapping[str, int]) -> dict[str, int]:
    fit = all(type(value) is int and 0 <= value <= MOST for value in factors.values())
    if factors.keys() != {*NAMES} or not fit:
        raise UnfitAssessment
    return {name: factors[name] for name in NAMES}


def _fit_url(url: str) -> str:
    url = storable(url).strip()
    if not url:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        raise UnfitAssessment from error
    if len(url) > LONGEST_URL:
        raise UnfitAssessment
    return url
