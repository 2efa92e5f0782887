"""Ending a sanction before its time, and taking that back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people import actions as accounts
from community.events.outbox import publish
from community.kernel.editing import locked
from community.kernel.errors import RuleViolation
from community.kernel.subjects import Subject
from community.moderation.events import SanctionImposed, SanctionLifted
from community.moderation.log.actions import record_act
from community.moderation.models import Appeal, Sanction
from community.moderation.sanctions.actions.sanctions import fit, held, written

Kind = Sanction.Kind


class AppealWaiting(RuleViolation):
    code = "appeal_waiting"
    title = _("Appeal waiting")
    message = _("The member appealed against this sanction. Decide the appeal in the review queue.")


class NotConfirmed(RuleViolation):
    code = "ban_not_confirmed"
    title = _("Ban not confirmed")
    message = _("This ban was only proposed. Decide about it in the review queue.")


class CannotReinstate(RuleViolation):
    code = "cannot_reinstate"
    title = _("Cannot be reinstated")
    message = _("The sanction would have ended by now, or was lifted on appeal.")


def lift_sanction(*, sanction: Sanction, by: User, reason: str = "") -> Sanction:
    """End a sanction now. One that is over stays as it is.

    Raises AppealWaiting, NotConfirmed: those are decided in the review queue.
    """
    reason = fit(reason)
    with transaction.atomic():
        member = held(sanction.member, by)
        row = locked(sanction)
        if row.confirmed_at is None and row.lifted_at is None:
            raise NotConfirmed
        if Appeal.objects.filter(sanction=row, outcome=Appeal.Outcome.PENDING).exists():
            raise AppealWaiting
        if row.is_active:
            row.member = member
            lift(row, by, reason=reason)
    return row


def lift(
    sanction: Sanction, by: User, *, reason: str, is_on_appeal: bool = False, **facts: object
) -> None:
    """Of a locked sanction that is in force, of a locked member."""
    end(sanction, by, timezone.now())
    if sanction.kind == Kind.SILENCE:
        accounts.silence_member(member=sanction.member, until=None, by=by)
    elif sanction.kind == Kind.WARNING:
        accounts.read_warning(member=sanction.member)
    else:
        accounts.suspend_member(member=sanction.member, until=None, by=by)
    publish(SanctionLifted(**_of(sanction, by), is_on_appeal=is_on_appeal))
    _record("moderation.lifted", sanction, by, reason=reason, **facts)


def end(sanction: Sanction, by: User, now: datetime) -> None:
    sanction.lifted_at, sanction.lifted_by = now, by
    sanction.save(update_fields=["lifted_at", "lifted_by"])


def reinstate_sanction(*, sanction: Sanction, by: User) -> Sanction:
    """Take back that a sanction was lifted: it goes on to its old end.

    Raises CannotReinstate, and AlreadySanctioned if another was imposed since.
    """
    with transaction.atomic():
        member = held(sanction.member, by)
        row = locked(sanction)
        if row.lifted_at is None:
            return row
        is_over = row.ends_at is not None and row.ends_at <= timezone.now()
        if is_over or Appeal.objects.filter(sanction=row, outcome=Appeal.Outcome.LIFTED).exists():
            raise CannotReinstate
        row.lifted_at = row.lifted_by = None
        written(row)
        if row.kind == Kind.SILENCE:
            accounts.silence_member(member=member, until=row.ends_at, by=by)
        elif row.kind != Kind.WARNING:
            accounts.suspend_member(member=member, until=row.ends_at or User.FOREVER, by=by)
        row.member = member
        publish(SanctionImposed(**_of(row, by)))
        _record("moderation.reinstated", row, by, reason=row.reason)
    return row


def _of(sanction: Sanction, by: User) -> dict[str, Any]:
    return {
        "actor_id": by.pk,
        "sanction_id": sanction.pk,
        "member_id": sanction.member_id,
        "kind": sanction.kind,
    }


def _record(action: str, sanction: Sanction, by: User, *, reason: str, **facts: object) -> None:
    record_act(
        action=action,
        subject=Subject("accounts.member", sanction.member_id),
        actor=by,
        member=sanction.member,
        reason=reason,
        facts={"sanction": sanction.pk, "kind": sanction.kind, **facts},
    )
