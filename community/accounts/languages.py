"""In which language a member is written to."""

from allauth.account.models import EmailAddress
from django.utils.translation import get_language

from community.accounts.models import User
from community.kernel.languages import default, shown_in


def member_with(email: str) -> User | None:
    """Who reads what is sent to this address; None if it is not a member's."""
    address = EmailAddress.objects.filter(email=email.lower()).select_related("user").first()
    return address.user if address else None


def language_for(member: User | None, *, asked_by: object = None) -> str:
    """The language of what is sent to a member: the chosen one. Without a choice, that of the
    request if the member asks for it themselves (`asked_by` is the member, or nobody signed in),
    else the site's."""
    if member is not None and member.language:
        return shown_in(member.language)
    by_others = getattr(asked_by, "is_authenticated", False) and asked_by != member
    return default() if by_others else get_language() or default()
