"""When ideas are expected. Locks: the idea."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import save_changes
from community.kernel.errors import Denied, RuleViolation
from feedback.events import IdeaEtaChanged
from feedback.models import EtaChange, Idea
from feedback.policy import may_manage
from feedback.roadmap.eta import first_day

YEARS = range(2000, 2101)


class InvalidEta(RuleViolation):
    code = "invalid_eta"
    title = _("Invalid expected date")
    message = _(
        "Choose a date between 2000 and 2100, and whether its quarter, month or day is meant."
    )


class NotOnTheBoard(RuleViolation):
    code = "idea_not_listed"
    title = _("Idea merged or deleted")
    message = _("This idea was merged or deleted.")


def set_eta(
    *, idea: Idea, eta_date: date | None, by: User, eta_precision: str = Idea.Precision.QUARTER
) -> Idea:
    """Set when an idea is expected: of a quarter or a month, any day in it. Followers and voters
    are notified. Setting the same again changes nothing.

    Without a date there is none any more. Raises InvalidEta, NotOnTheBoard, Denied.
    """
    if eta_date is None:
        new: dict[str, Any] = {"eta_date": None, "eta_precision": ""}
    elif eta_precision not in Idea.Precision or eta_date.year not in YEARS:
        raise InvalidEta
    else:
        new = {"eta_date": first_day(eta_date, eta_precision), "eta_precision": eta_precision}
    with transaction.atomic():
        row = Idea.objects.locked().select_related("thread").get(pk=idea.pk)
        if not may_manage(by, row.board_id):
            raise Denied
        if row.merged_into_id or row.converted_at or row.thread.deleted_at:
            raise NotOnTheBoard
        if save_changes(row, new):
            change = EtaChange.objects.create(idea=row, actor=by, **new)
            publish(IdeaEtaChanged(actor_id=by.pk, idea_id=row.pk, change_id=change.pk))
    return row


def clear_eta(*, idea: Idea, by: User) -> Idea:
    """Remove when an idea is expected."""
    return set_eta(idea=idea, eta_date=None, by=by)
