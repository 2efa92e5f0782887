"""Who may see where points came from, and who names contribution kinds. Questions only."""

from typing import Any

from community.accounts.models import User
from community.accounts.policy import is_administrator, may_moderate


def may_see_entries(person: Any, member: User) -> bool:
    """One's own; moderators see everybody's. Others see totals."""
    own = isinstance(person, User) and person.pk == member.pk and person.is_active
    return own or may_moderate(person)


def may_edit_kinds(person: Any) -> bool:
    return is_administrator(person)
