"""Who may make and arrange tags."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.discussions.policy import may_write

MAKES_TAGS = 3  # trust level


def may_make_tags(person: User | AnonymousUser) -> bool:
    """Make a tag by using it: regulars (trust level 3), and moderators."""
    return may_write(person) and (person.trust_level >= MAKES_TAGS or may_moderate(person))


def may_edit_tags(person: User | AnonymousUser) -> bool:
    """Rename, merge, group and delete tags."""
    return may_write(person) and may_moderate(person)
