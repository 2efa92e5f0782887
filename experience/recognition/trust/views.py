"""The page of a member's progress: their own, and for moderators that of others."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.people.actions import set_trust_level
from community.accounts.people.queries import member_named
from community.accounts.policy import may_moderate, may_sanction
from community.kernel import formats
from community.kernel.errors import Denied
from community.kernel.http import refused, submit
from experience.recognition.trust import queries
from experience.recognition.trust.forms import LevelForm


@never_cache
@login_required
@require_safe
def progress(request: MemberRequest) -> HttpResponse:
    """One's own."""
    return render(request, "recognition/progress.html", _context(request.user))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: MemberRequest, username: str) -> HttpResponse:
    """How far a member is, with the form that sets the level."""
    try:
        found = member_named(request.user, username)
    except User.DoesNotExist as error:
        raise Http404 from error
    if found.pk == request.user.pk and request.method != "POST":
        return redirect("recognition:progress")
    if not may_moderate(request.user):  # their own page does not name moderators
        raise Denied
    if found.username != username and request.method != "POST":
        return redirect("recognition:member_progress", found.username)
    context = _context(found)
    shown = context["progress"]
    form = LevelForm(
        request.POST if request.method == "POST" else None,
        initial={"level": found.trust_level, "is_locked": shown.is_locked},
    )
    if form.is_bound and submit(form, set_trust_level, member=found, by=request.user) is not None:
        messages.success(request, gettext("The trust level was saved."))
        return redirect("recognition:member_progress", found.username)
    context |= {"form": form, "may_set": may_sanction(request.user, found)}
    show = refused if form.is_bound else render
    return show(request, "recognition/member_progress.html", context)


def _context(member: User) -> dict[str, Any]:
    level, progress = member.trust_level, queries.progress_of(member)
    return {
        "member": member,
        "progress": progress,
        "demotion_day": formats.day(progress.demotion_on) if progress.demotion_on else "",
        "allowances": queries.allowances(level),
        "abilities": queries.abilities(level),
        "edit_days": queries.edit_days(level),
        "changes": queries.changes_of(member)[: queries.SHOWN],
    }
