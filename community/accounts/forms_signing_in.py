"""The library's forms, with their fields named as everywhere else here: on the label and in the
summary of what is wrong. They stand apart because the library itself imports `forms`."""

from typing import Any

from allauth.account import forms
from allauth.socialaccount.forms import SignupForm as ProviderSignupForm


class _OurWords:
    """Names the fields of the library's form beside it."""

    words: dict[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = getattr(self, "fields")  # noqa: B009 - of the form that stands beside
        for name, label in self.words.items():
            fields[name].label = label
            fields[name].error_messages["required"] = "Fill this in."


NEW_PASSWORD = {"password1": "New password", "password2": "New password, again"}


class SignInForm(_OurWords, forms.LoginForm):  # type: ignore[misc]
    words = {"login": "E-mail or user name"}


class SignUpForm(_OurWords, forms.SignupForm):  # type: ignore[misc]
    words = {"username": "User name", "email": "E-mail"}


class SignUpByProviderForm(_OurWords, ProviderSignupForm):  # type: ignore[misc]
    words = {"username": "User name", "email": "E-mail"}


class AddressForm(_OurWords, forms.AddEmailForm):  # type: ignore[misc]
    words = {"email": "Another address"}


class ResetForm(_OurWords, forms.ResetPasswordForm):  # type: ignore[misc]
    words = {"email": "E-mail"}


class NewPasswordForm(_OurWords, forms.ResetPasswordKeyForm):  # type: ignore[misc]
    words = NEW_PASSWORD


class ChangePasswordForm(_OurWords, forms.ChangePasswordForm):  # type: ignore[misc]
    words = {"oldpassword": "Current password", **NEW_PASSWORD}


class SetPasswordForm(_OurWords, forms.SetPasswordForm):  # type: ignore[misc]
    words = {"password2": "Password, again"}
