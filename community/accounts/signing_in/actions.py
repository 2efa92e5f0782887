"""Registration with the account of a sign-in provider."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from community.accounts.invitations.actions import join_member
from community.accounts.models import User
from community.accounts.security.actions import connect_provider


def join_by_provider(
    *,
    member: User,
    account: SocialAccount,
    confirmed: Iterable[str],
    invitation_id: int | None = None,
    agreed: bool = False,
) -> User:
    """Write a member who signs up by an account elsewhere.

    The address counts as confirmed where the provider says so and nobody here has it; otherwise
    the usual email is sent.
    """
    said = {email.casefold() for email in confirmed}
    with transaction.atomic():
        join_member(member=member, invitation_id=invitation_id, agreed=agreed)
        connect_provider(member=member, account=account)
        taken = EmailAddress.objects.filter(email__iexact=member.email, verified=True).exists()
        EmailAddress.objects.create(
            user=member,
            email=member.email.lower(),
            primary=True,
            verified=member.email.casefold() in said and not taken,
        )
    return member
