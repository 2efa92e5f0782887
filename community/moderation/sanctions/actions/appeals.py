"""A member's appeal against a sanction: one, decided by somebody else."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.editing import locked
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.subjects import Subject
from community.kernel.text import is_blank
from community.moderation.events import AppealDecided, AppealMade
from community.moderation.log.actions import record_act
from community.moderation.models import Appeal, Sanction
from community.moderation.queue.actions import open_item
from community.moderation.sanctions import policy
from community.moderation.sanctions.actions.lifting import lift
from community.moderation.sanctions.actions.sanctions import fit, held

ITEM = "appeal"  # the type of its review item
KIND = "moderation.sanction"  # of subjects


class AppealMissing(NothingWritten):
    message = _("Write why the sanction should be lifted.")


class AnswerMissing(NothingWritten):
    message = _("Write an answer. It is shown to the member.")


class AlreadyAppealed(RuleViolation):
    code = "already_appealed"
    title = _("Already appealed")
    message = _("You have already appealed against this sanction. There is one appeal.")


class NotInForce(RuleViolation):
    code = "sanction_not_in_force"
    title = _("Sanction not in force")
    message = _("This sanction is no longer in force, so there is nothing to appeal against.")


class DecidedByOthers(Denied):
    code = "appeal_of_own_decision"
    title = _("Another moderator needed")
    message = _("You imposed or confirmed this sanction. Another moderator decides the appeal.")


def appeal_sanction(*, sanction: Sanction, text: str, by: User) -> Appeal:
    """Ask for a sanction to be lifted, once, as long as it is in force.

    A moderator who neither imposed nor confirmed it decides in the review queue.
    """
    if is_blank(text):
        raise AppealMissing
    text = fit(text)
    with transaction.atomic():
        sanction = locked(sanction)
        if not policy.may_appeal(by, sanction):
            raise Denied
        if Appeal.objects.filter(sanction=sanction).exists():
            raise AlreadyAppealed
        if not sanction.is_active:
            raise NotInForce
        made = Appeal.objects.create(sanction=sanction, text=text)
        open_item(type=ITEM, subject=Subject(KIND, sanction.pk), by=by, member=by)
        publish(
            AppealMade(actor_id=by.pk, appeal_id=made.pk, sanction_id=sanction.pk, member_id=by.pk)
        )
    return made


def decide_appeal(*, appeal: Appeal, by: User, is_granted: bool, answer: str = "") -> Appeal:
    """Lift the sanction, or let it stand with an answer to the member.

    Raises DecidedByOthers for whoever imposed or confirmed it, if there is anybody else.
    """
    answer = fit(answer)
    if not is_granted and is_blank(answer):
        raise AnswerMissing
    with transaction.atomic():
        member = held(appeal.sanction.member, by)
        sanction = locked(appeal.sanction)
        sanction.member = member
        appeal = locked(appeal)
        if appeal.decided_at:
            return appeal
        if not policy.may_decide_appeal(by, sanction):
            raise DecidedByOthers
        appeal.outcome = Appeal.Outcome.LIFTED if is_granted else Appeal.Outcome.UPHELD
        appeal.answer, appeal.decided_at, appeal.decided_by = answer, timezone.now(), by
        appeal.save(update_fields=["outcome", "answer", "decided_at", "decided_by"])
        # The answer is for the member alone: the log does not repeat it.
        alone: dict[str, Any] = {"alone": True} if by.pk in policy.involved(sanction) else {}
        if is_granted and sanction.is_active:
            lift(sanction, by, reason="", is_on_appeal=True, **alone)
        elif not is_granted:
            record_act(
                action="moderation.appeal_upheld",
                subject=Subject("accounts.member", member.pk),
                actor=by,
                member=member,
                facts={"sanction": sanction.pk, "kind": sanction.kind, **alone},
            )
        publish(
            AppealDecided(
                actor_id=by.pk,
                appeal_id=appeal.pk,
                sanction_id=sanction.pk,
                member_id=member.pk,
                outcome=appeal.outcome,
            )
        )
    return appeal
