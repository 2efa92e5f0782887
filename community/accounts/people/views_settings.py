"""What members set for themselves."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from community.accounts import policy
from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.people import actions_profile as actions
from community.accounts.people import queries
from community.accounts.people.forms import DisplayForm, NameForm, PictureForm, ProfileForm
from community.kernel.errors import Stale
from community.kernel.http import button, refused, submit, takes_back


@login_required
def profile(request: MemberRequest) -> HttpResponse:
    """What others see of oneself, and in which zone one lives."""
    told = _told(request.user)
    form = ProfileForm(request.POST or None, initial=told)
    context: dict[str, Any] = {"form": form, "picture": PictureForm()}
    if request.method != "POST":
        return render(request, "members/settings_profile.html", context)
    if submit(form, actions.edit_profile, member=request.user, by=request.user):
        messages.success(request, gettext("Saved."))
        return redirect("settings")
    refusal = getattr(form, "refusal", None)
    if isinstance(refusal, Stale):
        context["now"] = refusal.now
        again = request.POST.copy()  # what is saved next is said after what is there was read
        again["version"] = str(refusal.version)
        form.data = again
    return refused(request, "members/settings_profile.html", context)


def _told(member: User) -> dict[str, Any]:
    told = queries.profile_of(queries.member_named(member, member.username))
    return {
        "source": told.source,
        "location": told.location,
        "links": "\n".join(told.links),
        "language": told.language,
        "is_indexed": told.is_indexed,
        "time_zone": member.time_zone,
        "version": told.version,
    }


@button
def picture(request: MemberRequest) -> HttpResponse:
    """Send a picture, or take it down."""
    member = request.user
    if takes_back(request):
        actions.remove_avatar(member=member, by=member)
        return redirect("settings")
    form = PictureForm(request.POST, request.FILES)
    if submit(form, actions.set_avatar, member=member, by=member):
        return redirect("settings")
    shown = {"form": ProfileForm(initial=_told(member)), "picture": form, "of": form}
    shown["form"].refusal = getattr(form, "refusal", None)  # type: ignore[attr-defined]
    return refused(request, "members/settings_profile.html", shown)


@login_required
def display(request: MemberRequest) -> HttpResponse:
    """Light or dark, dense or airy."""
    member = request.user
    initial = {"theme": member.theme, "density": member.density}
    form = DisplayForm(request.POST or None, initial=initial)
    if request.method == "POST":
        if submit(form, actions.edit_profile, member=member, by=member):
            messages.success(request, gettext("Saved."))
            return redirect("settings_display")
        return refused(request, "members/settings_display.html", {"form": form})
    return render(request, "members/settings_display.html", {"form": form})


@login_required
def name(request: MemberRequest) -> HttpResponse:
    """Another name, for whoever has just joined."""
    member = request.user
    form = NameForm(request.POST or None, initial={"username": member.username})
    context = {"form": form, "may_rename": policy.may_rename(member, member)}
    if request.method == "POST":
        if submit(form, actions.rename_member, member=member, by=member):
            messages.success(request, gettext("Username changed."))
            return redirect("settings_name")
        return refused(request, "members/settings_name.html", context)
    return render(request, "members/settings_name.html", context)
