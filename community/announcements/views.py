"""The staff's page of announcements: what is on, what will be, what was."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.http import MemberRequest
from community.announcements import policy
from community.announcements.actions import (
    LONGEST,
    edit_announcement,
    make_announcement,
)
from community.announcements.models import TITLES, Announcement
from community.kernel.errors import Denied
from community.kernel.http import refused, submit, with_stored_version

SHOWN = 50


class MomentInput(forms.DateTimeInput):
    """The browser's own control."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AnnouncementForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("One line. *Emphasis* and [links](https://example.org) work."),
    )
    tone = forms.ChoiceField(
        label=pgettext_lazy("of an announcement", "Tone"), choices=[*TITLES.items()], initial="blue"
    )
    starts_at = forms.DateTimeField(
        label=pgettext_lazy("a date", "From"),
        required=False,
        widget=MomentInput,
        help_text=_("UTC. Empty means now."),
    )
    ends_at = forms.DateTimeField(
        label=pgettext_lazy("a date", "Until"),
        required=False,
        widget=MomentInput,
        help_text=_("UTC. Empty means no end."),
    )


class EditForm(AnnouncementForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """An empty start keeps the one that there is."""
        if self.cleaned_data.get("starts_at") is None:
            self.cleaned_data.pop("starts_at", None)
        return self.cleaned_data


@login_required
def listed(request: MemberRequest) -> HttpResponse:
    """The list with the form for another one."""
    _only_staff(request)
    if request.method != "POST":
        form = AnnouncementForm()
        return render(request, "announcements/list.html", _page(form))
    form = AnnouncementForm(request.POST)
    if submit(form, make_announcement, by=request.user):
        return redirect("announcements:list")
    return refused(request, "announcements/list.html", _page(form))


@login_required
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    _only_staff(request)
    found = get_object_or_404(Announcement, pk=pk)
    if request.method != "POST":
        names = ("text", "tone", "starts_at", "ends_at", "version")
        form = EditForm(initial={name: getattr(found, name) for name in names})
        return render(request, "announcements/edit.html", {"form": form, "announcement": found})
    form = EditForm(request.POST)
    if submit(form, edit_announcement, announcement=found, by=request.user):
        return redirect("announcements:list")
    form = with_stored_version(form)
    return refused(request, "announcements/edit.html", {"form": form, "announcement": found})


def _only_staff(request: HttpRequest) -> None:
    if not policy.may_announce(request.user):
        raise Denied


def _page(form: AnnouncementForm) -> dict[str, Any]:
    rows = Announcement.objects.select_related("by").order_by("-starts_at", "-pk")[:SHOWN]
    return {"form": form, "rows": rows, "now": timezone.now()}
