"""Forms of releases."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from feedback.models import Board, Release, ReleaseItem
from feedback.releases.queries import LONGEST_TEXT

EMPTY_LINES = 3


class BoardField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A board by its title, which members wrote."""

    def label_from_instance(self, board: Any) -> str:
        return str(board.title)


class DraftForm(forms.Form):
    name = forms.CharField(label=_("Version"), max_length=40, help_text=_("For example 4.12."))
    title = forms.CharField(label=_("Title"), max_length=200)
    board = BoardField(
        queryset=Board.objects.none(),
        label=_("Board"),
        required=False,
        help_text=_("The release begins with the ideas that were completed on it."),
    )

    def __init__(self, *args: Any, boards: Any, may_span_boards: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["board"]
        assert isinstance(field, BoardField)
        field.queryset, field.required = boards, not may_span_boards
        field.empty_label = str(_("All public boards")) if may_span_boards else None


class LineForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    group = forms.ChoiceField(
        label=pgettext_lazy("of a line of a release", "Type"), choices=ReleaseItem.Group.choices
    )
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, required=False)
    position = forms.IntegerField(label=_("Position"), min_value=0, required=False)
    is_removed = forms.BooleanField(label=pgettext_lazy("verb", "Delete"), required=False)


LineForms = forms.formset_factory(LineForm, extra=EMPTY_LINES)


class ReleaseForm(forms.Form):
    """The release and its lines. What is typed into an empty line is a new one."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Version"), max_length=40)
    title = forms.CharField(label=_("Title"), max_length=200)
    source = forms.CharField(
        label=_("Release notes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        strip=False,
    )

    def __init__(self, data: Any = None, *, release: Release) -> None:
        initial = {name: getattr(release, name) for name in self.base_fields}
        super().__init__(data, initial=initial)
        rows = release.items.order_by("position", "pk")
        lines = [
            {"id": row.pk, "group": row.group, "text": row.text, "position": at}
            for at, row in enumerate(rows, 1)
        ]
        self.lines = LineForms(data, initial=lines, prefix="lines")

    def clean(self) -> dict[str, Any]:
        if not self.lines.is_valid():
            raise forms.ValidationError(_("Check the lines of the release."))
        last = len(self.lines.forms) + 1
        told = [form.cleaned_data for form in self.lines.forms]
        kept = [
            line
            for line in told
            if line and not line["is_removed"] and (line["text"] or line.get("id"))
        ]
        kept.sort(key=lambda line: last if line["position"] is None else line["position"])
        self.cleaned_data["items"] = [
            {name: line[name] for name in ("id", "group", "text")} for line in kept
        ]
        return self.cleaned_data
