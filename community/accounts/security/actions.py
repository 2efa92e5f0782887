"""Every way in which the security of an account changes: primary email address, sessions, second
factors."""

from collections.abc import Callable, Sequence

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from community.accounts import policy, rates
from community.accounts.events import (
    AddressConfirmed,
    MainAddressChanged,
    ProviderConnected,
    SecondFactorRemoved,
    SessionsEnded,
)
from community.accounts.languages import language_for
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.errors import Denied, RuleViolation


class NotConfirmed(RuleViolation):
    code = "address_not_confirmed"
    title = _("Email address not confirmed")
    message = _("Confirm this email address first: open the link that we sent to it.")


class ConnectedElsewhere(RuleViolation):
    code = "connected_elsewhere"
    title = _("Connected to another member")
    message = _("This account is already connected to another member.")


def make_main_address(*, address: EmailAddress, by: User) -> EmailAddress:
    """Mail goes to this confirmed address from now on."""
    rates.consume("profile", by=by)
    with transaction.atomic():
        member = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        address = EmailAddress.objects.select_for_update().get(pk=address.pk)
        if address.user_id != member.pk:
            raise Denied
        if not address.verified:
            raise NotConfirmed
        if address.primary:
            return address
        EmailAddress.objects.filter(user=member, primary=True).update(primary=False)
        address.primary, member.email = True, address.email
        address.save(update_fields=["primary"])
        member.save(update_fields=["email"])
        publish(MainAddressChanged(actor_id=by.pk, member_id=member.pk))
    return address


def confirm_address(*, address: EmailAddress, confirm: Callable[[], bool]) -> bool:
    """Mark an email address as confirmed, by what the library does then. The caller opened the
    link that was sent to it."""
    with transaction.atomic():
        is_done = confirm()
        if is_done:
            publish(AddressConfirmed(actor_id=address.user_id, member_id=address.user_id))
    return is_done


def connect_provider(*, member: User, account: SocialAccount) -> SocialAccount:
    """Let this account elsewhere sign in as the member. The caller knows that it is theirs."""
    try:
        with transaction.atomic():
            is_new = account.pk is None
            account.user = member
            account.save()
            if is_new:
                publish(ProviderConnected(actor_id=member.pk, member_id=member.pk))
    except IntegrityError as error:
        raise ConnectedElsewhere from error
    return account


TAKE_STEP = """
    UPDATE mfa_authenticator
    SET data = jsonb_set(data, '{last_step}', to_jsonb(%(step)s::bigint))
    WHERE id = %(pk)s AND coalesce((data ->> 'last_step')::bigint, -1) < %(step)s
"""


def take_step(*, authenticator: Authenticator, step: int) -> bool:
    """Accept a code of this time step, and from then on only later ones (RFC 6238, 5.2).

    One statement decides: of two at once, however they write the code, one is False.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_STEP, {"pk": authenticator.pk, "step": step})
        return bool(cursor.rowcount)


def end_sessions(*, sessions: Sequence[UserSession], by: User) -> int:
    """Sign the member out wherever these are; return how many there were."""
    rates.consume("profile", by=by)
    with transaction.atomic():
        mine = UserSession.objects.filter(pk__in=[row.pk for row in sessions], user=by)
        keys = list(mine.values_list("session_key", flat=True))
        if not keys:
            return 0
        Session.objects.filter(session_key__in=keys).delete()
        mine.delete()
        publish(SessionsEnded(actor_id=by.pk, member_id=by.pk))
    return len(keys)


def end_other_sessions(*, by: User, keep: str) -> User:
    """Sign the member out everywhere but in the session of this key, also where no list has it.

    Return the member; the caller writes what the kept session must match from now on.
    """
    rates.consume("profile", by=by)
    with transaction.atomic():
        member = User.objects.select_for_update(no_key=True).get(pk=by.pk)
        member.session_epoch += 1
        member.save(update_fields=["session_epoch"])
        others = UserSession.objects.filter(user=member).exclude(session_key=keep)
        keys = list(others.values_list("session_key", flat=True))
        Session.objects.filter(session_key__in=keys).delete()
        others.delete()
        publish(SessionsEnded(actor_id=by.pk, member_id=member.pk))
    return member


def remove_second_factor(*, member: User, by: User) -> bool:
    """For who lost the phone: the password alone is enough again, and the member is told so."""
    if not policy.is_administrator(by):
        raise Denied
    with transaction.atomic():
        member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
        count, _rows = Authenticator.objects.filter(user=member).delete()
        if count:
            publish(SecondFactorRemoved(actor_id=by.pk, member_id=member.pk))
            with override(language_for(member, asked_by=by)):
                _tell_of_removal(member)
    return bool(count)


def _tell_of_removal(member: User) -> None:
    if not member.email:
        return
    text = render_to_string(
        "mfa/email/removed_by_staff_message.txt",
        {"member": member, "SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL},
    )
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + gettext(
        "Two-factor authentication was turned off"
    )
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [member.email]).send()
