"""The form that creates an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.models import LONGEST_ADDRESS, Group, User


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        max_length=LONGEST_ADDRESS,
        required=False,
        help_text=_(
            "We email an invitation that works only for this address. Leave empty to get a link to"
            " share instead."
        ),
    )
    note = forms.CharField(
        label=_("Message"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    max_uses = forms.IntegerField(
        label=_("Maximum number of uses"), initial=1, min_value=1, required=False
    )
    group = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Add to group"),
        required=False,
        empty_label=pgettext_lazy("group", "None"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by.is_superuser:
            groups: Any = self.fields["group"]
            groups.queryset = Group.objects.filter(rule="").order_by("name", "pk")
        else:
            del self.fields["group"]

    def clean_max_uses(self) -> int:
        return self.cleaned_data["max_uses"] or 1
