"""A member's own flags."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.moderation.models import Flag


def flags_of(member: User | AnonymousUser) -> QuerySet[Flag]:
    """With their items, which say what they are about."""
    return Flag.objects.filter(member=member.pk).select_related("item")
