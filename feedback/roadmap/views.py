"""The page of the roadmap, and the roadmap on other sites: as a frame and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi, gettext, gettext_lazy
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from community.accounts.policy import is_administrator
from community.kernel.export import origin
from community.live import bell
from community.live.pages import for_visitors, shared
from feedback.roadmap import queries
from feedback.roadmap.api import RoadmapOut
from feedback.roadmap.channels import covered
from feedback.roadmap.queries import Filters

ASKED = ("board", "tag", "by")
NOBODY = AnonymousUser()
FOR_OTHERS = 60  # seconds that other sites may keep it
VIEWS = {"status": gettext_lazy("By status"), "quarter": gettext_lazy("By quarter")}
# What a frame on another site may do: show our own styles and pictures.
FRAME_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors *"
)


@for_visitors(covered, query=ASKED)
@require_safe
def roadmap(request: HttpRequest) -> HttpResponse:
    filters = _filters(request, request.user)
    view = "quarter" if request.GET.get("by") == "quarter" else "status"
    read = queries.by_quarter if view == "quarter" else queries.by_status
    columns = read(request.user, filters)
    queries.with_excerpts(columns)
    asked = _asked(filters)
    context = {
        "columns": columns,
        "is_empty": not any(column.ideas for column in columns),
        "filters": filters,
        "view": view,
        "views": [
            {"label": label, "url": _url(**asked, by=name if name != "status" else "")}
            | {"is_current": name == view}
            for name, label in VIEWS.items()
        ],
        "boards": queries.boards_of(request.user),
        "tags": queries.tags_of(request.user),
        "canonical": _url(**asked),
        "snippet": _snippet(request, asked) if is_administrator(request.user) else "",
    }
    return render(request, "feedback/roadmap.html", context)


def _filters(request: HttpRequest, viewer: Any) -> Filters:
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("board", "tag")}
    try:
        return queries.filters_of(viewer, **asked)
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _asked(filters: Filters) -> dict[str, str]:
    return {
        "board": filters.board.slug if filters.board else "",
        "tag": filters.tag.name if filters.tag else "",
    }


def _url(name: str = "feedback:roadmap", **asked: str) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


def _snippet(request: HttpRequest, asked: dict[str, str]) -> str:
    """The HTML that shows this roadmap on another site."""
    source = (origin(request) + _url("feedback:roadmap_embed", **asked)).replace("&", "&amp;")
    title = escape(gettext("Roadmap"))
    return (
        f'<iframe src="{source}" title="{title}" width="100%" height="640" loading="lazy"></iframe>'
    )


# -- on other sites ------------------------------------------------------------------------------
def for_other_sites(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same for everybody: no cookie is read and none is set."""

    @wraps(view)
    @require_safe
    def wrapper(request: HttpRequest) -> HttpResponse:
        response = view(request, _filters(request, NOBODY))
        response["Cache-Control"] = f"public, max-age={FOR_OTHERS}"
        return response

    return wrapper


def _shared(name: str, request: HttpRequest, filters: Filters, render: Callable[[], str]) -> str:
    """Rendered once for as long as no channel rings."""
    versions = bell.versions(covered())
    ids = [one.pk if one else 0 for one in (filters.board, filters.tag)]
    about = json.dumps([origin(request), *ids])
    return shared(f"{name}:{about}", " ".join(versions.values()), render)


@xframe_options_exempt
@for_other_sites
def embed(request: HttpRequest, filters: Filters) -> HttpResponse:
    """What everybody may read, without navigation, for a frame on any site."""

    def made() -> str:
        context = {
            "columns": queries.by_status(NOBODY, filters),
            "filters": filters,
            "origin": origin(request),
            "roadmap_url": origin(request) + _url(**_asked(filters)),
            "SITE_NAME": settings.SITE_NAME,
            "LANGUAGE": get_language(),
            "DIRECTION": "rtl" if get_language_bidi() else "ltr",
        }
        return render_to_string("feedback/roadmap_embed.html", context)

    response = HttpResponse(_shared("roadmap.embed", request, filters, made))
    response["Content-Security-Policy"] = FRAME_POLICY
    return response


@for_other_sites
def as_json(request: HttpRequest, filters: Filters) -> HttpResponse:
    """What everybody may read, for scripts on any site. Addresses are whole."""

    def made() -> str:
        told = RoadmapOut({"columns": queries.by_status(NOBODY, filters)}).data
        for column in told["columns"]:
            for idea in column["ideas"]:
                idea["url"] = origin(request) + idea["url"]
        return json.dumps(told)

    body = _shared("roadmap.json", request, filters, made)
    response = HttpResponse(body, content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response
