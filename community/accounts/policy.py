"""Who may do what to members. Questions only."""

from collections.abc import Hashable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts.models import Invitation, User, readable_by

RENAMED_WITHIN = timedelta(days=3)  # of joining


def may_moderate(person: User | AnonymousUser) -> bool:
    return isinstance(person, User) and person.is_active and person.is_moderator


def visibility_key(viewer: User | AnonymousUser) -> tuple[Hashable, ...]:
    """All of a viewer that any `visible_to` depends on, except their own id.

    Viewers with the same key get the same SQL (`kernel.prepared`), so what a
    `visible_to` comes to depend on must be added here.
    """
    return tuple(readable_by(viewer)), viewer.is_authenticated, may_moderate(viewer)


def is_administrator(person: User | AnonymousUser) -> bool:
    """Staff who change how the community is built: categories, groups, roles."""
    return isinstance(person, User) and person.is_active and person.is_superuser


def may_sanction(person: User | AnonymousUser, member: User) -> bool:
    """Moderators and the system account act on members, and never on each other or on staff."""
    above = member.is_moderator or member.is_staff or member.is_machine
    acts = may_moderate(person) or (isinstance(person, User) and person.is_machine)
    return is_administrator(person) or (acts and not above)


def may_edit_profile(person: User | AnonymousUser, member: User) -> bool:
    """One's own; suspended and silenced members tell nothing new."""
    return isinstance(person, User) and person.pk == member.pk and person.may_write


def may_remove_avatar(person: User | AnonymousUser, member: User) -> bool:
    """One's own at any time; moderators take down what offends."""
    own = isinstance(person, User) and person.pk == member.pk and person.is_active
    return own or may_sanction(person, member)


def may_rename(person: User | AnonymousUser, member: User) -> bool:
    """The member within days of joining; afterwards only administrators."""
    new = member.date_joined > timezone.now() - RENAMED_WITHIN
    return is_administrator(person) or (may_edit_profile(person, member) and new)


def may_invite(person: User | AnonymousUser) -> bool:
    """From trust level 2; `rates.py` limits how many a day."""
    if not isinstance(person, User) or not person.may_write:
        return False
    return person.trust_level >= User.Trust.MEMBER or person.is_moderator


def may_revoke(person: User | AnonymousUser, invitation: Invitation) -> bool:
    own = isinstance(person, User) and invitation.inviter_id == person.pk and person.is_active
    return own or may_moderate(person)
