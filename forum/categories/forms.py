"""What staff fill in about a category: its fields, and the grid of what groups may do."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Group
from community.discussions.models import DEEPEST, VIEWS, Permission, TagGroup
from community.kernel import formats
from forum.forms import CategoryField
from forum.models import Category

Action = Permission.Action

HEADS = {
    Action.READ: pgettext_lazy("permission", "Read"),
    Action.START: pgettext_lazy("permission", "Start topics"),
    Action.REPLY: pgettext_lazy("permission", "Reply"),
    Action.REACT: pgettext_lazy("permission", "React"),
    Action.TAG: pgettext_lazy("permission", "Tag"),
    Action.SOLVE: pgettext_lazy("permission", "Solve"),
    Action.EDIT: pgettext_lazy("permission", "Edit posts of others"),
    Action.MODERATE: pgettext_lazy("permission", "Moderate"),
}
MARKS = [(n, str(n)) for n in range(1, 9)]


class MeantForm(forms.Form):
    """A form that may open something to everybody: then it asks whether that is meant."""

    is_public_meant = forms.BooleanField(label=_("Make it public"), required=False)

    @property
    def asks_if_meant(self) -> bool:
        code = getattr(getattr(self, "refusal", None), "code", "")
        return code == "would_become_public" or bool(self.data.get("is_public_meant"))


class CategoryForm(MeantForm):
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
        help_text=_("What belongs in this category, in a sentence or two."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = CategoryField(
        Category.objects.none(),
        label=_("Parent category"),
        required=False,
        empty_label=pgettext_lazy("parent category", "None"),
        help_text=_("Permissions are inherited from it, unless they are set here."),
    )
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text=_("Lower numbers come first."),
    )
    icon = forms.TypedChoiceField(
        label=_("Icon"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    hue = forms.TypedChoiceField(
        label=_("Color"), choices=MARKS, coerce=int, initial=1, widget=forms.RadioSelect
    )
    default_view = forms.ChoiceField(label=_("Default view"), choices=VIEWS, initial="nested")
    has_solutions = forms.BooleanField(label=_("Enable solutions"), required=False, initial=True)
    do_threads_need_approval = forms.BooleanField(
        label=_("New topics need approval by a moderator"), required=False
    )
    do_replies_need_approval = forms.BooleanField(
        label=_("Replies need approval by a moderator"), required=False
    )
    template = forms.CharField(
        label=_("Topic template"),
        required=False,
        max_length=8000,
        strip=False,
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

    def __init__(self, *args: Any, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Category.objects.filter(depth__lt=DEEPEST).in_order()
        if category:
            places = places.exclude(pk__in=Category.subtree_ids(category.pk))
        else:
            del self.fields["version"], self.fields["is_public_meant"]
        groups = TagGroup.objects.order_by("position", "pk")
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]
        self.fields["required_tag_groups"].queryset = groups  # type: ignore[attr-defined]

    @property
    def marks(self) -> list[BoundField]:
        return [self["icon"], self["hue"]]

    def clean_template(self) -> str:
        return str(self.cleaned_data["template"]).replace("\r\n", "\n")


class PermissionsForm(MeantForm):
    """Every group by every action; what is not chosen follows from the parent, or the default."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        self.groups: list[Group | None] = [None, *_in_order(Group.objects.all())]
        said = {(row.group_id, row.action): row.value for row in category.permissions.all()}
        self.fields["version"].initial = category.version
        for group in self.groups:
            for action in Action:
                self.fields[_name(group, action)] = forms.ChoiceField(
                    choices=[("", "\u2013"), *Permission.Value.choices],
                    required=False,
                    initial=said.get((group.pk if group else None, action), ""),
                    widget=forms.Select(attrs={"aria-label": _cell(group, action)}),
                )

    heads = list(HEADS.values())

    def grid(self) -> Iterator[tuple[str, list[BoundField]]]:
        for group in self.groups:
            yield _who(group), [self[_name(group, action)] for action in Action]

    def readers(self) -> str:
        """The groups that can read a private category, by its own permissions or its parent's."""
        return formats.listed(_in_order(self.category.audience.groups.all()))

    def shut_out(self) -> str:
        """Those that cannot, although their members are in others that can."""
        return formats.listed(_in_order(self.category.audience.never.all()))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = [
            (group, action.value, values[_name(group, action)])
            for group in self.groups
            for action in Action
            if values.get(_name(group, action))
        ]
        kept = {name: values.get(name) for name in ("version", "is_public_meant")}
        return {**kept, "rows": rows}


def _in_order(groups: Any) -> list[Group]:
    """Those by rule first, from all members up; then those by hand, by name."""
    rules = [*Group.Rule.values[1:], ""]
    return sorted(groups, key=lambda group: (rules.index(group.rule), group.name, group.pk))


def _name(group: Group | None, action: Action) -> str:
    return f"{group.pk if group else 0}-{action.value}"


def _who(group: Group | None) -> str:
    return str(group) if group else gettext("Everyone")


def _cell(group: Group | None, action: Action) -> str:
    # Translators: "Moderators: Reply", names a cell of the table of permissions.
    return gettext("%(group)s: %(action)s") % {"group": _who(group), "action": action.label}
