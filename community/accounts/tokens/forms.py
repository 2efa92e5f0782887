"""What a member says of a new token."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.tokens.actions import DAYS
from community.kernel import scopes

PERIODS = [
    ("7", _("7 days")),
    ("30", _("30 days")),
    ("90", _("90 days")),
    ("365", _("1 year")),
    ("", _("No expiration")),
]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What the token is for."))
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Select at least one scope.")},
    )
    days = forms.TypedChoiceField(
        label=_("Expiration"),
        choices=PERIODS,
        coerce=int,
        empty_value=None,
        required=False,
        initial=str(DAYS),
    )

    def __init__(self, *args: Any, of: User, **kwargs: Any) -> None:
        """The scope `admin` is offered to staff alone; a token adds no permissions."""
        super().__init__(*args, **kwargs)
        # Translators: both are names of scopes, such as "write includes read."
        words = gettext("%(scope)s includes %(other)s.")
        included = [("write", "read"), *scopes.included().items()]
        self.fields["scopes"].help_text = " ".join(
            words % {"scope": scope, "other": other} for scope, other in included
        )
        known, runs = scopes.known(), of.is_staff or of.is_superuser
        choices: Any = self.fields["scopes"]
        choices.choices = [
            (scope, words)
            for scope, words in known.items()
            if runs or of.is_bot or not scope.startswith("admin:")
        ]
