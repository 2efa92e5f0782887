"""What members fill in about an idea, and what a board's team does."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from community.accounts.models import Organisation, User
from community.discussions.containers.forms import ContainerField, TemplateSelect
from community.discussions.forms import WithLanguage, once_field
from community.discussions.tags.forms import Tags
from community.kernel.markdown import LONGEST
from community.kernel.text import number
from feedback.models import Board, Idea, Status
from feedback.policy import may_manage

OF_BUGS = ("severity", "steps", "affected_version", "environment")


class MemberField(forms.CharField):
    """A member by username; empty where nobody is named."""

    widget = forms.TextInput(
        attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
    )

    def clean(self, value: Any) -> User | None:
        name = super().clean(value).strip().lstrip("@")
        if not name:
            return None
        found = User.objects.filter(username__iexact=name, is_active=True).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no member with this username."))
        return found


class IdeaFacts(WithLanguage):
    """What is asked of an idea and of a bug beside the text."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of an idea", "Type"),
        choices=Idea.Kind.choices,
        initial=Idea.Kind.FEATURE,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, error_messages={"required": _("Enter a title.")}
    )
    tags = Tags()
    severity = forms.TypedChoiceField(
        label=_("Severity"),
        choices=[("", _("Not specified")), *Idea.Severity.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    steps = forms.CharField(
        label=_("Steps to reproduce"),
        max_length=8000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    affected_version = forms.CharField(label=_("Affected version"), max_length=60, required=False)
    environment = forms.CharField(
        label=_("Environment"),
        max_length=200,
        required=False,
        help_text=_("Device, operating system, browser."),
    )
    is_security = forms.BooleanField(label=_("This is a security report"), required=False)
    is_private = forms.BooleanField(label=_("Private"), required=False)

    def clean(self) -> dict[str, Any]:
        """An idea has nothing of what only bugs have, whatever stands in the fields that a page
        hides from it."""
        values = super().clean()
        if values.get("kind") != Idea.Kind.BUG:
            values |= {"severity": None, "steps": "", "affected_version": "", "environment": ""}
            values["is_security"] = False
        values["steps"] = str(values.get("steps", "")).replace("\r\n", "\n")
        if values.get("is_security"):
            values["is_private"] = True
        return values


class IdeaForm(IdeaFacts):
    board = ContainerField(
        Board.objects.none(),
        label=_("Board"),
        widget=TemplateSelect,
        empty_label=_("Choose a board"),
        error_messages={"required": _("Choose a board.")},
    )
    source = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter some text.")},
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    on_behalf_of = MemberField(
        label=_("On behalf of"),
        required=False,
        max_length=40,
        help_text=_("The username of a member. The vote is theirs and costs them nothing."),
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organization"),
        required=False,
        empty_label=_("That of the member"),
    )
    once = once_field()

    def __init__(self, *args: Any, boards: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]
        self.is_of_team = any(may_manage(by, board.pk) for board in boards)
        if self.is_of_team:
            known = Organisation.objects.order_by("name", "pk")
            self.fields["organisation"].queryset = known  # type: ignore[attr-defined]
        else:
            del self.fields["on_behalf_of"], self.fields["organisation"]
        if self.is_bound:
            return
        if len(boards) == 1 and not self.initial.get("board"):
            self.initial["board"] = boards[0].pk
        chosen = number(str(self.initial.get("board") or ""))
        self._begin_with(next((board for board in boards if board.pk == chosen), None))

    def _begin_with(self, board: Board | None) -> None:
        """An empty text begins with its board's template; a draft may take its place."""
        if board and board.template and not self.initial.get("source"):
            self.initial["source"] = board.template
            self.fields["source"].widget.attrs["data-template"] = board.template


class IdeaUpdateForm(IdeaFacts):
    """What stands beside an idea's text, as one thing to be edited."""

    reason = forms.CharField(label=_("Reason for edit"), max_length=200, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


# -- what the team does ------------------------------------------------------------------------
class StatusForm(forms.Form):
    status = forms.ModelChoiceField(
        Status.objects.none(),
        label=pgettext_lazy("of an idea", "Status"),
        empty_label=None,
        error_messages={"required": _("Choose a status.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        required=False,
        help_text=_("Shown to everyone who can read the idea, and sent to voters and watchers."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, statuses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].queryset = statuses  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Merge into"),
        max_length=300,
        help_text=_("The address of the other idea, or its ID."),
        error_messages={"required": _("Enter the address of an idea.")},
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean_into(self) -> Idea:
        said = str(self.cleaned_data["into"]).strip().split("?")[0].split("#")[0].rstrip("/")
        pk = number(said.rpartition("/")[2])
        visible = Idea.objects.visible_to(self.viewer)
        found = visible.filter(pk=pk).first() if pk is not None else None
        if found is None:
            raise forms.ValidationError(gettext("There is no idea with this address."))
        return found


class OnBehalfForm(forms.Form):
    member = MemberField(
        label=_("Member"),
        max_length=40,
        help_text=_("The username of whom you vote for."),
        error_messages={"required": _("Enter a username.")},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name", "pk"),
        label=_("Organization"),
        required=False,
        empty_label=_("That of the member"),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Only the team can read it."),
    )


class EtaForm(forms.Form):
    """Sent to the button of the roadmap."""

    eta_precision = forms.ChoiceField(
        label=_("Precision"), choices=Idea.Precision.choices, initial=Idea.Precision.QUARTER
    )
    eta_date = forms.DateField(
        label=_("Any day in it"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class MoveForm(forms.Form):
    board = ContainerField(Board.objects.none(), label=_("Board"), empty_label=None)

    def __init__(self, *args: Any, boards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = boards  # type: ignore[attr-defined]
