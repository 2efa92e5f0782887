"""The form of a word filter, and of trying it out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.moderation.models import WordFilter


class WordFilterForm(forms.Form):
    pattern = forms.CharField(
        label=_("Words or pattern"),
        max_length=100,
        help_text=_("Found as whole words, in titles and texts, however they are written."),
        error_messages={"required": _("Enter the words to look for.")},
        widget=forms.TextInput(
            attrs={"dir": "auto", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    is_pattern = forms.BooleanField(label=_("This is a regular expression (RE2)"), required=False)
    is_case_sensitive = forms.BooleanField(label=_("Distinguish capital letters"), required=False)
    action = forms.ChoiceField(
        label=pgettext_lazy("of a word filter", "Action"),
        choices=WordFilter.Action.choices,
        initial=WordFilter.Action.APPROVE,
        widget=forms.RadioSelect,
    )
    replacement = forms.CharField(
        label=_("Replacement"),
        max_length=100,
        required=False,
        strip=False,
        help_text=_("Only for “Replace”. Empty removes the words."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    note = forms.CharField(
        label=_("Note for other moderators"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    EXPLAINED = {
        WordFilter.Action.BLOCK: _("The text is refused, and its author sees which words."),
        WordFilter.Action.REPLACE: _("The words are replaced, but not in links."),
        WordFilter.Action.APPROVE: _("The text waits until a moderator approves it."),
        WordFilter.Action.FLAG: _("The text is published, and flagged for moderators."),
        WordFilter.Action.SILENCE: _("The text waits, and its author cannot post for a day."),
    }

    @property
    def actions(self) -> list[tuple[Any, Any]]:
        """Each choice with what it does."""
        return [
            (option, self.EXPLAINED[WordFilter.Action(option.data["value"])])
            for option in self["action"]
        ]


class EditWordFilterForm(WordFilterForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
