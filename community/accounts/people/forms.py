"""What members fill in about themselves."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.models.profiles import LONGEST_BIO, MOST_LINKS

REGIONS = (
    "Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name.startswith(REGIONS)))


def zone_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Each with the time that it is there now, as people know their zone by."""
    names = [*zone_names(), "UTC"]
    if chosen and chosen not in names:
        names.append(chosen)
    now = [(name, datetime.now(ZoneInfo(name))) for name in names]
    said = [(name, f"{name.replace('_', ' ')}, currently {at:%H:%M}") for name, at in now]
    return [("", "Device time zone"), *said]


class ProfileForm(forms.Form):
    source = forms.CharField(
        label="About you",
        max_length=LONGEST_BIO,
        required=False,
        help_text=f"At most {LONGEST_BIO:,} characters. Markdown supported.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    location = forms.CharField(label="Location", max_length=100, required=False)
    links = forms.CharField(
        label="Links",
        max_length=1100,
        required=False,
        help_text=f"One link per line, at most {MOST_LINKS}. Each must start with https://.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    time_zone = forms.ChoiceField(label="Time zone", required=False)
    language = forms.ChoiceField(label="Language", required=False)
    is_indexed = forms.BooleanField(
        label="Allow search engines to index my profile",
        required=False,
        help_text="Changes take effect the next time a search engine visits.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones: Any = self.fields["time_zone"]
        zones.choices = zone_choices(self.initial.get("time_zone", ""))
        languages: Any = self.fields["language"]
        languages.choices = [("", _("Same as the browser")), *settings.LANGUAGES]

    def clean_links(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["links"].splitlines())
        return [line for line in lines if line]


class DisplayForm(forms.Form):
    theme = forms.ChoiceField(
        label="Theme",
        choices=[(User.Theme.AUTO, "System"), *User.Theme.choices[1:]],
        required=False,
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label="Density",
        choices=[
            (User.Density.COMPACT, "Compact"),
            (User.Density.COSY, "Default"),
            (User.Density.ROOMY, "Spacious"),
        ],
        required=False,
        widget=forms.RadioSelect,
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label="Picture",
        help_text="JPEG, PNG, WebP or GIF, at most 4 MB. Location data is removed.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class NameForm(forms.Form):
    username = forms.CharField(
        label="Username",
        max_length=60,
        help_text="Letters, digits, dots, hyphens and underscores.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
