from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.notifications.unsubscribing.links import Link

MUTE, KINDS, ALL = "mute", "kinds", "all"


class UnsubscribeForm(forms.Form):
    """Which emails are no longer wanted."""

    choice = forms.ChoiceField(
        label=_("Which emails do you no longer want?"), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, link: Link, asked: str = KINDS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Text]] = [
            (KINDS, _("These kinds of emails")),
            (ALL, _("All emails about notifications")),
        ]
        if link.notification and link.reason:
            choices.insert(0, (MUTE, link.reason.mute_label))
        field = self.fields["choice"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.initial = asked if asked in dict(choices) else KINDS
