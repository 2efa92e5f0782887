"""Accounts that a moderator lets in."""

from community.accounts.events import MemberApproved
from community.accounts.models import User
from community.accounts.policy import may_moderate
from community.events.outbox import publish
from community.kernel.editing import locked
from community.kernel.errors import Denied


def admit_member(*, member: User, by: User) -> User:
    """Let somebody sign in whose registration waited, within the transaction of the decision."""
    if not may_moderate(by):
        raise Denied
    member = locked(member)
    if not member.is_active:
        member.is_active = True
        member.save(update_fields=["is_active"])
        publish(MemberApproved(actor_id=by.pk, member_id=member.pk))
    return member
