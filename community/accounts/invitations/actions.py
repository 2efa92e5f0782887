"""Invitations, and registration."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import MaxLengthValidator, validate_email
from django.db import connection, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy, override
from django.utils.translation import gettext_lazy as _

from community.accounts import policy, rates
from community.accounts.audiences.actions import RulesFillThisGroup, tell_readers
from community.accounts.events import (
    InvitationMade,
    InvitationRedeemed,
    InvitationRevoked,
)
from community.accounts.languages import language_for, member_with
from community.accounts.models import LONGEST_ADDRESS, Group, Invitation, Profile, User
from community.accounts.pages.texts import versions_to_agree
from community.accounts.people.actions import register_member
from community.accounts.people.actions_profile import check_name
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation
from community.kernel.languages import filled
from community.kernel.text import storable

VALID = timedelta(days=30)
MOST_USES, MOST_USES_OF_STAFF = 10, 500
CLAIM = """
    UPDATE accounts_invitation SET uses = uses + 1
    WHERE id = %s AND uses < max_uses AND revoked_at IS NULL AND expires_at > now()
        AND (email = '' OR lower(email) = lower(%s))
    RETURNING id, inviter_id, group_id
"""


class NotAnAddress(RuleViolation):
    code = "not_an_address"
    title = _("Invalid email address")
    message = _("Enter a valid email address, such as name@example.org.")


class TooManyUses(RuleViolation):
    code = "too_many_uses"
    title = _("Invalid number of uses")
    message = filled(
        ngettext_lazy(
            "An invitation link can be used %(count)s time.",
            "An invitation link can be used 1 to %(count)s times.",
            MOST_USES,
        ),
        count=MOST_USES,
    )


class NotByMail(RuleViolation):
    code = "not_by_mail"
    title = _("Not an email invitation")
    message = _("Only email invitations that were not used or revoked can be sent again.")


class InvitationNeeded(RuleViolation):
    code = "invitation_needed"
    title = _("Invitation required")
    message = _(
        "You need a valid invitation to register. This one was used, has expired, or is for"
        " another email address."
    )


def invite(  # noqa: PLR0913
    *,
    by: User,
    email: str = "",
    note: str = "",
    max_uses: int = 1,
    group: Group | None = None,
    site: str = "",
) -> tuple[Invitation, str]:
    """Create an invitation; return it and its link, which cannot be shown again.

    With `email` it is sent to that address and valid for it alone, once. `site` is the origin of
    the request, used if SITE_URL is not set.
    """
    _check(by, email, max_uses, group)
    rates.consume("invite", by=by)
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            inviter=by,
            email=email,
            note=storable(note)[:300],
            group=group,
            max_uses=1 if email else max_uses,
            secret=hashed(secret),
            expires_at=timezone.now() + VALID,
            sent_at=timezone.now() if email else None,
        )
        publish(
            InvitationMade(
                actor_id=by.pk,
                invitation_id=invitation.pk,
                inviter_id=by.pk,
                is_by_mail=bool(email),
            )
        )
        url = _url(secret, site)
        if email:
            with override(language_for(member_with(email), asked_by=by)):
                _mail(invitation, url)
    return invitation, url


def _check(by: User, email: str, max_uses: int, group: Group | None) -> None:
    if not policy.may_invite(by) or (group and not policy.is_administrator(by)):
        raise Denied
    if group and group.rule:
        raise RulesFillThisGroup
    if email:
        try:
            validate_email(email)
            MaxLengthValidator(LONGEST_ADDRESS)(email)
        except ValidationError as error:
            raise NotAnAddress from error
    most = MOST_USES_OF_STAFF if by.is_staff else MOST_USES
    if not 1 <= max_uses <= most:
        raise TooManyUses


def resend_invitation(*, invitation: Invitation, by: User, site: str = "") -> Invitation:
    """Email it again, with a new link that expires in 30 days. Raises NotByMail."""
    if invitation.inviter_id != by.pk or not policy.may_invite(by):
        raise Denied
    rates.consume("invite", by=by)
    with transaction.atomic():
        row = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
        if not row.email or row.state in {Invitation.State.REVOKED, Invitation.State.USED}:
            raise NotByMail
        secret = secrets.token_urlsafe(24)
        row.secret, row.sent_at = hashed(secret), timezone.now()
        row.expires_at = timezone.now() + VALID
        row.save(update_fields=["secret", "sent_at", "expires_at"])
        with override(language_for(member_with(row.email), asked_by=by)):
            _mail(row, _url(secret, site))
    return row


def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Revoke an invitation. Members who joined with it stay."""
    rates.consume("profile", by=by)
    with transaction.atomic():
        row = Invitation.objects.select_for_update(no_key=True).get(pk=invitation.pk)
        if not policy.may_revoke(by, row):
            raise Denied
        if row.revoked_at is None:
            row.revoked_at = timezone.now()
            row.save(update_fields=["revoked_at"])
            publish(InvitationRevoked(actor_id=by.pk, invitation_id=row.pk))
    return row


def join_member(*, member: User, invitation_id: int | None = None, agreed: bool = False) -> User:
    """Register who signs up through any interface, with the invitation that let them in.

    Where registrations need approval, those of the invited do not. Raises NameTaken, NameReserved,
    and InvitationNeeded where joining is for the invited only and the last use has just gone to
    somebody else.
    """
    check_name(member.username)
    with transaction.atomic():
        waits = settings.REGISTRATION == "approval" and invitation_id is None
        register_member(member=member, awaits_approval=waits)
        if agreed:
            Profile.objects.create(
                member=member, agreed_at=timezone.now(), agreed_to=versions_to_agree()
            )
        invited = invitation_id is not None and _redeem(invitation_id, member)
        if not (invited or waits or settings.REGISTRATION == "open"):
            raise InvitationNeeded
    return member


def _redeem(invitation_id: int, member: User) -> bool:
    """Take one use if there is one left: two at once never share the last."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [invitation_id, member.email])
        row = cursor.fetchone()
    if row is None:
        return False
    pk, inviter_id, group_id = row
    publish(
        InvitationRedeemed(
            actor_id=member.pk, invitation_id=pk, inviter_id=inviter_id, member_id=member.pk
        )
    )
    if group_id:
        group = Group.objects.get(pk=group_id)
        group.members.add(member)
        tell_readers(group, member)
    return True


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _url(secret: str, site: str) -> str:
    return (settings.SITE_URL or site).rstrip("/") + reverse("invite", args=[secret])


def _mail(invitation: Invitation, url: str) -> None:
    told = {"invitation": invitation, "url": url, "SITE_NAME": settings.SITE_NAME}
    send_mail(
        gettext("%(username)s invites you to %(site)s")
        % {"username": invitation.inviter.username, "site": settings.SITE_NAME},
        render_to_string("members/invitation_mail.txt", told),
        None,
        [invitation.email],
    )
