"""The admin's form of a site: a field for each option of each panel."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.widget.models import WidgetSite
from community.widget.registration import Option, Panel, registered


class WidgetSiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """Origins one a line, panels to be checked, and what each panel needs to know."""

    origins = forms.CharField(
        label=_("Origins"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One per line, such as https://app.example.org."),
    )
    panels = forms.MultipleChoiceField(label=_("Panels"), widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(label=_("version"), required=False, widget=forms.HiddenInput)

    class Meta:
        model = WidgetSite
        fields = ["name", "origins", "panels", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        panels: Any = self.fields["panels"]
        panels.choices = [(panel.name, panel.label) for panel in registered()]
        for panel, option in self.options:
            kept = self.instance.options.get(panel.name, {}).get(option.name)
            self.fields[name_of(panel, option)] = forms.TypedChoiceField(
                label=str(option.label), help_text=str(option.help_text), required=False,
                coerce=int, empty_value=None, choices=[("", "—"), *option.choices()], initial=kept,
            )  # fmt: skip
        if self.instance.pk:
            self.initial["origins"] = "\n".join(self.instance.origins)
            self.initial["version"] = self.instance.version

    @cached_property
    def options(self) -> list[tuple[Panel, Option]]:
        return [(panel, option) for panel in registered() for option in panel.options]

    def clean_origins(self) -> list[str]:
        return str(self.cleaned_data["origins"]).split()

    def clean(self) -> dict[str, Any]:
        """Options as the action takes them. Those of panels that are not shown do not matter."""
        cleaned = super().clean() or {}
        chosen: dict[str, dict[str, Any]] = {}
        for panel, option in self.options:
            value = cleaned.pop(name_of(panel, option), None)
            if panel.name not in cleaned.get("panels", ()):
                continue
            chosen.setdefault(panel.name, {})[option.name] = value
            if value is None:
                self.add_error(name_of(panel, option), gettext("Choose a value."))
        return {**cleaned, "options": chosen}

    def _post_clean(self) -> None:
        """The action checks the rest, and writes: nothing is put on the row here."""


def name_of(panel: Panel, option: Option) -> str:
    """Of the form's field."""
    return f"{panel.name}_{option.name}"
