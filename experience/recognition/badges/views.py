"""Pages of badges."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from community.accounts.models import ImportedBadge
from experience.recognition.badges import queries

LOWEST_FIRST = [ImportedBadge.Level.BRONZE, ImportedBadge.Level.SILVER, ImportedBadge.Level.GOLD]
LONGEST = 100  # characters of an imported badge's name


@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """All badges by tier, the first to be earned first; which of them the viewer has."""
    shown = queries.all_badges(request.user)
    tiers = [
        (level, [one for one in shown if one.badge.tier == level.value]) for level in LOWEST_FIRST
    ]
    context = {
        "tiers": [(level, rows) for level, rows in tiers if rows],
        "imported": queries.imported_names(),
        "held": sum(one.is_held for one in shown),
        "total": len(shown),
    }
    return render(request, "recognition/badges.html", context)


@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Who has a badge, and what for."""
    found = queries.badge_of_slug(slug)
    if found is None:
        raise Http404
    shown = queries.shown_badge(found, request.user)
    page = queries.awards_page(request.user, shown, request.GET.get("page"))
    context = {"badge": shown, "page": page, "is_first": not request.GET.get("page")}
    return render(request, "recognition/badge.html", context)


@require_safe
def imported_badge(request: HttpRequest, name: str) -> HttpResponse:
    """Who brought a badge along from another site."""
    if "\0" in name or len(name) > LONGEST:
        raise Http404
    page = queries.imported_page(request.user, name, request.GET.get("page"))
    if not page.rows and not request.GET.get("page"):
        raise Http404
    return render(request, "recognition/imported_badge.html", {"name": name, "page": page})
