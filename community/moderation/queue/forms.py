from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 1000


class DecisionForm(forms.Form):
    """What the buttons of a case send; which one was pressed is `decision`."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Message to the member"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("Note for other moderators"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
