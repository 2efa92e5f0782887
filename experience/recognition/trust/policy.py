"""Who may see how far a member is. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate


def may_see_progress(person: User | AnonymousUser, member: User) -> bool:
    """One's own; moderators everybody's."""
    own = isinstance(person, User) and person.pk == member.pk and person.is_active
    return own or may_moderate(person)
