"""Every way in which members change: registration, standing, roles."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts import policy
from community.accounts.events import (
    MemberJoined,
    MemberSilenced,
    MemberSuspended,
    RolesChanged,
    TrustLevelChanged,
    TrustLockChanged,
)
from community.accounts.models import Standing, TrustChange, User, former_names
from community.events.outbox import publish
from community.kernel import formats
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import Text
from community.kernel.text import fold

MACHINE = "system"  # the name of the member who acts for the product


class NameTaken(RuleViolation):
    code = "name_taken"
    title = _("Username taken")
    message: Text = _("This username is taken, or too similar to an existing one. Choose another.")

    def __init__(self, free: Sequence[str] = ()) -> None:
        super().__init__()
        if free:
            self.message = gettext("This username is taken. Available: %(names)s.") % {
                "names": formats.listed(free)
            }


class NoSuchLevel(RuleViolation):
    code = "no_such_level"
    title = _("Unknown trust level")
    message = _("A trust level is a number from 0 to 4.")


def ensure_system_account() -> None:
    """Create the account that acts for the product itself, on a fresh database."""
    User.objects.get_or_create(
        folded_username=fold(MACHINE),
        defaults={"username": MACHINE, "is_machine": True, "is_active": False, "password": "!"},
    )


def register_member(*, member: User, awaits_approval: bool = False) -> User:
    """Write a member who signs up: name, address and password are set on the unsaved row.

    With `awaits_approval` nobody can sign in to it until a moderator approves. Raises NameTaken,
    also when two take the same name at once.
    """
    member.is_active = member.is_active and not awaits_approval
    member.folded_username = fold(member.username)
    try:
        with transaction.atomic():
            member.save(force_insert=True)
            hold_name(member)
            publish(
                MemberJoined(
                    actor_id=member.pk, member_id=member.pk, awaits_approval=awaits_approval
                )
            )
    except IntegrityError as error:
        raise NameTaken from error
    return member


def hold_name(member: User) -> None:
    """After the member's name was written, in that transaction: nobody else gave it up lately.

    Asked then, since whoever gives it up at the same time has committed by now: the name was
    theirs until they had. Raises NameTaken.
    """
    if former_names.reserved([member.folded_username], but_for=member):
        raise NameTaken


def sign_up(*, username: str, password: str | None, email: str = "", **standing: Any) -> User:
    """Make an account from the command line or the demonstration, with roles if any.

    Whoever has a shell vouches for the address: it counts as confirmed.
    """
    member = User(username=username, email=email, **standing)
    member.set_password(password)
    with transaction.atomic():
        register_member(member=member)
        if email:
            EmailAddress.objects.create(
                user=member, email=email.lower(), primary=True, verified=True
            )
    return member


def set_password(*, member: User, password: str) -> None:
    """The caller has confirmed who they are: by the old password, or by the link in an email."""
    member.set_password(password)
    member.save(update_fields=["password"])


def set_trust_level(  # noqa: PLR0913 - what a change consists of
    *,
    member: User,
    level: int,
    by: User,
    is_locked: bool | None = None,
    reason: TrustChange.Reason = TrustChange.Reason.MANUAL,
    measured: Mapping[str, Sequence[int]] | None = None,
) -> User:
    """Set a member's trust level. Every change is logged.

    A change by a moderator locks the level, so that rules no longer change it; `is_locked` says
    otherwise, and may be said of a level that stays. Only the system account gives other reasons.
    """
    if level not in User.Trust.values:
        raise NoSuchLevel
    is_by_hand = reason == TrustChange.Reason.MANUAL
    with transaction.atomic():
        member = _sanctioned(member, by) if is_by_hand else _by_rule(member, by)
        before, member.trust_level = member.trust_level, level
        if before != level:
            member.save(update_fields=["trust_level"])
            TrustChange.objects.create(
                member=member, before=before, after=level, reason=reason, by=by,
                measured=measured or {},
            )  # fmt: skip
            publish(
                TrustLevelChanged(
                    actor_id=by.pk, member_id=member.pk, before=before, after=level,
                    reason=TrustChange.Reason(reason).value,
                )
            )  # fmt: skip
            # What was announced was about the level that the member had.
            Standing.objects.filter(member=member).update(
                below_since=None, demotion_notified_at=None
            )
            if is_locked is None and is_by_hand and not by.is_machine:
                is_locked = True
        if is_locked is not None:
            _lock_level(member, by, is_locked=is_locked)
    return member


def _by_rule(member: User, by: User) -> User:
    """Rules also give levels to moderators and staff, whom the system account does not sanction."""
    if not by.is_machine:
        raise Denied
    return User.objects.select_for_update(no_key=True).get(pk=member.pk)


def _lock_level(member: User, by: User, *, is_locked: bool) -> None:
    """Of a locked row: whether rules leave the trust level alone. Then no demotion is due."""
    was_locked = Standing.objects.filter(member=member, is_trust_locked=True).exists()
    if was_locked != is_locked:
        Standing.objects.update_or_create(
            member=member,
            defaults={
                "is_trust_locked": is_locked, "below_since": None, "demotion_notified_at": None
            },
        )  # fmt: skip
        publish(TrustLockChanged(actor_id=by.pk, member_id=member.pk, is_locked=is_locked))


def raise_to_floor(*, member_ids: Sequence[int], level: int) -> None:
    """A group gives its members this trust level at least, unless a moderator locked theirs."""
    system = User.objects.get(is_machine=True)
    lower = User.objects.filter(pk__in=member_ids, trust_level__lt=level, is_machine=False)
    for member in lower.exclude(standing__is_trust_locked=True).order_by("pk"):
        with transaction.atomic():
            held = User.objects.select_for_update(no_key=True).get(pk=member.pk)
            locked = Standing.objects.filter(member=member, is_trust_locked=True)
            if held.trust_level < level and not locked.exists():
                set_trust_level(
                    member=held, level=level, by=system, reason=TrustChange.Reason.GROUP
                )


def silence_member(*, member: User, until: datetime | None, by: User) -> User:
    """May read, not write, until then; None ends it."""
    with transaction.atomic():
        member = _sanctioned(member, by)
        if until == member.silenced_until or not (until or member.is_silenced):
            return member
        member.silenced_until = until
        member.save(update_fields=["silenced_until"])
        publish(MemberSilenced(actor_id=by.pk, member_id=member.pk, hours=_hours(until)))
    return member


def suspend_member(*, member: User, until: datetime | None, by: User) -> User:
    """May not sign in until then, and is signed out; None ends it. User.FOREVER has no end."""
    with transaction.atomic():
        member = _sanctioned(member, by)
        if until == member.suspended_until or not (until or member.is_suspended):
            return member
        member.suspended_until = until
        member.session_epoch += until is not None
        member.save(update_fields=["suspended_until", "session_epoch"])
        publish(MemberSuspended(actor_id=by.pk, member_id=member.pk, hours=_hours(until)))
    return member


def show_warning(*, member: User, by: User) -> User:
    """Tell the member on every page that they were warned, until they read it."""
    with transaction.atomic():
        member = _sanctioned(member, by)
        member.warned_at = timezone.now()
        member.save(update_fields=["warned_at"])
    return member


def read_warning(*, member: User) -> None:
    """The member has read why: their pages no longer speak of it. Or it was lifted."""
    User.objects.filter(pk=member.pk, warned_at__isnull=False).update(warned_at=None)


def set_roles(
    *, member: User, by: User, is_moderator: bool | None = None, is_staff: bool | None = None
) -> User:
    """Give a role or take it back; what is None stays."""
    if not policy.is_administrator(by):
        raise Denied
    with transaction.atomic():
        member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        before = (member.is_moderator, member.is_staff)
        if is_moderator is not None:
            member.is_moderator = is_moderator
        if is_staff is not None:
            member.is_staff = is_staff
        if before != (member.is_moderator, member.is_staff):
            member.save(update_fields=["is_moderator", "is_staff"])
            publish(
                RolesChanged(
                    actor_id=by.pk,
                    member_id=member.pk,
                    is_moderator=member.is_moderator,
                    is_staff=member.is_staff,
                )
            )
    return member


def make_administrator(*, username: str, password: str) -> User:
    """Make a member an administrator, and create the member if needed. For management commands."""
    with transaction.atomic():
        member = User.objects.filter(folded_username=fold(username)).first()
        if member is None:
            member = sign_up(username=username, password=None)
        member.is_superuser = member.is_staff = member.is_moderator = True
        member.is_active = True
        member.set_password(password)
        member.save()
        publish(RolesChanged(actor_id=None, member_id=member.pk, is_moderator=True, is_staff=True))
    return member


def _sanctioned(member: User, by: User) -> User:
    member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if not policy.may_sanction(by, member):
        raise Denied
    return member


def _hours(until: datetime | None) -> int:
    """From now, rounded up."""
    return -((timezone.now() - until) // timedelta(hours=1)) if until else 0
