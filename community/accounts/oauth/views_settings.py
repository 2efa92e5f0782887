"""The member's settings: apps that one made, and apps that one lets in."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from community.accounts.http import MemberRequest
from community.accounts.oauth import actions, policy, queries
from community.accounts.oauth.forms import EditAppForm, NewAppForm
from community.accounts.oauth.models import App, AppAuthorization
from community.kernel.errors import Stale
from community.kernel.http import button, refused, submit

SHOWN_ONCE = "app_secret"  # in the session: a secret that is shown once, and whose it is


@never_cache
@login_required
def apps(request: MemberRequest) -> HttpResponse:
    """Apps with access to one's account, and apps that one made."""
    allowed = queries.authorizations_of(request.user)
    shown = {
        "allowed": [(one, queries.in_words(one)) for one in allowed],
        "made": queries.apps_of(request.user),
        "may_register": policy.may_register_app(request.user),
    }
    return render(request, "oauth/apps.html", shown)


@never_cache
@login_required
@reauthentication_required
def register(request: MemberRequest) -> HttpResponse:
    """A form for a new app."""
    form = NewAppForm(request.POST or None, initial={"kind": App.CONFIDENTIAL})
    if request.method != "POST":
        return render(request, "oauth/register.html", {"form": form})
    if made := submit(form, actions.register_app, by=request.user):
        app, secret = made
        _keep(request, app, secret)
        messages.success(request, "Your app is registered.")
        return redirect("app", app.pk)
    return refused(request, "oauth/register.html", {"form": form})


@never_cache
@login_required
@reauthentication_required
def app(request: MemberRequest, pk: int) -> HttpResponse:
    """One's app: what it says of itself, and how it proves who it is."""
    found = _own(request, pk)
    form = EditAppForm(request.POST or None, initial=_told(found))
    context: dict[str, Any] = {"form": form, "app": found}
    if request.method != "POST":
        context["secret"] = _kept(request, found)
        return render(request, "oauth/app.html", context)
    if submit(form, actions.edit_app, app=found, by=request.user):
        messages.success(request, "Saved.")
        return redirect("app", pk)
    refusal = getattr(form, "refusal", None)
    if isinstance(refusal, Stale):
        again = request.POST.copy()  # what is saved next is said after what is there was read
        again["version"] = str(refusal.version)
        form.data = again
    return refused(request, "oauth/app.html", context)


@button
@reauthentication_required
def secret(request: MemberRequest, pk: int) -> HttpResponse:
    """Another secret, shown once."""
    found, made = actions.renew_secret(app=_own(request, pk), by=request.user)
    _keep(request, found, made)
    messages.success(request, "The app has a new secret. The one before opens nothing any more.")
    return redirect("app", pk)


@button
@reauthentication_required
def deletion(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete the app, with all that members allowed it."""
    found = _own(request, pk)
    actions.delete_app(app=found, by=request.user)
    messages.success(request, f"{found.name} is deleted.")
    return redirect("settings_apps")


@button
def revocation(request: MemberRequest, pk: int) -> HttpResponse:
    """Let an app in no more."""
    rows = AppAuthorization.objects.visible_to(request.user).select_related("app")
    found = get_object_or_404(rows, pk=pk)
    actions.revoke_app(authorization=found, by=request.user)
    messages.success(request, f"{found.app.name} has access no more.")
    return redirect("settings_apps")


def _own(request: MemberRequest, pk: int) -> App:
    return get_object_or_404(App.objects.visible_to(request.user), pk=pk)


def _told(found: App) -> dict[str, object]:
    return {
        "name": found.name,
        "website": found.website,
        "redirects": found.redirect_uris,
        "version": found.version,
    }


def _keep(request: MemberRequest, found: App, secret: str) -> None:
    if secret:
        request.session[SHOWN_ONCE] = [found.pk, secret]


def _kept(request: MemberRequest, found: App) -> str:
    """The secret that was just made for this app: asked once, it is gone."""
    pk, secret = request.session.pop(SHOWN_ONCE, (0, ""))
    return secret if pk == found.pk else ""
