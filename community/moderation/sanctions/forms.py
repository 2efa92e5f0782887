from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.moderation.models import ReviewItem, Sanction
from community.moderation.sanctions.actions.sanctions import LONGEST, SILENCE_DAYS, SUSPENSION_DAYS
from community.moderation.sanctions.ladder import Step, duration

Kind = Sanction.Kind
Choice = tuple[str, Text]


def choices() -> list[tuple[Text, list[Choice]] | Choice]:
    """Every sanction with its durations, as one choice: `suspension-7`."""

    def each(kind: Sanction.Kind, days: tuple[int, ...]) -> list[Choice]:
        return [(f"{kind.value}-{count}", _named(kind, count)) for count in days]

    return [
        (f"{Kind.WARNING.value}-0", Kind.WARNING.label),
        (Kind.SILENCE.label, each(Kind.SILENCE, SILENCE_DAYS)),
        (Kind.SUSPENSION.label, each(Kind.SUSPENSION, SUSPENSION_DAYS)),
        (f"{Kind.BAN.value}-0", Kind.BAN.label),
    ]


def _named(kind: Sanction.Kind, days: int) -> str:
    # Translators: a sanction and how long it lasts: "Suspension for 7 days".
    return str(_("%(sanction)s %(duration)s")) % {
        "sanction": kind.label, "duration": duration(days),
    }  # fmt: skip


class SanctionForm(forms.Form):
    """`step` is what is chosen at first: the recommended next step."""

    sanction = forms.ChoiceField(label=_("Sanction"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Shown to the member. Say which rule, and what happened where."),
    )
    note = forms.CharField(
        label=_("Note for moderators"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, step: Step | None, item: ReviewItem | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.item = item
        field: Any = self.fields["sanction"]
        field.choices = choices()
        if step:
            field.initial = f"{step.kind.value}-{step.days}"
            field.help_text = step.why

    def clean(self) -> dict[str, Any]:
        """As `impose_sanction` takes it."""
        values: dict[str, Any] = self.cleaned_data
        if "sanction" not in values:
            return values
        kind, _dash, days = values.pop("sanction").partition("-")
        return {**values, "kind": kind, "days": int(days) or None, "item": self.item}


class CaseSanctionForm(SanctionForm):
    """The same below a case of the queue, where many such forms may stand on one page."""

    def __init__(self, *args: Any, step: Step | None, item: ReviewItem) -> None:
        super().__init__(*args, step=step, item=item, auto_id=f"id_{item.pk}_%s")
        del self.fields["note"]  # the case has notes of its own


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why should it be lifted?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("You can appeal once. Another moderator reads it and answers you."),
    )
