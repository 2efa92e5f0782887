"""Who may announce something."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate


def may_announce(person: User | AnonymousUser) -> bool:
    """Staff and moderators."""
    is_writer = isinstance(person, User) and person.may_write
    return is_writer and (person.is_staff or may_moderate(person))
