"""What a member says of a new token."""

from typing import Any

from django import forms

from community.accounts.models import User
from community.accounts.tokens.actions import DAYS
from community.kernel import scopes

PERIODS = [
    ("7", "7 days"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "1 year"),
    ("", "No expiration"),
]


class TokenForm(forms.Form):
    name = forms.CharField(label="Name", max_length=60, help_text="What the token is for.")
    scopes = forms.MultipleChoiceField(
        label="Scopes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one scope."},
    )
    days = forms.TypedChoiceField(
        label="Expiration",
        choices=PERIODS,
        coerce=int,
        empty_value=None,
        required=False,
        initial=str(DAYS),
    )

    def __init__(self, *args: Any, of: User, **kwargs: Any) -> None:
        """The scope `admin` is offered to staff alone; a token adds no permissions."""
        super().__init__(*args, **kwargs)
        included = [f"{one} includes {other}." for one, other in scopes.included().items()]
        self.fields["scopes"].help_text = " ".join(["write includes read.", *included])
        known, runs = scopes.known(), of.is_staff or of.is_superuser
        choices: Any = self.fields["scopes"]
        choices.choices = [
            (scope, words)
            for scope, words in known.items()
            if runs or of.is_bot or not scope.startswith("admin:")
        ]
