"""Finds whom a secret belongs to. Whatever issues secrets registers a function here.

register(by_token)  # in AppConfig.ready: def by_token(secret) -> (member, Access) | None
"""

from collections.abc import Callable

from community.accounts.models import Token, User
from community.accounts.models.tokens import PREFIX
from community.accounts.tokens import policy, uses
from community.accounts.tokens.actions import LENGTH, hashed
from community.kernel.scopes import Access


class AccountSuspended(Exception):
    """The secret is right, and its member is suspended: they are told that, and nobody else."""


Found = tuple[User, Access]
Authenticator = Callable[[str], Found | None]

_authenticators: list[Authenticator] = []


def register(authenticator: Authenticator) -> None:
    """Asked for every secret, after those that were registered before; None: not one of mine."""
    if authenticator not in _authenticators:
        _authenticators.append(authenticator)


def check_suspension(member: User) -> None:
    """Raises AccountSuspended."""
    if member.is_active and member.is_suspended:
        raise AccountSuspended


def known(secret: str) -> Found | None:
    """Who comes with this secret and for what; None where it opens nothing. Raises
    AccountSuspended."""
    found = (authenticate(secret) for authenticate in _authenticators)
    return next((one for one in found if one is not None), None)


def by_token(secret: str) -> Found | None:
    """One query, and none for what is no token of ours."""
    if not secret.startswith(PREFIX) or len(secret) != len(PREFIX) + LENGTH:
        return None
    rows = Token.objects.live().select_related("member")
    token = rows.filter(secret=hashed(secret)).first()
    if token is None:
        return None
    check_suspension(token.member)
    if not policy.may_use_tokens(token.member):
        return None
    uses.note(token)
    return token.member, Access(key=f"token:{token.pk}", scopes=frozenset(token.scopes))
