"""Who may flag what. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.moderation.registration import Described, Reviewable


def may_flag(person: User | AnonymousUser, kind: Reviewable, found: Described) -> bool:
    """Whoever sees it, if its kind lets them; of what is gone there is nothing to flag."""
    return not found.is_deleted and kind.may_flag(person, found)


def may_take_action(person: User | AnonymousUser, kind: Reviewable, found: Described) -> bool:
    """Hide it at once with the flag: its moderators, where it can be hidden."""
    if kind.hide is None or not getattr(person, "may_write", False):
        return False
    return kind.may_moderate(person, found) if kind.may_moderate else may_moderate(person)
