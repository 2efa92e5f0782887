"""Who may do what with organisations. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.accounts.policy import is_administrator, may_moderate


def may_read_organisations(person: User | AnonymousUser) -> bool:
    """Staff. Members never see which organisation somebody belongs to, nor what it pays."""
    return may_moderate(person) or is_administrator(person)


def may_edit_organisations(person: User | AnonymousUser) -> bool:
    return is_administrator(person)
