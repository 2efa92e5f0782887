"""Flagging something, and what became of one's own flags."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from community.accounts.http import MemberRequest
from community.kernel.errors import Denied
from community.kernel.http import back, refused, submit, takes_back
from community.kernel.subjects import Subject
from community.moderation import registration
from community.moderation.flags import actions, own, policy
from community.moderation.flags.forms import FlagForm
from community.moderation.models import Flag


@login_required
@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def flag(request: MemberRequest, kind: str, pk: int) -> HttpResponse:
    """The form, or what became of the flag that there is. POST flags; DELETE, or POST with `undo`,
    withdraws."""
    subject, part = Subject(kind, pk), registration.reviewable(kind)
    content = registration.described(subject, request.user)
    if part is None or content is None:
        raise Http404
    if takes_back(request):
        actions.withdraw_flag(subject=subject, by=request.user)
        messages.success(request, gettext("Flag withdrawn."))
        return redirect(back(request, content.url))
    given = own.own_flag(content.counts_for or subject, request.user)
    is_waiting = given is not None and given.outcome == Flag.Outcome.PENDING
    if not is_waiting and not policy.may_flag(request.user, part, content):
        raise actions.OwnContent if content.member_id == request.user.pk else Denied
    may_act = policy.may_take_action(request.user, part, content)
    form = FlagForm(request.POST or None, may_act=may_act)
    context = {
        "form": form,
        "content": content,
        "heading": gettext("Flag: %(kind)s") % {"kind": part.label},
        "own": given if is_waiting else None,
    }
    if request.method != "POST":
        return render(request, "moderation/flag.html", context)
    if submit(form, actions.flag_content, subject=subject, by=request.user) is None:
        return refused(request, "moderation/flag.html", context)
    messages.success(request, gettext("Thank you. A moderator will look at it."))
    is_still_there = registration.described(subject, request.user)  # enough flags hide it
    return redirect(content.url if is_still_there else "moderation:flags")


@login_required
@require_safe
def own_flags(request: MemberRequest) -> HttpResponse:
    page = own.own_flags(request.user, request.GET.get("page"))
    rows = own.with_content(page.rows, request.user)
    return render(request, "moderation/flags.html", {"page": page, "rows": rows})
