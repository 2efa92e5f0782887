from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User


class LevelForm(forms.Form):
    """A moderator sets a member's trust level, and whether rules may change it later."""

    level = forms.TypedChoiceField(label=_("Trust level"), coerce=int)
    is_locked = forms.BooleanField(
        label=_("Lock the trust level"),
        required=False,
        help_text=_("Rules and groups no longer change it, until it is unlocked."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["level"]
        field.choices = [(level.value, f"{level.value} · {level.label}") for level in User.Trust]
