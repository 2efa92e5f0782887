"""The page of what was searched for."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.search.log.queries import search_counts


@login_required
@require_safe
def search_queries(request: MemberRequest) -> HttpResponse:
    """What was searched for in the last 30 days, what was not found first. For moderators."""
    return render(request, "search/queries.html", {"counts": search_counts(request.user)})
