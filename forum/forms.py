from typing import Any

from django import forms

from community.kernel.markdown import LONGEST
from forum.models import Category


class TopicForm(forms.Form):
    title = forms.CharField(max_length=200, error_messages={"required": "Give it a title."})
    category = forms.ModelChoiceField(
        Category.objects.none(),
        empty_label="Choose a category",
        error_messages={"required": "Choose a category."},
    )
    source = forms.CharField(
        label="Text",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]
