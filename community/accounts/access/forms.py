"""What a member says of a new token."""

from django import forms

from community.accounts.access.actions import DAYS
from community.kernel import scopes

PERIODS = [
    ("7", "7 days"),
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "a year"),
    ("", "without end"),
]


class TokenForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=60, help_text="What it is for, so that you know it again."
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: list(scopes.known().items()),
        error_messages={"required": "Choose what it may do."},
    )
    days = forms.TypedChoiceField(
        label="Good for",
        choices=PERIODS,
        coerce=int,
        empty_value=None,
        required=False,
        initial=str(DAYS),
    )
