"""The library's forms, with their fields named as everywhere else here: on the label and in the
summary of what is wrong. They stand apart because the library itself imports `forms`."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from allauth.account import forms
from allauth.core import context
from allauth.socialaccount.forms import SignupForm as ProviderSignupForm
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from community.accounts import rates
from community.accounts.models import User
from community.accounts.security.guesses import guess
from community.kernel.languages import Text


class _OurWords:
    """Names the fields of the library's form beside it."""

    words: Mapping[str, Text] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = getattr(self, "fields")  # noqa: B009 - of the form that it is mixed into
        for name, label in self.words.items():
            fields[name].label = label
            fields[name].error_messages["required"] = _("This field is required.")


NEW_PASSWORD = {"password1": _("New password"), "password2": _("Confirm new password")}


class SignInForm(_OurWords, forms.LoginForm):  # type: ignore[misc]
    words = {"login": _("Email or username")}

    def clean(self) -> Any:
        name = self.cleaned_data.get("login", "")
        with guess(self.request, what="sign_in", limits=rates.SIGN_IN, name=name):
            return super().clean()


class SignUpForm(_OurWords, forms.SignupForm):  # type: ignore[misc]
    words = {"username": _("Username"), "email": _("Email")}
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> Any:
        """An address that has an account costs as much as one that has none, and is refused for
        the same reasons: the account is made, and taken back."""
        if self.account_already_exists:
            self.account_already_exists = False
            with transaction.atomic():
                self.save(request)
                transaction.set_rollback(True)
            self.account_already_exists = True
        return super().try_save(request)


class SignUpByProviderForm(_OurWords, ProviderSignupForm):  # type: ignore[misc]
    words = {"username": _("Username"), "email": _("Email")}


class AddressForm(_OurWords, forms.AddEmailForm):  # type: ignore[misc]
    words = {"email": _("New email address")}


class ResetForm(_OurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": _("Email")}


class NewPasswordForm(_OurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    words = NEW_PASSWORD


class ChangePasswordForm(_OurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": _("Current password"), **NEW_PASSWORD}

    def clean_oldpassword(self) -> Any:
        with _guess_of(self.user):
            return super().clean_oldpassword()


class ConfirmForm(forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more."""

    def clean_password(self) -> Any:
        with _guess_of(self.user):
            return super().clean_password()


class SetPasswordForm(_OurWords, forms.SetPasswordForm):  # type: ignore[misc]
    words = {"password2": _("Confirm password")}


def _guess_of(member: User) -> AbstractContextManager[None]:
    """A try of the password of the member who is signed in."""
    return guess(context.request, what="password", limits=rates.SIGN_IN, member=member)
