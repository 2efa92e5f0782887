"""Who may set up what texts are checked for. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.moderation.models import ReviewItem


def may_edit_filters(person: User | AnonymousUser) -> bool:
    return may_moderate(person)


def may_withdraw(person: User | AnonymousUser, item: ReviewItem) -> bool:
    """One's own text, also while one may not write."""
    return isinstance(person, User) and person.is_active and item.member_id == person.pk
