"""Who may do what to members. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User


def may_moderate(person: User | AnonymousUser) -> bool:
    return isinstance(person, User) and person.is_active and person.is_moderator


def may_run_the_place(person: User | AnonymousUser) -> bool:
    """Staff who change how the community is built: categories, groups, roles."""
    return isinstance(person, User) and person.is_active and person.is_superuser


def may_sanction(person: User | AnonymousUser, member: User) -> bool:
    """Moderators act on members, and never on each other or on staff."""
    above = member.is_moderator or member.is_staff or member.is_machine
    return may_run_the_place(person) or (may_moderate(person) and not above)
