"""The fields that all registration forms share. They have a module of their own, because the
forms of django-allauth import it, and ours import those."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.html import format_html
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
        self.fields["agreed"].label = format_html(
            gettext(
                'I agree to the <a href="{guidelines}" target="_blank">guidelines</a>'
                ' and the <a href="{conduct}" target="_blank">code of conduct</a>'
            ),
            guidelines=reverse_lazy("page", args=["guidelines"]),
            conduct=reverse_lazy("page", args=["conduct"]),
        )

    def signup(self, request: HttpRequest, user: User) -> None:
        """The library calls it after the account is there; all is written by then."""
