"""What the team types in the admin."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.kernel import formats
from feedback.models import Idea
from feedback.prioritising.actions import (
    CONFIDENCES,
    FITS,
    IMPACTS,
    LONGEST_NOTE,
    LONGEST_URL,
    MOST_EFFORT,
    MOST_REACH,
)
from feedback.prioritising.factors import FACTORS, MOST

RICE = tuple(FITS)
ETA = ("eta_date", "eta_precision")
NONE = ("", "-")


def _choices(
    label: Any, values: tuple[Decimal, ...], labels: tuple[Any, ...]
) -> forms.TypedChoiceField:
    shown = [(str(value), label) for value, label in zip(values, labels, strict=True)]
    return forms.TypedChoiceField(
        label=label, choices=[NONE, *shown], coerce=Decimal, empty_value=None, required=False
    )


def _percent(value: Decimal) -> str:
    return f"{int(value * 100)} %"


class PriorityForm(forms.Form):
    """The RICE inputs of one idea."""

    reach = forms.IntegerField(
        label=_("Reach"), min_value=0, max_value=MOST_REACH, required=False,
        help_text=_("People per quarter."),
    )  # fmt: skip
    impact = _choices(
        _("Impact"),
        IMPACTS,
        (
            pgettext_lazy("impact", "0.25 (minimal)"), pgettext_lazy("impact", "0.5 (low)"),
            pgettext_lazy("impact", "1 (medium)"), pgettext_lazy("impact", "2 (high)"),
            pgettext_lazy("impact", "3 (massive)"),
        ),
    )  # fmt: skip
    confidence = _choices(_("Confidence"), CONFIDENCES, tuple(map(_percent, CONFIDENCES)))
    effort = forms.DecimalField(
        label=_("Effort"), min_value=Decimal("0.01"), max_value=MOST_EFFORT, decimal_places=2,
        required=False, help_text=_("Person-months."),
    )  # fmt: skip


class IdeaForm(PriorityForm, forms.ModelForm):  # type: ignore[type-arg]
    """The same, and when the idea is expected."""

    class Meta:
        model = Idea
        fields = [*RICE, *ETA]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("impact", "confidence"):
            value = self.initial.get(name)
            self.initial[name] = None if value is None else shortest(value)

    def clean(self) -> dict[str, Any]:
        """A date without a precision is a quarter; without a date there is no precision."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("eta_date"):
            told["eta_precision"] = ""
        elif not told.get("eta_precision"):
            told["eta_precision"] = Idea.Precision.QUARTER.value
        return told

    def _post_clean(self) -> None:
        """Actions check what is sent; nothing is put into the row."""


def shortest(value: Decimal) -> str:
    """0.5, not 0.50: as the choices are written."""
    return f"{value.normalize():f}"


class AssessmentForm(forms.Form):
    """An assessment of impact: each factor from 0 to 5."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for factor in FACTORS:
            self.fields[factor.name] = forms.TypedChoiceField(
                label=str(factor.label),
                choices=[NONE, *((str(n), formats.number(n)) for n in range(MOST + 1))],
                coerce=int,
            )
        self.fields["evidence_url"] = forms.CharField(
            label=_("Evidence"), max_length=LONGEST_URL, required=False,
            help_text=_("The address of a page that supports the assessment."),
        )  # fmt: skip
        self.fields["note"] = forms.CharField(
            label=_("Note"), max_length=LONGEST_NOTE, required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )  # fmt: skip

    def told(self) -> dict[str, Any]:
        """What the action is told."""
        said = dict(self.cleaned_data)
        return {"factors": {factor.name: said.pop(factor.name) for factor in FACTORS}, **said}
