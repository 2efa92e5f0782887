"""The page of results, what is shown while one types, and what browsers are told of both."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from community.accounts.http import MemberRequest
from community.kernel.text import MOST_SMALL, number, one_line
from community.search import http
from community.search.language import help as language_help
from community.search.language.editing import with_term
from community.search.language.parsing import QueryInvalid
from community.search.log.recent import recent_searches
from community.search.meaning.neighbors import is_offered
from community.search.registration import Kind, kinds
from community.search.results import Hit
from community.search.shown import address, shown

MOST_TYPED = 2000  # characters that are read at all; the parser says how many are allowed
PAGE = "search/results.html"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found. A query with mistakes is kept, and each of them is told."""
    if "in" in request.GET:
        return redirect(address(with_term(_typed(request), _typed(request, "in"))))
    response = _results(request, _typed(request))
    if not request.user.is_authenticated:  # members' pages are kept by nobody at all
        patch_cache_control(response, private=True, no_cache=True)
    return response


def _results(request: HttpRequest, text: str) -> HttpResponse:
    by_meaning = is_offered() and request.GET.get("meaning") == "1"
    meaning = {"has_meaning": is_offered(), "by_meaning": by_meaning}
    if not text:
        return render(request, PAGE, {**_about(request), **meaning})
    page = max(number(request.GET.get("page", ""), most=MOST_SMALL) or 1, 1)
    try:
        found = http.search(request, text, page, by_meaning=by_meaning)
    except QueryInvalid as error:
        context = {**_about(request), **meaning, "text": text, "problems": error.problems}
        return render(request, PAGE, context, status=422)
    if found.query.is_empty:
        context = {**_about(request), **meaning, "text": text, "says_nothing": True}
        return render(request, PAGE, context)
    context = shown(found, request.user, by_meaning=by_meaning)
    return render(request, PAGE, {**_help(), **meaning, **context})


def _typed(request: HttpRequest, name: str = "q") -> str:
    return one_line(request.GET.get(name, "")[:MOST_TYPED])


def _help() -> dict[str, Any]:
    return {"operators": language_help.lines()}


def _about(request: HttpRequest) -> dict[str, Any]:
    """What there is to be found, how, and what the member looked for lately."""
    return {**_help(), "text": "", "kinds": kinds(), "recent": recent_searches(request.user)}


@never_cache
@require_safe
def quick(request: HttpRequest) -> HttpResponse:
    """The first things found, for the list under the field; a mistake in a query that is still
    being typed finds nothing."""
    text = _typed(request)
    hits = http.quick(request, text) if text else []
    groups: dict[Kind, list[Hit]] = {}  # in the order of the best of each
    for hit in hits:
        groups.setdefault(hit.kind, []).append(hit)
    context = {"text": text, "groups": groups.items(), "count": len(hits)}
    return render(request, "search/_quick.html", context)


@never_cache
@require_safe
@login_required
def recent(request: MemberRequest) -> HttpResponse:
    """The same list for an empty field: what the member looked for lately."""
    return render(request, "search/_recent.html", {"recent": recent_searches(request.user)})


@never_cache
@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """Topics like the one whose title is being typed, to be shown in its form."""
    title = _typed(request, "title")
    hits = http.similar(request, title) if title else []
    return render(request, "search/_similar.html", {"hits": hits})


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """How browsers search here from their address bar."""
    kind = "application/opensearchdescription+xml; charset=utf-8"
    response = render(request, "search/opensearch.xml", content_type=kind)
    patch_cache_control(response, public=True, max_age=86400)
    return response
