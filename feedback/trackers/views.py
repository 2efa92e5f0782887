"""Where trackers send webhooks, and what a board's team links."""

import json
from math import isinf
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from community.accounts.http import MemberRequest
from community.kernel.http import button, refused, submit
from community.kernel.text import slug as slug_of
from feedback.models import Idea, TrackerConnection, TrackerLink
from feedback.trackers.access import tracker_of, webhook_secrets
from feedback.trackers.actions import keep_delivery, link_idea, unlink_idea
from feedback.trackers.forms import LinkForm
from feedback.trackers.queries import connections_of, links_of
from feedback.trackers.registration import BadSignature, Incoming, TrackerRefused

MOST_BYTES = 1_000_000  # GitHub sends up to 25 MB; what is said of one issue is far less


@csrf_exempt
@require_POST
def tracker_hook(request: HttpRequest, path_token: str) -> HttpResponse:
    """Keep a webhook and answer at once: a job applies it. Nothing of it is parsed before its
    signature was checked, and nobody is told what was wrong with it."""
    known = TrackerConnection.objects.filter(path_token=path_token.replace("\0", ""))
    connection = known.filter(is_active=True).first()
    if connection is None:
        return HttpResponse(status=404)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    incoming = Incoming(headers=headers, body=request.body, received_at=timezone.now())
    try:
        tracker = tracker_of(connection)
        tracker.verify(incoming, webhook_secrets(connection))
        delivery_id, event = tracker.delivery_id(incoming), tracker.event(incoming)
    except (BadSignature, TrackerRefused):
        return HttpResponse(status=401)
    try:
        body = _storable(json.loads(incoming.body, parse_constant=_not_json, parse_float=_finite))
    except (ValueError, RecursionError):
        return HttpResponse(status=400)
    if not isinstance(body, dict):
        return HttpResponse(status=400)
    keep_delivery(connection=connection, delivery_id=delivery_id, event=event, body=body)
    return HttpResponse(status=200)  # Linear takes any other answer for a failure


@login_required
def issues(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """The issues that an idea is linked with, and a form that links another, for its team."""
    rows = Idea.objects.visible_to(request.user).select_related("thread")
    idea = get_object_or_404(rows, pk=pk)
    connections = connections_of(request.user, idea=idea)
    form = LinkForm(request.POST or None, connections=connections)
    if form.is_bound and submit(form, link_idea, by=request.user, idea=idea) is not None:
        messages.success(request, gettext("Issue linked."))
        return redirect("feedback:issues", slug_of(idea.thread.title), idea.pk)
    context = {
        "form": form,
        "idea": idea,
        "thread": idea.thread,
        "links": links_of(request.user, idea=idea).order_by("pk"),
        "has_connections": connections.exists(),
        "page_url": idea.get_absolute_url(),
    }
    answer = refused if form.is_bound else render
    return answer(request, "feedback/issues.html", context)


@button
def unlink(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a link. The issue stays as it is."""
    ideas = Idea.objects.visible_to(request.user)
    links = TrackerLink.objects.filter(idea__in=ideas).select_related("idea__thread")
    link = get_object_or_404(links, pk=pk)
    unlink_idea(link=link, by=request.user)
    messages.success(request, gettext("Link removed. The issue stays as it is."))
    return redirect("feedback:issues", slug_of(link.idea.thread.title), link.idea_id)


def _not_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _finite(number: str) -> float:
    if isinf(found := float(number)):
        raise ValueError("A number is too large")
    return found


def _storable(value: Any) -> Any:
    """What people wrote there, without what PostgreSQL cannot keep: NUL, halves of pairs."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_storable(one) for one in value]
    if isinstance(value, dict):
        return {_storable(key): _storable(one) for key, one in value.items()}
    return value
