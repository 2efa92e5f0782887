"""What administrators fill in about a board: its fields, statuses and permissions."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.containers.forms import HEADS, MARKS, MeantForm, PermissionsForm
from community.discussions.models import VIEWS, Permission, TagGroup
from community.kernel.languages import Text
from feedback.models import MOST_WEIGHT, VOTE_LIMITS, Board, Status

Action = Permission.Action
MOST_VOTES = 1000
LEVELS = range(len(VOTE_LIMITS))


class BoardForm(MeantForm):
    title = forms.CharField(
        label=_("Title"), max_length=60, error_messages={"required": _("Enter a name.")}
    )
    slug = forms.SlugField(
        label=_("Slug"),
        max_length=60,
        allow_unicode=True,
        help_text=_("Part of the address: letters, digits and hyphens."),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=300,
        required=False,
        help_text=_("What belongs on this board, in a sentence or two."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=_("Lower numbers come first."),
    )
    default_view = forms.ChoiceField(label=_("Default view"), choices=VIEWS, initial="nested")
    icon = forms.TypedChoiceField(
        label=_("Icon"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    hue = forms.TypedChoiceField(
        label=_("Color"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    max_weight = forms.TypedChoiceField(
        label=_("Votes per idea"),
        choices=[(n, str(n)) for n in range(1, MOST_WEIGHT + 1)],
        coerce=int,
        initial=1,
        help_text=_("How many of their votes members can give to one idea."),
    )
    allows_downvotes = forms.BooleanField(label=_("Allow downvotes"), required=False)
    accepts_bugs = forms.BooleanField(label=_("Allow bug reports"), required=False, initial=True)
    is_on_roadmap = forms.BooleanField(
        label=_("Show this board on the roadmap"), required=False, initial=True
    )
    do_threads_need_approval = forms.BooleanField(
        label=_("New ideas need approval by a moderator"), required=False
    )
    do_replies_need_approval = forms.BooleanField(
        label=_("Comments need approval by a moderator"), required=False
    )
    template = forms.CharField(
        label=_("Idea template"),
        required=False,
        max_length=8000,
        strip=False,
        help_text=_("What the text of a new idea begins with."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    min_tags = forms.IntegerField(
        label=_("Minimum number of tags"), min_value=0, max_value=5, initial=0
    )
    required_tag_groups = forms.ModelMultipleChoiceField(
        TagGroup.objects.none(),
        label=_("Required tag groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, board: Board | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if board is None:
            del self.fields["version"], self.fields["is_public_meant"]
        groups = TagGroup.objects.order_by("position", "pk")
        self.fields["required_tag_groups"].queryset = groups  # type: ignore[attr-defined]
        known = (self.initial.get("vote_limits") or VOTE_LIMITS) if not self.is_bound else ()
        for level in LEVELS:
            self.fields[f"limit_{level}"] = forms.IntegerField(
                label=_limit_label(level),
                min_value=0,
                max_value=MOST_VOTES,
                initial=known[level] if known else VOTE_LIMITS[level],
            )

    @property
    def marks(self) -> list[BoundField]:
        return [self["icon"], self["hue"]]

    @property
    def limits(self) -> list[BoundField]:
        return [self[f"limit_{level}"] for level in LEVELS]

    def clean_template(self) -> str:
        return str(self.cleaned_data["template"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        limits = [values.pop(f"limit_{level}", None) for level in LEVELS]
        if None not in limits:  # else one of them has an error
            values["vote_limits"] = None if tuple(limits) == VOTE_LIMITS else limits
        return values


def _limit_label(level: int) -> str:
    return gettext("Trust level %(level)s") % {"level": level}


class StatusesForm(forms.Form):
    """All statuses of a board, and room for one more. A name that is empty is its category's."""

    def __init__(self, *args: Any, board: Board, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        order = list(Status.Category.values)
        self.rows = sorted(
            Status.objects.filter(board=board.pk),
            key=lambda row: (order.index(row.category), row.position, row.pk),
        )
        for row in self.rows:
            self._add(str(row.pk), row.label, row.name, row.position, on_roadmap=row.is_on_roadmap)
            self.fields[f"{row.pk}-delete"] = forms.BooleanField(
                label=_("Delete"), required=False, widget=_named(_("Delete"), row.label)
            )
        new = gettext("New status")
        self.fields["new-category"] = forms.ChoiceField(
            choices=[("", "\u2013"), *Status.Category.choices],
            required=False,
            widget=forms.Select(attrs={"aria-label": _cell(new, _("Category"))}),
        )
        self._add("new", new, "", 0, on_roadmap=False)

    def _add(self, key: str, label: str, name: str, position: int, *, on_roadmap: bool) -> None:
        self.fields[f"{key}-name"] = forms.CharField(
            label=_("Name"),
            max_length=40,
            required=False,
            initial=name,
            widget=forms.TextInput(attrs={"aria-label": _cell(label, _("Name"))}),
        )
        self.fields[f"{key}-position"] = forms.IntegerField(
            label=_("Position"),
            min_value=0,
            max_value=1000,
            initial=position,
            widget=forms.NumberInput(attrs={"aria-label": _cell(label, _("Position"))}),
        )
        self.fields[f"{key}-is_on_roadmap"] = forms.BooleanField(
            label=_("On the roadmap"),
            required=False,
            initial=on_roadmap,
            widget=_named(_("On the roadmap"), label),
        )

    def grid(self) -> Iterator[tuple[Status, list[BoundField]]]:
        names = ("name", "position", "is_on_roadmap", "delete")
        for row in self.rows:
            yield row, [self[f"{row.pk}-{name}"] for name in names]

    def new(self) -> list[BoundField]:
        return [self[f"new-{name}"] for name in ("category", "name", "position", "is_on_roadmap")]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        kept = [
            {"id": row.pk, "category": row.category, **_of(values, str(row.pk))}
            for row in self.rows
            if not values.get(f"{row.pk}-delete")
        ]
        if category := values.get("new-category"):
            kept.append({"category": category, **_of(values, "new")})
        return {"statuses": kept}


def _of(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: values.get(f"{key}-{name}") for name in ("name", "position", "is_on_roadmap")}


def _named(text: Text, label: str) -> forms.CheckboxInput:
    return forms.CheckboxInput(attrs={"aria-label": _cell(label, text)})


def _cell(label: str, text: Text) -> str:
    # Translators: "Planned: Position", names a cell of the table of statuses.
    return gettext("%(status)s: %(column)s") % {"status": label, "column": text}


class BoardPermissionsForm(PermissionsForm):
    heads: ClassVar[Mapping[str, Text]] = {
        Action.READ: HEADS[Action.READ],
        Action.START: pgettext_lazy("permission", "Submit ideas"),
        Action.REPLY: pgettext_lazy("permission", "Comment"),
        Action.REACT: pgettext_lazy("permission", "Vote and react"),
        Action.TAG: HEADS[Action.TAG],
        Action.EDIT: HEADS[Action.EDIT],
        Action.MODERATE: pgettext_lazy("permission", "Manage ideas"),
    }
    labels = heads
