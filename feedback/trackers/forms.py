"""The form of a connection in the admin."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from feedback.models import Board, Status, TrackerConnection
from feedback.trackers.access import access, tracker_of
from feedback.trackers.actions.health import documented
from feedback.trackers.registration import (
    RemoteStatus,
    TrackerRefused,
    TrackerUnavailable,
    tracker_named,
    trackers,
)

CREDENTIAL = "credential_"


class Mapping(forms.CharField):
    """One pair a line: `planned = label:planned`."""

    def __init__(self, **how: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 7, "cols": 60}), **how)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{key} = {named}" for key, named in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        pairs = {}
        for line in (super().to_python(value) or "").splitlines():
            if line.strip():
                key, is_pair, named = line.partition("=")
                if not is_pair:
                    raise forms.ValidationError(gettext("Write one pair a line, with = between."))
                pairs[key.strip()] = named.strip()
        return pairs

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != (initial or {}))
        except forms.ValidationError:
            return True


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Credentials are never shown; a field that is left empty keeps what is stored."""

    board = forms.ModelChoiceField(Board.objects.none(), label=_("Board"))
    tracker = forms.ChoiceField(label=_("Tracker"))
    api_url = forms.CharField(
        label=_("API address"),
        required=False,
        max_length=300,
        help_text=_(
            "For Jira the site, such as https://example.atlassian.net. For others only if they run"
            " on a server of your own. Changing it needs the credentials again."
        ),
    )
    webhook_secret = forms.CharField(
        label=_("Webhook secret"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_("If the tracker made one. Leave empty to have one made, which is shown once."),
    )
    version = forms.IntegerField(label=_("version"), required=False, widget=forms.HiddenInput)
    statuses_in = Mapping(label=_("Incoming statuses"))
    statuses_out = Mapping(label=_("Outgoing statuses"))

    class Meta:
        model = TrackerConnection
        fields = [
            "board", "tracker", "project", "name", "api_url", "statuses_in", "statuses_out",
            "syncs_comments", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = trackers()
        if self.instance._state.adding:
            self.fields["board"].queryset = Board.objects.order_by("title")  # type: ignore[attr-defined]
            self.fields["tracker"].choices = [(one.name, one.label) for one in known]  # type: ignore[attr-defined]
            self.fields["name"].required = False
            del self.fields["is_active"], self.fields["version"]
        else:
            self.initial["version"] = self.instance.version
            for name in ("board", "tracker"):
                del self.fields[name]
            self.fields["webhook_secret"].help_text = _(
                "If the tracker made one: enter it here. Leave empty to keep the current secret."
            )
            known = [one for one in known if one.name == self.instance.tracker]
        self._add_credentials(known)
        self._explain()

    def _add_credentials(self, known: list[Any]) -> None:
        """Trackers share fields; until one is chosen, each says what it calls them."""
        for tracker in known:
            for field in tracker.credential_fields:
                widget = forms.PasswordInput if field.is_secret else forms.TextInput
                shown = self.fields.setdefault(
                    CREDENTIAL + field.name,
                    forms.CharField(
                        label=field.label, required=False, max_length=2000, widget=widget
                    ),
                )
                if len(known) > 1:
                    # Translators: what a tracker calls a credential: "GitHub Issues: Access token".
                    told = gettext("%(tracker)s: %(label)s.") % {
                        "tracker": tracker.label,
                        "label": field.label,
                    }
                    shown.help_text = f"{shown.help_text} {told}".strip()

    def clean(self) -> dict[str, Any]:
        """A missing credential is told beside its field: a refusal would lose what was typed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance._state.adding and (tracker := tracker_named(cleaned.get("tracker", ""))):
            for field in tracker.credential_fields:
                if not cleaned.get(CREDENTIAL + field.name):
                    self.add_error(CREDENTIAL + field.name, gettext("This field is required."))
        return cleaned

    def _explain(self) -> None:
        categories = ", ".join(Status.Category.values)
        told = gettext("One a line: the tracker's status = one of %(categories)s.")
        self.fields["statuses_in"].help_text = told % {"categories": categories} + self._choices()
        told = gettext("One a line: one of %(categories)s = the tracker's status.")
        self.fields["statuses_out"].help_text = told % {"categories": categories}

    def _choices(self) -> str:
        """The statuses that the tracker has now."""
        if self.instance._state.adding:
            return ""
        if (found := _statuses(self.instance)) is None:
            return " " + gettext("The tracker does not say which statuses it has.")
        named = ", ".join(
            one.id if one.id == one.label else f"{one.id} ({one.label})" for one in found
        )
        return " " + gettext("The tracker has: %(statuses)s.") % {"statuses": named}

    def credentials(self) -> dict[str, str]:
        return {
            name.removeprefix(CREDENTIAL): value
            for name, value in self.cleaned_data.items()
            if name.startswith(CREDENTIAL) and value
        }


def _statuses(row: TrackerConnection) -> Sequence[RemoteStatus] | None:
    """What the tracker has; None if it does not say. Asked once, however many forms a page of the
    admin makes of one row."""
    if not hasattr(row, "statuses_there"):
        row.statuses_there = None  # type: ignore[attr-defined]
        with suppress(TrackerRefused, TrackerUnavailable), documented():
            row.statuses_there = tracker_of(row).statuses(access(row))  # type: ignore[attr-defined]
    found: Sequence[RemoteStatus] | None = row.statuses_there  # type: ignore[attr-defined]
    return found


class LinkForm(forms.Form):
    """Which issue an idea is linked with."""

    connection = forms.ModelChoiceField(
        TrackerConnection.objects.none(),
        label=_("Tracker"),
        empty_label=None,
        error_messages={"required": _("Choose a tracker.")},
    )
    reference = forms.CharField(
        label=_("Issue"),
        required=False,
        max_length=500,
        help_text=_("The key or address of an existing issue. Leave empty to create one."),
    )

    def __init__(self, *args: Any, connections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["connection"].queryset = connections.order_by("name", "pk")  # type: ignore[attr-defined]
