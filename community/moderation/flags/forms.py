from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.kernel.languages import Text
from community.moderation.models import Flag

LONGEST = 1000
HELP: dict[str, Text] = {
    "off_topic": _("It does not belong to this discussion. Moderators may move it."),
    "inappropriate": _("It insults or threatens somebody, or breaks the guidelines otherwise."),
    "spam": _("It is advertising, or made for links and not for the discussion."),
    "illegal": _("It breaks the law. Say which part, so that moderators can act quickly."),
    "other": _("Something that the other reasons do not say. Explain it below."),
}


class FlagForm(forms.Form):
    """Why something should be looked at."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Flag.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason.")},
    )
    text = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only moderators can read it."),
    )
    take_action = forms.BooleanField(
        label=_("Hide it now"),
        required=False,
        help_text=_("As a moderator you can hide it at once. That decides its flags, too."),
    )

    def __init__(self, *args: Any, may_act: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_act:
            del self.fields["take_action"]
