"""The suggestion in the form of a new topic or idea."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from community.accounts.http import MemberRequest
from community.discussions.models.containers import container_kind
from community.discussions.suggesting.queries import suggested_container
from community.kernel.languages import filled


@require_POST
@login_required
def suggestion(request: MemberRequest, kind: str) -> HttpResponse:
    """A line with the likely container, or nothing. By POST: what is being written belongs in no
    address, which logs keep."""
    title, source = request.POST.get("title", ""), request.POST.get("source", "")
    found = suggested_container(request.user, kind=kind, title=title, source=source)
    context: dict[str, Any] = {"found": found}
    if found:
        text = container_kind(found.container.kind).texts.suggested
        context["suggested"] = filled(text, container=found.container.title)
    return render(request, "discussions/_suggested.html", context)
