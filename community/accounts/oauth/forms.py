from typing import Any

from django import forms

from community.accounts.oauth.models import App

KINDS = (
    (App.CONFIDENTIAL, "It runs on a server of mine, and keeps a secret there"),
    (App.PUBLIC, "It runs on members' devices, and can keep no secret"),
)


class AppForm(forms.Form):
    """What an app says of itself. The rules are the action's."""

    name = forms.CharField(
        label="Name", max_length=60, help_text="Shown to members when they authorize the app."
    )
    website = forms.CharField(
        label="Website",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://example.org"}),
    )
    redirects = forms.CharField(
        label="Where members are sent back to",
        max_length=6000,
        help_text="One address a line, sign by sign as the app gives it: https, or http on "
        "127.0.0.1 and localhost; an app without a secret may use a scheme of its own, such as "
        "org.example.app:/callback.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "secret"}),
    )

    def clean_redirects(self) -> list[str]:
        lines: str = self.cleaned_data["redirects"]
        return lines.split()


class EditAppForm(AppForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewAppForm(AppForm):
    kind = forms.ChoiceField(
        label="Where it runs",
        choices=KINDS,
        help_text="This cannot be changed later.",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["name", "website", "kind", "redirects"])
