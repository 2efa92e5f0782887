"""What members fill in about themselves."""

from datetime import datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.accounts.models.profiles import LONGEST_BIO, MOST_LINKS
from community.kernel import formats
from community.kernel.languages import codes, filled, is_translated, name_of

REGIONS = (
    "Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
    "Pacific/",
)  # fmt: skip

# Lazy, which Django's types know of texts by gettext_lazy alone.
OF_BIO: Any = filled(_("At most %(count)s characters. Markdown supported."), count=LONGEST_BIO)
OF_LINKS: Any = filled(
    _("One link per line, at most %(count)s. Each must start with https://."), count=MOST_LINKS
)


@cache
def zone_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in available_timezones() if name.startswith(REGIONS)))


def zone_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Each with the time that it is there now, as people know their zone by."""
    names = [*zone_names(), "UTC"]
    if chosen and chosen not in names:
        names.append(chosen)
    # Translators: "Europe/London, currently 14:05", in a list of time zones.
    words = gettext("%(zone)s, currently %(time)s")
    now = timezone.now()
    said = [
        (
            name,
            words % {"zone": name.replace("_", " "), "time": _time(now.astimezone(ZoneInfo(name)))},
        )
        for name in names
    ]
    return [("", gettext("Device time zone")), *said]


@lru_cache(100)
def _clock(hour: int, minute: int, _language: str | None) -> str:
    """Zones share few times: writing each once saves most of the work."""
    return formats.day(datetime(2000, 1, 1, hour, minute), formats.TIME)  # noqa: DTZ001


def _time(at: datetime) -> str:
    return _clock(at.hour, at.minute, get_language())


class ProfileForm(forms.Form):
    source = forms.CharField(
        label=_("About you"),
        max_length=LONGEST_BIO,
        required=False,
        help_text=OF_BIO,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    location = forms.CharField(label=_("Location"), max_length=100, required=False)
    links = forms.CharField(
        label=_("Links"),
        max_length=1100,
        required=False,
        help_text=OF_LINKS,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    is_indexed = forms.BooleanField(
        label=_("Allow search engines to index my profile"),
        required=False,
        help_text=_("Changes take effect the next time a search engine visits."),
    )
    is_on_leaderboards = forms.BooleanField(
        label=_("Show me on leaderboards"),
        required=False,
        help_text=_("Turning this off hides you at once; turning it on can take an hour."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones: Any = self.fields["time_zone"]
        zones.choices = zone_choices(self.initial.get("time_zone", ""))
        languages: Any = self.fields["language"]
        named = [(code, _name_of_choice(code)) for code in codes()]
        languages.choices = [("", _("Same as the browser")), *named]

    def clean_links(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["links"].splitlines())
        return [line for line in lines if line]


def _name_of_choice(code: str) -> str:
    if is_translated(code):
        return name_of(code)
    # Translators: a language of the menu that the site has no texts in.
    return gettext("%(language)s \u2013 not translated yet") % {"language": name_of(code)}


class DisplayForm(forms.Form):
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=User.Theme.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=_("Density"),
        choices=User.Density.choices,
        required=False,
        widget=forms.RadioSelect,
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG, WebP or GIF, at most 4 MB. Location data is removed."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class NameForm(forms.Form):
    username = forms.CharField(
        label=_("Username"),
        max_length=60,
        help_text=_("Letters, digits, dots, hyphens and underscores."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
