"""What members set for themselves."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop, override
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from community.accounts import policy
from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.people import actions_profile as actions
from community.accounts.people import queries
from community.accounts.people.forms import DisplayForm, NameForm, PictureForm, ProfileForm
from community.kernel.errors import Stale
from community.kernel.http import back, button, refused, submit, takes_back
from community.kernel.languages import codes, is_translated, name_of, shown_in

NOT_TRANSLATED = gettext_noop(
    "You chose %(chosen)s. This site is not translated into it yet and stays in %(shown)s for now."
    " Your choice is remembered."
)


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
        if form.cleaned_data["language"] != told["language"]:
            _say_if_not_translated(request, form.cleaned_data["language"])
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
        "language": member.language,
        "is_indexed": told.is_indexed,
        "is_on_leaderboards": queries.is_on_leaderboards(member),
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


@csrf_exempt
def language(request: HttpRequest) -> HttpResponse:
    """The language menu. A visitor's form has no token to prove whose it is, even in the middle of
    signing in, and changes the browser's own cookie alone."""
    if request.method != "POST":
        return redirect(back(request))
    is_member = request.user.is_authenticated
    return _choose_with_token(request) if is_member else _choose_language(request)


def _choose_language(request: HttpRequest) -> HttpResponse:
    """Remembered by the browser, and for a member by the account, too."""
    chosen = request.POST.get("language", "")
    if chosen not in codes():
        raise actions.NoSuchChoice
    if request.user.is_authenticated and request.user.language != chosen:
        actions.edit_profile(member=request.user, by=request.user, language=chosen)
    _say_if_not_translated(request, chosen)
    response = redirect(back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    return response


def _say_if_not_translated(request: HttpRequest, chosen: str) -> None:
    if chosen and not is_translated(chosen):
        told = {"chosen": name_of(chosen), "shown": name_of(shown_in(chosen))}
        with override(shown_in(chosen)):
            messages.info(request, gettext(NOT_TRANSLATED) % told)


_choose_with_token = csrf_protect(_choose_language)


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
