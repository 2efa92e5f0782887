"""Who sets up the widget, and whom it signs in. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import is_administrator


def may_set_up_widgets(person: User | AnonymousUser) -> bool:
    return is_administrator(person)


def may_be_signed_in(member: User) -> bool:
    """Whoever can sign in, except those who read more than members do: the scripts of the other
    site's pages could read it, too."""
    is_trusted = member.is_staff or member.is_superuser or member.is_moderator
    return member.is_active and not member.is_suspended and not is_trusted
