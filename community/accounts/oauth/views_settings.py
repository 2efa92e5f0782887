"""The member's settings: apps that one made, and apps that one lets in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from community.accounts.http import MemberRequest
from community.accounts.models import App
from community.accounts.oauth import actions, policy, queries
from community.accounts.oauth.forms import EditAppForm, NewAppForm
from community.accounts.security.recent_authentication import recent_authentication_required
from community.kernel.errors import Stale
from community.kernel.http import button, refused, submit


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
@recent_authentication_required()
def register(request: MemberRequest) -> HttpResponse:
    """A form for a new app."""
    form = NewAppForm(request.POST or None, initial={"kind": App.CONFIDENTIAL})
    if request.method != "POST":
        return render(request, "oauth/register.html", {"form": form})
    if made := submit(form, actions.register_app, by=request.user):
        return _page(request, *made)
    return refused(request, "oauth/register.html", {"form": form})


@never_cache
@login_required
@recent_authentication_required()
def app(request: MemberRequest, pk: int) -> HttpResponse:
    """One's app: what it says of itself, and how it proves who it is."""
    found = _own(request, pk)
    form = EditAppForm(request.POST or None, initial=_told(found))
    if request.method != "POST":
        return _page(request, found)
    if submit(form, actions.edit_app, app=found, by=request.user):
        messages.success(request, gettext("Saved."))
        return redirect("app", pk)
    refusal = getattr(form, "refusal", None)
    if isinstance(refusal, Stale):
        again = request.POST.copy()  # what is saved next is said after what is there was read
        again["version"] = str(refusal.version)
        form.data = again
    return refused(request, "oauth/app.html", {"form": form, "app": found})


@never_cache
@button
@recent_authentication_required()
def secret(request: MemberRequest, pk: int) -> HttpResponse:
    """Another secret, shown once."""
    return _page(request, *actions.renew_secret(app=_own(request, pk), by=request.user))


@button
@recent_authentication_required()
def deletion(request: MemberRequest, pk: int) -> HttpResponse:
    """Delete the app, with all that members allowed it."""
    found = _own(request, pk)
    actions.delete_app(app=found, by=request.user)
    messages.success(request, gettext("%(name)s deleted.") % {"name": found.name})
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


def _page(request: MemberRequest, found: App, secret: str = "") -> HttpResponse:
    """The app's page. A secret is shown in the answer to the form itself: it is put down nowhere
    on the way, and whoever comes back to the page sees it no more."""
    form = EditAppForm(initial=_told(found))
    return render(request, "oauth/app.html", {"form": form, "app": found, "secret": secret})
