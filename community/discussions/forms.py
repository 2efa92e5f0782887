from typing import Any

from django import forms

from community.discussions.models import Post, Thread
from community.kernel.markdown import LONGEST


class ReplyForm(forms.Form):
    source = forms.CharField(
        label="Write a reply",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": "Write a reply"}),
    )
    parent = forms.ModelChoiceField(Post.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = thread.posts.live().select_related("author")  # type: ignore[attr-defined]


class EditForm(forms.Form):
    source = forms.CharField(
        label="Text",
        max_length=LONGEST,
        strip=False,
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    reason = forms.CharField(label="Why (optional)", max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
