"""Who may hold tokens, and who may take them away. Questions only."""

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import Token, User
from community.accounts.policy import is_administrator


def may_use_tokens(member: User) -> bool:
    """Whether this member's tokens open anything: like signing in, and for bots, too."""
    return member.is_active and not member.is_suspended and not member.is_machine


def may_make_token(person: User | AnonymousUser, member: User) -> bool:
    """The member; for a bot an administrator. Management commands act as the system account."""
    if not isinstance(person, User) or not may_use_tokens(member):
        return False
    if person.is_machine:
        return True
    return is_administrator(person) if member.is_bot else person.pk == member.pk


def may_revoke_token(person: User | AnonymousUser, token: Token) -> bool:
    """The member, also while suspended, and administrators."""
    own = isinstance(person, User) and person.is_active and person.pk == token.member_id
    return own or is_administrator(person)


def may_make_service_account(person: User | AnonymousUser) -> bool:
    return is_administrator(person) or (isinstance(person, User) and person.is_machine)
