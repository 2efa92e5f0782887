from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.accounts.models import App

KINDS = (
    (App.CONFIDENTIAL, _("Confidential: runs on a server and can keep a client secret")),
    (App.PUBLIC, _("Public: runs on users' devices, such as a mobile or single-page app")),
)


class AppForm(forms.Form):
    """What an app says of itself. The rules are the action's."""

    name = forms.CharField(
        label=_("Name"), max_length=60, help_text=_("Shown to members when they authorize the app.")
    )
    website = forms.CharField(
        label=_("Website"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://example.org"}),
    )
    redirects = forms.CharField(
        label=_("Redirect URIs"),
        max_length=6000,
        help_text=_(
            "One URI per line, matched exactly. Use https, or http on 127.0.0.1 and localhost."
            " Public clients may use a custom scheme, such as org.example.app:/callback."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "secret"}),
    )

    def clean_redirects(self) -> list[str]:
        lines: str = self.cleaned_data["redirects"]
        return lines.split()


class EditAppForm(AppForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewAppForm(AppForm):
    kind = forms.ChoiceField(
        label=_("Client type"),
        choices=KINDS,
        help_text=_("You cannot change this later."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "website", "kind", "redirects"])
