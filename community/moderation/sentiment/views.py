"""The page of the trend."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.kernel import formats
from community.kernel.errors import Denied
from community.kernel.text import number
from community.moderation.queue import cases
from community.moderation.queue.policy import may_review
from community.moderation.sentiment import queries
from community.moderation.sentiment.items import MOST_OPEN
from community.moderation.sentiment.shown import shown_lines, title_of


@login_required
@require_safe
def trend(request: MemberRequest) -> HttpResponse:
    """How the posts were scored, per container that the viewer moderates and week. An unknown
    `container` shows none."""
    if not may_review(request.user):
        raise Denied
    lines = queries.trend_lines(request.user)
    asked = number(request.GET.get("container", ""))
    chosen = [line for line in lines if asked is None or line.container_id == asked]
    shown = shown_lines(chosen, request.user)
    few = [one for one in shown if not (one.bars or one.waiting)]
    context = {
        "lines": shown,
        "few": few,
        "is_few_open": len(few) == len(shown),
        "choices": [(line.container_id, title_of(line)) for line in lines if line.container_id],
        "asked": asked,
        "made_by": formats.listed(queries.made_by(chosen)),
        "least": queries.LEAST,
        "most": queries.MOST,
        "is_full": len(lines) == queries.MOST,
        "most_open": MOST_OPEN if settings.SENTIMENT_REVIEW else 0,
        "counted": cases.counted(request.user),
    }
    return render(request, "moderation/sentiment.html", context)
