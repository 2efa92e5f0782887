from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.discussions.models import Post, Thread
from community.discussions.posts.actions.submissions import form_token
from community.kernel.markdown import LONGEST

LAST_YEAR = 2100


def once_field() -> forms.CharField:
    """A token of the form's own: what is sent twice with it is written once."""
    return forms.CharField(
        max_length=100, required=False, widget=forms.HiddenInput, initial=form_token
    )


class WithLanguage(forms.Form):
    """A form that asks which language a text is in. Its `initial` is chosen, even if it is none of
    those that can be; sent without the field, the form says nothing of it."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, Any] = {"": _("Not specified"), **dict(settings.LANGUAGES)}
        current = self.initial.get("language", "")
        self.fields["language"].choices = {current: current, **known}.items()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.add_prefix("language") not in self.data:
            self.cleaned_data.pop("language", None)
        return self.cleaned_data


class PinForm(forms.Form):
    everywhere = forms.BooleanField(label=_("In all lists"), required=False)
    until = forms.DateField(
        label=pgettext_lazy("a date", "Until"),
        required=False,
        error_messages={"invalid": _("Enter a date such as 2031-12-24, or leave it empty.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        if (day := self.cleaned_data["until"]) is None:
            return None
        if day.year > LAST_YEAR:
            raise forms.ValidationError(gettext("Choose an earlier day."))
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class ReplyForm(forms.Form):
    source = forms.CharField(
        label=_("Write a reply"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter some text.")},
        widget=forms.Textarea(attrs={"rows": 4, "placeholder": _("Write a reply")}),
    )
    parent = forms.ModelChoiceField(Post.objects.none(), required=False, widget=forms.HiddenInput)
    once = once_field()

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.data.get("parent"):  # deleted ones too: the action says what became of them
            posts = thread.posts.select_related("author")
            self.fields["parent"].queryset = posts  # type: ignore[attr-defined]


class EditForm(WithLanguage):
    source = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter some text.")},
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    reason = forms.CharField(label=_("Reason for edit"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
