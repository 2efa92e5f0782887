"""Permanent bans: one moderator proposes, another confirms."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.people import actions as accounts
from community.kernel.editing import locked
from community.kernel.errors import Denied, RuleViolation
from community.kernel.subjects import Subject
from community.moderation.models import ReviewItem, Sanction
from community.moderation.queue.actions import open_item
from community.moderation.sanctions import policy
from community.moderation.sanctions.actions.lifting import end
from community.moderation.sanctions.actions.sanctions import (
    AlreadySanctioned,
    held,
    tell_imposed,
    unconfirmed_ban,
    written,
)

ITEM = "ban"  # the type of its review item
KIND = "moderation.sanction"  # of subjects


class AlreadyProposed(RuleViolation):
    code = "ban_proposed"
    title = _("Ban already proposed")
    message = _("A permanent ban of this member is waiting for another moderator's decision.")


class NeedsAnother(Denied):
    code = "needs_another_moderator"
    title = _("Another moderator needed")
    message = _("You proposed this ban. Another moderator has to confirm it.")


def ban_member(
    *, member: User, reason: str, by: User, note: str = "", item: ReviewItem | None = None
) -> Sanction:
    """Propose a permanent ban, which another moderator confirms in the review queue.

    Where no other moderator exists it takes effect at once, and the log says so.
    Raises AlreadyProposed, AlreadySanctioned.
    """
    now = timezone.now()
    with transaction.atomic():
        member = held(member, by)
        bans = member.sanctions.filter(kind=Sanction.Kind.BAN, lifted_at=None)
        if bans.filter(confirmed_at=None).exists():
            raise AlreadyProposed
        if bans.exists():
            raise AlreadySanctioned
        ban = written(unconfirmed_ban(member, by, now, reason=reason, note=note, item=item))
        if policy.others_deciding(member, by).exists():
            open_item(type=ITEM, subject=Subject(KIND, ban.pk), by=by, member=member)
        else:
            _take_effect(ban, by)
    return ban


def confirm_ban(*, sanction: Sanction, by: User) -> Sanction:
    """Put a proposed ban into force. It replaces a suspension. Raises NeedsAnother."""
    with transaction.atomic():
        member = held(sanction.member, by)
        ban = locked(sanction)
        ban.member = member
        if ban.confirmed_at or ban.lifted_at:
            return ban
        if not policy.may_confirm_ban(by, ban):
            raise NeedsAnother
        ban.confirmed_by = by if by.pk != ban.by_id else None  # nobody else is left
        _take_effect(ban, by)
    return ban


def drop_ban(*, sanction: Sanction, by: User) -> Sanction:
    """Turn a proposed ban down: it never takes effect."""
    with transaction.atomic():
        held(sanction.member, by)
        ban = locked(sanction)
        if ban.confirmed_at is None and ban.lifted_at is None:
            ban.lifted_at, ban.lifted_by = timezone.now(), by
            ban.save(update_fields=["lifted_at", "lifted_by"])
    return ban


def _take_effect(ban: Sanction, by: User) -> None:
    """It starts now, not when it was proposed: the suspension before it ends now."""
    now = timezone.now()
    before = ban.member.sanctions.active().filter(kind=Sanction.Kind.SUSPENSION)
    for suspension in before.select_for_update(no_key=True).order_by("pk"):
        end(suspension, by, now)
    ban.starts_at = ban.confirmed_at = now
    written(ban)
    accounts.suspend_member(member=ban.member, until=User.FOREVER, by=by)
    facts = {"proposed_by": ban.by_id} if ban.confirmed_by_id else {"alone": True}
    tell_imposed(ban, by, **facts)
