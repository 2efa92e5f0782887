"""Where points came from: members see their own, moderators everybody's."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.accounts.models import User
from community.accounts.people.queries import member_named
from experience.recognition.ledger import policy, queries
from experience.recognition.ledger.scores import FROM_ONE, IN_ALL


@never_cache
@login_required
@require_safe
def own_reputation(request: MemberRequest) -> HttpResponse:
    """The viewer's own entries."""
    return _page(request, request.user)


@never_cache
@require_safe
def member_reputation(request: HttpRequest, username: str) -> HttpResponse:
    """Any member's, for moderators; the member is led to the own page. To others there is none."""
    try:
        member = member_named(request.user, username)
    except User.DoesNotExist as error:
        raise Http404 from error
    if not policy.may_see_entries(request.user, member):
        raise Http404
    if member.pk == request.user.pk:
        return redirect("recognition:reputation")
    if member.username != username:
        return redirect("recognition:member_reputation", member.username)
    return _page(request, member)


def _page(request: Any, member: User) -> HttpResponse:
    rules = queries.rules_with_points()
    known = {rule.name for rule in rules}
    asked = {
        "rule": rule if (rule := request.GET.get("rule", "")) in known else "",
        "kind": request.GET.get("kind", "")[:20].replace("\0", ""),
    }
    found = queries.reputation_of(member, request.user, **asked, cursor=request.GET.get("page"))
    query = urlencode({name: value for name, value in asked.items() if value})
    context = {
        "member": member,
        "is_own": member.pk == request.user.pk,
        "reputation": found,
        "page": found.page,
        "rules": rules,
        "asked": asked,
        "is_filtered": bool(query),
        "query": f"{query}&" if query else "",
        "daily_limit": IN_ALL,
        "pair_limit": FROM_ONE,
    }
    return render(request, "recognition/reputation.html", context)
