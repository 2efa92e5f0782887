"""The member's invitations, and the page that an invitation leads to."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.accounts import policy
from community.accounts.http import MemberRequest
from community.accounts.invitations import actions
from community.accounts.invitations.forms import InvitationForm
from community.accounts.invitations.queries import INVITATION, invitation_by
from community.accounts.models import Invitation
from community.kernel.http import refused, submit
from community.kernel.paging import page_by_key

MADE = "invitation_made"  # in the session: a link that is shown once


@never_cache
@login_required
def invitations(request: MemberRequest) -> HttpResponse:
    """One's invitations, and a form for another."""
    form = InvitationForm(request.POST or None, by=request.user)
    site = request.build_absolute_uri("/")
    if request.method == "POST":
        if made := submit(form, actions.invite, by=request.user, site=site):
            invitation, url = made
            if not invitation.email:
                request.session[MADE] = url
            messages.success(
                request,
                gettext("Invitation sent.")
                if invitation.email
                else gettext("Invitation link created."),
            )
            return redirect("settings_invitations")
        return refused(request, "members/settings_invitations.html", _context(request, form))
    context = _context(request, form)
    context["url"] = request.session.pop(MADE, "")
    return render(request, "members/settings_invitations.html", context)


def _context(request: MemberRequest, form: InvitationForm) -> dict[str, object]:
    own = Invitation.objects.visible_to(request.user)
    page = page_by_key(own, keys=["pk"], cursor=request.GET.get("page"), size=30)
    return {"form": form, "page": page, "may_invite": policy.may_invite(request.user)}


@never_cache
@require_safe
def invite(request: HttpRequest, secret: str) -> HttpResponse:
    """Who asks you in. The session remembers it for signing up.

    Whoever opens the link of an email has confirmed its address.
    """
    invitation = invitation_by(secret)
    if invitation is None:
        if not request.user.is_authenticated:
            return render(request, "members/invitation_over.html", status=404)
        raise Http404
    if not request.user.is_authenticated:
        request.session[INVITATION] = invitation.pk
        if invitation.email:
            get_adapter(request).stash_verified_email(request, invitation.email)
    return render(request, "members/invitation.html", {"invitation": invitation})
