"""Form fields and forms about containers: choosing one, and what groups may do in it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Group
from community.discussions.containers.tree import arranged
from community.discussions.models import Container, Permission
from community.kernel import formats
from community.kernel.languages import Text

Action = Permission.Action
INDENT = "\u2003"  # an em space: options of a select cannot be indented by CSS
MARKS = [(n, str(n)) for n in range(1, 9)]  # icons and colours

HEADS: dict[str, Text] = {
    Action.READ: pgettext_lazy("permission", "Read"),
    Action.START: pgettext_lazy("permission", "Start topics"),
    Action.REPLY: pgettext_lazy("permission", "Reply"),
    Action.REACT: pgettext_lazy("permission", "React"),
    Action.TAG: pgettext_lazy("permission", "Tag"),
    Action.SOLVE: pgettext_lazy("permission", "Solve"),
    Action.EDIT: pgettext_lazy("permission", "Edit posts of others"),
    Action.MODERATE: pgettext_lazy("permission", "Moderate"),
}


class TreeIterator(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for container in arranged(self.queryset):
            yield self.choice(container)


class TemplateSelect(forms.Select):
    """Each option knows what a text in that container begins with, for lib/template.js."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if template := getattr(getattr(value, "instance", None), "template", ""):
            option["attrs"]["data-template"] = template
        return option


class ContainerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A container out of the tree, indented as it stands there."""

    iterator = TreeIterator

    def label_from_instance(self, container: Any) -> str:
        return f"{INDENT * container.level}{container.title}"


class MeantForm(forms.Form):
    """A form that may open something to everybody: then it asks whether that is meant."""

    is_public_meant = forms.BooleanField(label=_("Make it public"), required=False)

    @property
    def asks_if_meant(self) -> bool:
        code = getattr(getattr(self, "refusal", None), "code", "")
        return code == "would_become_public" or bool(self.data.get("is_public_meant"))


class PermissionsForm(MeantForm):
    """Every group by every action; what is not chosen follows from the parent, or the default."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    heads: ClassVar[Mapping[str, Text]] = HEADS  # by action, those that the grid has
    labels: ClassVar[Mapping[str, Text]] = {action.value: action.label for action in Action}

    def __init__(self, *args: Any, container: Container, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.container = container
        self.groups: list[Group | None] = [None, *_in_order(Group.objects.all())]
        said = {(row.group_id, row.action): row.value for row in container.permissions.all()}
        self.fields["version"].initial = container.version
        for group in self.groups:
            for action in self.heads:
                self.fields[_name(group, action)] = forms.ChoiceField(
                    choices=[("", "\u2013"), *Permission.Value.choices],
                    required=False,
                    initial=said.get((group.pk if group else None, action), ""),
                    widget=forms.Select(attrs={"aria-label": _cell(group, self.labels[action])}),
                )

    def grid(self) -> Iterator[tuple[str, Sequence[BoundField]]]:
        for group in self.groups:
            yield _who(group), [self[_name(group, action)] for action in self.heads]

    def readers(self) -> str:
        """The groups that can read a private category, by its own permissions or its parent's."""
        return formats.listed(_in_order(self.container.audience.groups.all()))

    def shut_out(self) -> str:
        """Those that cannot, although their members are in others that can."""
        return formats.listed(_in_order(self.container.audience.never.all()))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        rows = [
            (group, str(action), values[_name(group, action)])
            for group in self.groups
            for action in self.heads
            if values.get(_name(group, action))
        ]
        kept = {name: values.get(name) for name in ("version", "is_public_meant")}
        return {**kept, "rows": rows}


def _in_order(groups: Any) -> list[Group]:
    """Those by rule first, from all members up; then those by hand, by name."""
    rules = [*Group.Rule.values[1:], ""]
    return sorted(groups, key=lambda group: (rules.index(group.rule), group.name, group.pk))


def _name(group: Group | None, action: str) -> str:
    return f"{group.pk if group else 0}-{action}"


def _who(group: Group | None) -> str:
    return str(group) if group else gettext("Everyone")


def _cell(group: Group | None, label: Text) -> str:
    # Translators: "Moderators: Reply", names a cell of the table of permissions.
    return gettext("%(group)s: %(action)s") % {"group": _who(group), "action": label}
