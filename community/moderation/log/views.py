"""The page of the log."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.accounts.policy import may_moderate
from community.kernel.paging import page_by_key
from community.moderation.log import policy
from community.moderation.log.queries import KEYS, entries_visible_to, shown_entries
from community.moderation.registration import acts

SIZE = 50
FILTERS = ("action", "actor", "member", "subject")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What moderators did, newest first, with filters. 404 for whom it is not for."""
    viewer = request.user
    if not policy.may_read_log(viewer):
        raise Http404
    sent = {name: request.GET.get(name, "").replace("\0", "").strip()[:80] for name in FILTERS}
    asked = {name: value for name, value in sent.items() if value}
    rows = entries_visible_to(viewer, **asked)
    page = page_by_key(rows, keys=KEYS, cursor=request.GET.get("page"), size=SIZE)
    context: dict[str, Any] = {
        "page": page,
        "entries": shown_entries(page.rows, viewer),
        "asked": asked,
        "acts": sorted((act for act in acts() if act.label), key=lambda act: str(act.label)),
        "query": f"{urlencode(asked)}&" if asked else "",
        "tells_names": policy.may_see_names(viewer),
        "moderates": may_moderate(viewer),
    }
    response = render(request, "moderation/log.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
