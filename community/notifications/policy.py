"""Whose notifications somebody may change. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.notifications.models import Notification


def may_change(person: User | AnonymousUser, notification: Notification) -> bool:
    """Only one's own, moderators and staff too."""
    return isinstance(person, User) and person.is_active and person.pk == notification.member_id
