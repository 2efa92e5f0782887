"""Signing in with a password. Sessions store the path of `Backend`, so it stays in this module."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.http import HttpRequest

from community.accounts.models import User
from community.kernel.prepared import cached_query, placeholder_number, prepare
from community.kernel.text import fold

MEMBER = {"member": placeholder_number()}


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by name (however it is written) or address; nobody who is suspended."""

    def user_can_authenticate(self, user: User) -> bool:
        by_itself = not user.is_machine and not user.is_bot
        return user.is_active and not user.is_suspended and by_itself

    def get_user(self, user_id: int) -> User | None:
        """Whose session it is: asked by every page of a member, so the query is written once."""
        read = cached_query(
            "member", lambda: prepare(User.objects.filter(pk=placeholder_number()), MEMBER)
        )
        found: list[User] = read.rows({"member": user_id})
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """One hash, whoever is meant: the library tries an address twice, which tells by time that
        it has an account. For nobody, `authenticate` makes a hash all the same."""
        given = credentials.get("username") or credentials.get("email") or ""
        found: User | None = self._check_password(_meant(given), credentials["password"])
        return found


def _meant(given: str) -> User | None:
    """Whose name or address this is. Of several who have not confirmed it, whose main one it is."""
    if "@" not in given:
        return User.objects.filter(folded_username=fold(given)).first()
    email = given.lower()
    found = filter_users_by_email(email, prefer_verified=True, for_login=True)
    found.sort(key=lambda member: (member.email.lower() != email, member.pk))
    return found[0] if found else None
