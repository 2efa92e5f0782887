from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.discussions.containers.forms import ContainerField, TemplateSelect
from community.discussions.forms import WithLanguage, once_field
from community.discussions.tags.forms import Tags
from community.kernel.markdown import LONGEST
from community.kernel.text import number
from forum.models import Category


class TopicForm(WithLanguage):
    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Enter a title.")}
    )
    category = ContainerField(
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
    category = ContainerField(
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
