"""The changelog, the pages of releases, and where they are written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.kernel.errors import Denied
from community.kernel.export import plain_text
from community.kernel.http import refused, submit, with_stored_version
from community.kernel.text import number
from community.live.pages import for_visitors
from feedback.models import Board
from feedback.policy import may_publish
from feedback.releases import actions, queries
from feedback.releases.channels import covered
from feedback.releases.forms import DraftForm, ReleaseForm
from feedback.releases.recipients import recipients

ASKED = ("board", "year", "page")
SUMMARY = 160  # characters
NEWEST = 12  # releases that are listed beside


@for_visitors(covered, query=ASKED)
@require_safe
def releases(request: HttpRequest) -> HttpResponse:
    """Published releases, newest first; drafts above, for those who may publish them."""
    board, year = board_asked(request, request.user), _year(request)
    page = queries.changelog(request.user, cursor=request.GET.get("page"), board=board, year=year)
    narrowed = {"board": board.slug if board else "", "year": str(year) if year else ""}
    query = urlencode({name: value for name, value in narrowed.items() if value})
    years = queries.years(request.user)
    drafts = list(queries.drafts(request.user).select_related("board").order_by("-pk")[:50])
    base = reverse("feedback:releases")
    context = {
        "page": page,
        "board": board,
        "year": year,
        "years": years,
        "boards": queries.boards_with_releases(request.user),
        "drafts": drafts,
        "newest": queries.newest_releases(request.user, NEWEST),
        "totals": queries.totals(request.user, timezone.now().year),
        "may_draft": _may_draft(request.user),
        "query": f"{query}&" if query else "",
        "canonical": f"{base}?{query}" if query else base,
        "feed": reverse("feedback:releases_feed") + (f"?board={board.slug}" if board else ""),
    }
    return render(request, "feedback/releases.html", context)


def board_asked(request: HttpRequest, viewer: Any) -> Board | None:
    """The board that the list is narrowed to. Raises Http404 for one that the viewer may not
    read."""
    slug = request.GET.get("board", "").replace("\0", "")
    return get_object_or_404(Board.objects.visible_to(viewer), slug=slug) if slug else None


def _year(request: HttpRequest) -> int | None:
    if not (asked := request.GET.get("year", "")):
        return None
    year = number(asked, most=9000)
    if year is None or year < 1900:
        raise Http404
    return year


def _may_draft(viewer: Any) -> bool:
    return may_publish(viewer, None) or (
        viewer.is_authenticated and queries.publishable_boards(viewer).exists()
    )


@for_visitors(covered)
@require_safe
def release(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A release. Of a draft it is the preview, with what publishing it does."""
    found = get_object_or_404(queries.visible_releases(request.user), pk=pk)
    if slug != found.slug:
        return redirect(found)
    queries.with_items([found], request.user)
    context: dict[str, Any] = {
        "release": found,
        "may_edit": may_publish(request.user, found.board_id),
        "summary": plain_text(found.html, SUMMARY) or found.title,
    }
    if found.published_at is None:
        context["recipients_count"] = sum(map(len, recipients(found)))
    return render(request, "feedback/release.html", context)


@login_required
def new(request: MemberRequest) -> HttpResponse:
    """A draft of what was completed."""
    if not _may_draft(request.user):
        raise Denied
    choices: dict[str, Any] = {
        "boards": queries.publishable_boards(request.user),
        "may_span_boards": may_publish(request.user, None),
    }
    if request.method != "POST":
        return render(request, "feedback/release_new.html", {"form": DraftForm(**choices)})
    form = DraftForm(request.POST, **choices)
    if made := submit(form, actions.draft_release, by=request.user):
        return redirect("feedback:release_edit", made.slug, made.pk)
    return refused(request, "feedback/release_new.html", {"form": form})


@login_required
def edit(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """What the release says, with all its lines."""
    found = get_object_or_404(queries.visible_releases(request.user), pk=pk)
    if not may_publish(request.user, found.board_id):
        raise Denied
    context: dict[str, Any] = {"release": found}
    if request.method != "POST":
        context["form"] = ReleaseForm(release=found)
        return render(request, "feedback/release_edit.html", context)
    form = ReleaseForm(request.POST, release=found)
    if edited := submit(form, actions.edit_release, release=found, by=request.user):
        return redirect(edited)
    return refused(
        request, "feedback/release_edit.html", {**context, "form": with_stored_version(form)}
    )
