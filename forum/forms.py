from typing import Any

from django import forms

from community.discussions.forms import once_field
from community.kernel.markdown import LONGEST
from forum.models import MOST_TAGS, Category
from forum.tags.names import names_in


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
            label="Tags",
            required=False,
            max_length=400,
            help_text=f"Up to {MOST_TAGS}, with commas between them.",
            **options,
        )

    def clean(self, value: Any) -> list[str]:
        return names_in(super().clean(value))


class TopicForm(forms.Form):
    title = forms.CharField(max_length=200, error_messages={"required": "Give it a title."})
    category = forms.ModelChoiceField(
        Category.objects.none(),
        empty_label="Choose a category",
        error_messages={"required": "Choose a category."},
    )
    tags = Tags()
    source = forms.CharField(
        label="Text",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    once = once_field()

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]


class HeadForm(forms.Form):
    """What stands above a topic, as one thing to be edited."""

    title = forms.CharField(max_length=200, error_messages={"required": "Give it a title."})
    category = forms.ModelChoiceField(
        Category.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a category."},
    )
    tags = Tags()
    reason = forms.CharField(label="Why (optional)", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
