from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.discussions.containers.tree import arranged
from community.discussions.forms import WithLanguage, once_field
from community.discussions.models import MOST_TAGS
from community.discussions.tags.names import names_in
from community.kernel.languages import filled
from community.kernel.markdown import LONGEST
from community.kernel.text import number
from forum.models import Category

UP_TO: Any = filled(_("Up to %(count)s, separated by commas."), count=MOST_TAGS)
INDENT = "\u2003"  # as wide as a letter: an option has no other way to stand further in


class TreeIterator(ModelChoiceIterator):  # type: ignore[type-arg]
    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        for category in arranged(self.queryset):
            yield self.choice(category)


class TemplateSelect(forms.Select):
    """Each option knows what a text in that category begins with, for lib/template.js."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if template := getattr(getattr(value, "instance", None), "template", ""):
            option["attrs"]["data-template"] = template
        return option


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A category out of the tree, indented as it stands there."""

    iterator = TreeIterator

    def label_from_instance(self, category: Any) -> str:
        return f"{INDENT * category.level}{category.title}"


class Tags(forms.CharField):
    """A line of tags between commas or spaces; a script makes chips of it."""

    widget = forms.TextInput(
        attrs={
            "data-tags": "",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        }
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=pgettext_lazy("noun", "Tags"),
            required=False,
            max_length=400,
            help_text=UP_TO,
            **options,
        )

    def clean(self, value: Any) -> list[str]:
        return names_in(super().clean(value))


class TopicForm(WithLanguage):
    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Enter a title.")}
    )
    category = CategoryField(
        Category.objects.none(),
        label=_("Category"),
        widget=TemplateSelect,
        empty_label=_("Choose a category"),
        error_messages={"required": _("Choose a category.")},
    )
    tags = Tags()
    source = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter some text.")},
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    once = once_field()

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
        chosen = number(str(self.initial.get("category") or ""))
        if not self.is_bound and chosen is not None:
            self._begin_with(categories.filter(pk=chosen).first())

    def _begin_with(self, category: Category | None) -> None:
        """An empty text begins with its category's template; a draft may take its place."""
        if category and category.template and not self.initial.get("source"):
            self.initial["source"] = category.template
            self.fields["source"].widget.attrs["data-template"] = category.template


class TopicUpdateForm(WithLanguage):
    """What stands above a topic, as one thing to be edited."""

    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Enter a title.")}
    )
    category = CategoryField(
        Category.objects.none(),
        label=_("Category"),
        empty_label=None,
        error_messages={"required": _("Choose a category.")},
    )
    tags = Tags()
    reason = forms.CharField(label=_("Reason for edit"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
