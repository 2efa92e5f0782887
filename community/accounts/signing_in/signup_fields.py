"""The fields that all registration forms share. They have a module of their own, because the
forms of django-allauth import it, and ours import those."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class JoinFields(forms.Form):
    """What every sign-up form asks beside name and address; the library's forms inherit it
    (ACCOUNT_SIGNUP_FORM_CLASS). Kept by actions_invitations.join_member."""

    field_order = ["username", "email", "password1", "agreed"]  # one agrees to the whole, last

    agreed = forms.BooleanField(
        label=_("I agree to the guidelines and the code of conduct"),
        error_messages={
            "required": _("Agree to the guidelines and the code of conduct to continue.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agreement = gettext(
            'I agree to the <a href="%(guidelines_url)s">guidelines</a>'
            ' and the <a href="%(conduct_url)s">code of conduct</a>'
        ) % {
            "guidelines_url": reverse("page", args=["guidelines"]),
            "conduct_url": reverse("page", args=["conduct"]),
        }
        in_windows = agreement.replace("<a ", '<a target="_blank" ')  # what is typed here stays
        self.fields["agreed"].label = mark_safe(in_windows)  # noqa: S308 - our own text

    def signup(self, request: HttpRequest, user: User) -> None:
        """The library calls it after the account is there; all is written by then."""
