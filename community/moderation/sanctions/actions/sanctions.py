"""Imposing sanctions. What they do to the account, accounts' own actions do."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from community.accounts.models import User
from community.accounts.people import actions as accounts
from community.events.outbox import publish
from community.kernel.editing import locked
from community.kernel.errors import Denied, NothingWritten, RuleViolation
from community.kernel.languages import filled
from community.kernel.subjects import Subject
from community.kernel.text import is_blank, storable
from community.moderation.events import SanctionImposed
from community.moderation.log.actions import record_act
from community.moderation.models import ReviewItem, Sanction
from community.moderation.sanctions import policy

Kind = Sanction.Kind
WARNING_DAYS = 180  # then it lapses
SENT_TWICE = timedelta(minutes=10)
SILENCE_DAYS = (1, 3, 7, 30)
SUSPENSION_DAYS = (7, 30, 90)
LONGEST = 2_000  # characters of a reason, a note, an appeal
NO_OVERLAP = "moderation_sanction_no_overlap"  # the trigger of migration 0002


class ReasonMissing(NothingWritten):
    message = _("Enter a reason. It is shown to the member.")


class TextTooLong(RuleViolation):
    code = "too_long"
    message = filled(
        ngettext_lazy(
            "The text is too long. The limit is %(count)s character.",
            "The text is too long. The limit is %(count)s characters.",
            LONGEST,
        ),
        count=LONGEST,
    )


class NoSuchDuration(RuleViolation):
    code = "no_such_duration"
    title = _("Unknown duration")
    message = _("Choose one of the offered numbers of days.")


class AlreadySanctioned(RuleViolation):
    code = "already_sanctioned"
    title = _("Overlapping sanction")
    message = _(
        "This member already has a sanction of this kind. Lift it first, or wait until it ends."
    )


def warn_member(
    *, member: User, reason: str, by: User, note: str = "", item: ReviewItem | None = None
) -> Sanction:
    """Warn a member. A warning lapses after 180 days. The same one sent twice is one."""
    with transaction.atomic():
        member = held(member, by)
        if sent := _sent_already(member, by, reason, item):
            return sent
        made = _impose(Kind.WARNING, member, WARNING_DAYS, by, reason=reason, note=note, item=item)
        accounts.show_warning(member=member, by=by)
    return made


def silence_member(  # noqa: PLR0913 - what it consists of
    *, member: User, days: int, reason: str, by: User, note: str = "",
    item: ReviewItem | None = None,
) -> Sanction:  # fmt: skip
    """Silence a member for 1, 3, 7 or 30 days: they can read but not write.

    Raises AlreadySanctioned while they are silenced.
    """
    if days not in SILENCE_DAYS:
        raise NoSuchDuration
    with transaction.atomic():
        member = held(member, by)
        made = _impose(Kind.SILENCE, member, days, by, reason=reason, note=note, item=item)
        accounts.silence_member(member=member, until=made.ends_at, by=by)
    return made


def suspend_member(  # noqa: PLR0913 - what it consists of
    *, member: User, days: int, reason: str, by: User, note: str = "",
    item: ReviewItem | None = None,
) -> Sanction:  # fmt: skip
    """Suspend a member for 7, 30 or 90 days: they are signed out and cannot sign in.

    Raises AlreadySanctioned while they are suspended or banned.
    """
    if days not in SUSPENSION_DAYS:
        raise NoSuchDuration
    with transaction.atomic():
        member = held(member, by)
        made = _impose(Kind.SUSPENSION, member, days, by, reason=reason, note=note, item=item)
        accounts.suspend_member(member=member, until=made.ends_at, by=by)
    return made


def _sent_already(member: User, by: User, reason: str, item: ReviewItem | None) -> Sanction | None:
    """A double click, or a form that is sent again. Other sanctions refuse to overlap."""
    since = timezone.now() - SENT_TWICE
    rows = member.sanctions.active().filter(kind=Kind.WARNING, starts_at__gt=since)
    return rows.filter(by=by, reason=told(reason), item=item).first()


def held(member: User, by: User) -> User:
    """The member as they are now, locked: their sanctions change one after another."""
    member = locked(member)
    if not policy.may_sanction(by, member):
        raise Denied
    return member


def _impose(
    kind: Sanction.Kind, member: User, days: int, by: User, **texts: Any
) -> Sanction:  # fmt: skip
    now = timezone.now()
    made = written(
        Sanction(
            kind=kind, member=member, by=by, starts_at=now, ends_at=now + timedelta(days=days),
            confirmed_at=now, **_checked(**texts),
        )
    )  # fmt: skip
    tell_imposed(made, by, days=days)
    return made


def unconfirmed_ban(member: User, by: User, starts_at: datetime, **texts: Any) -> Sanction:
    return Sanction(
        kind=Kind.BAN, member=member, by=by, starts_at=starts_at, **_checked(**texts)
    )  # fmt: skip


def _checked(*, reason: str, note: str, item: ReviewItem | None) -> dict[str, Any]:
    return {"reason": told(reason), "note": fit(note), "item": item}


def told(reason: str) -> str:
    """Raises ReasonMissing, TextTooLong, NotText."""
    if is_blank(reason):
        raise ReasonMissing
    return fit(reason)


def fit(text: str) -> str:
    """The text as it is stored. Raises TextTooLong, NotText."""
    text = storable(text).strip()
    if len(text) > LONGEST:
        raise TextTooLong
    return text


def written(sanction: Sanction) -> Sanction:
    """Save it. Raises AlreadySanctioned if the database says that it overlaps with another."""
    try:
        with transaction.atomic():
            sanction.save()
    except IntegrityError as error:
        if NO_OVERLAP in _constraint(error):
            raise AlreadySanctioned from error
        raise
    return sanction


def _constraint(error: IntegrityError) -> str:
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))


def tell_imposed(sanction: Sanction, by: User, **facts: Any) -> None:
    """Publish that it is in force, and write it to the log."""
    publish(
        SanctionImposed(
            actor_id=by.pk,
            sanction_id=sanction.pk,
            member_id=sanction.member_id,
            kind=sanction.kind,
        )
    )
    record_act(
        action=f"moderation.{sanction.kind}",
        subject=Subject("accounts.member", sanction.member_id),
        actor=by,
        member=sanction.member,
        reason=sanction.reason,
        facts={"sanction": sanction.pk, **facts},
    )
