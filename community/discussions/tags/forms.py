"""The field in which tags are written."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.discussions.models import MOST_TAGS
from community.discussions.tags.names import names_in
from community.kernel.languages import filled

UP_TO: Any = filled(_("Up to %(count)s, separated by commas."), count=MOST_TAGS)


class Tags(forms.CharField):
    """A line of tags between commas or spaces; a script makes chips of it."""

    widget = forms.TextInput(
        attrs={
            "data-tags": "",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=pgettext_lazy("noun", "Tags"),
            required=False,
            max_length=400,
            help_text=UP_TO,
            **options,
        )

    def clean(self, value: Any) -> list[str]:
        return names_in(super().clean(value))
