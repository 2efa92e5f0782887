"""Pages of the lists."""

from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from community.discussions.channels import lists_channel
from community.discussions.models import PERIODS, Tag
from community.kernel.http import by_htmx
from community.kernel.text import MOST_SMALL, fold, number
from community.live.pages import for_visitors
from forum.lists import queries
from forum.lists.orders import ORDERS
from forum.lists.scope import Scope
from forum.models import Category

ASKED = ("page", "period")  # the parameters that a list understands
USUAL = "month"


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def everything(request: HttpRequest, order: str = "latest") -> HttpResponse:
    """All topics: the home page, and the other lists of them."""
    return _list(request, order, _scope(request))


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def category(request: HttpRequest, slug: str, pk: int, order: str = "latest") -> HttpResponse:
    """The topics of a category and of those in it."""
    found = get_object_or_404(Category.objects.visible_to(request.user), pk=pk)
    if slug != found.slug:
        return _moved(request, found.get_absolute_url(), order)
    return _list(request, order, _scope(request, category=found))


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def tag(request: HttpRequest, name: str, order: str = "latest") -> HttpResponse:
    """The topics with a tag; however it is written, it has one address, and so do its synonyms."""
    known = Tag.objects.known_to(request.user)
    found = get_object_or_404(known.named(fold(name.replace("\0", ""))))
    if name != found.name:
        return _moved(request, found.get_absolute_url(), order)
    return _list(request, order, _scope(request, tag=found))


@require_safe
def newer(request: HttpRequest) -> HttpResponseBase:
    """How many topics changed after the first one that an open list shows: no more than that."""
    after = _moment(request.GET.get("after", ""))
    if after is None:
        raise Http404
    places = Category.objects.visible_to(request.user).filter(pk=_number(request, "category"))
    tags = Tag.objects.filter(pk=_number(request, "tag"))
    scope = Scope(viewer=request.user, category=places.first(), tag=tags.first())
    return JsonResponse({"count": queries.newer(scope, after)})


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    return number(asked, most=MOST_SMALL) or 0


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo and 1900 < moment.year < 9000 else None


def _moved(request: HttpRequest, to: str, order: str) -> HttpResponse:
    """To the address that it has now, with the list and the page that were asked for."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(to + ("" if order == "latest" else f"l/{order}/") + query)


def _scope(
    request: HttpRequest, *, category: Category | None = None, tag: Tag | None = None
) -> Scope:
    period = request.GET.get("period", USUAL)
    known = period if period in PERIODS else USUAL
    return Scope(viewer=request.user, category=category, tag=tag, period=known)


def _list(request: HttpRequest, name: str, scope: Scope) -> HttpResponse:
    """The list's page, or to htmx the list alone."""
    if name not in ORDERS:
        raise Http404
    if ORDERS[name].is_personal and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = queries.list_page(name, scope, request.GET.get("page"))
    template = "forum/_topics.html" if by_htmx(request) else "forum/latest.html"
    base = request.path.partition("/l/")[0].rstrip("/") + "/" if _is_narrow(scope) else "/"
    context = {**page, "tabs": _tabs(page, scope, base), "periods": PERIODS, "base": base}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    if not page["page"].is_asked:
        add_never_cache_headers(response)  # nonsense makes no page of its own
    return response


def _is_narrow(scope: Scope) -> bool:
    return bool(scope.category or scope.tag)


def _tabs(page: dict[str, object], scope: Scope, base: str) -> list[dict[str, object]]:
    """The lists that this viewer has, each with its address here."""
    counts = page["counts"]
    assert isinstance(counts, dict)
    lists = base + "l/" if _is_narrow(scope) else base
    return [
        {
            "title": order.title,
            "url": base if name == "latest" else f"{lists}{name}/",
            "is_current": order is page["order"],
            "count": counts.get(name, 0),
        }
        for name, order in ORDERS.items()
        if scope.viewer.is_authenticated or not order.is_personal
    ]
