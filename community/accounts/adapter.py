"""What our rules ask of the library that signs members up and in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from community.accounts import actions
from community.accounts.models import User
from community.kernel.text import fold


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Signs in by name (however it is written) or address; nobody who is suspended."""

    def user_can_authenticate(self, user: User) -> bool:
        return user.is_active and not user.is_suspended and not user.is_machine

    def _authenticate_by_username(self, username: str, password: str) -> User | None:
        member = User.objects.filter(folded_username=fold(username)).first()
        found: User | None = self._check_password(member, password)
        return found


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are written by our action, and names are compared folded."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": actions.NameTaken.message,
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:  # noqa: FBT001, FBT002
        username = super().clean_username(username, shallow=True)
        if not fold(username):
            raise ValidationError("Use at least one letter or digit.", code="invalid")
        if not shallow and User.objects.filter(folded_username=fold(username)).exists():
            raise self.validation_error("username_taken")
        return username

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:  # noqa: FBT001, FBT002
        user = super().save_user(request, user, form, commit=False)
        return actions.register_member(member=user) if commit else user

    def set_password(self, user: User, password: str) -> None:
        actions.set_password(member=user, password=password)
