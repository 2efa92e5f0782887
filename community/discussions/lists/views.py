"""Pages of the lists."""

from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from community.discussions.channels import lists_channel
from community.discussions.kinds import Kind, kind_named
from community.discussions.lists import queries
from community.discussions.lists.orders import orders_of
from community.discussions.lists.scope import Scope
from community.discussions.models import PERIODS, Container, Tag
from community.kernel.http import by_htmx
from community.kernel.text import MOST_SMALL, fold, number
from community.live.pages import for_visitors

ASKED = ("page", "period")  # the parameters that a list understands
USUAL = "month"
TITLES = {
    "day": pgettext_lazy("the best of the", "Day"),
    "week": pgettext_lazy("the best of the", "Week"),
    "month": pgettext_lazy("the best of the", "Month"),
    "quarter": pgettext_lazy("the best of the", "Quarter"),
    "year": pgettext_lazy("the best of the", "Year"),
    "all": pgettext_lazy("the best of all times", "All"),
}


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def everything(request: HttpRequest, kind: str, order: str = "latest") -> HttpResponse:
    """All threads of a kind."""
    return _list(request, order, _scope(request, kind_named(kind)))


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def container(
    request: HttpRequest, kind: str, slug: str, pk: int, order: str = "latest"
) -> HttpResponse:
    """The threads of a container and of those in it."""
    of = kind_named(kind)
    found = get_object_or_404(_containers(request, of), pk=pk)
    if slug != found.slug:
        return _moved(request, found.get_absolute_url(), order)
    return _list(request, order, _scope(request, of, container=found))


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def tag(request: HttpRequest, kind: str, name: str, order: str = "latest") -> HttpResponse:
    """The threads with a tag; however it is written, it has one address, and so do its synonyms."""
    of, known = kind_named(kind), Tag.objects.known_to(request.user)
    found = get_object_or_404(known.named(fold(name.replace("\0", ""))))
    if name != found.name:
        return _moved(request, of.lists.url("tag", found.name), order)
    return _list(request, order, _scope(request, of, tag=found))


@require_safe
def newer(request: HttpRequest, kind: str) -> HttpResponseBase:
    """How many threads changed after the first one that an open list shows: no more than that."""
    of, after = kind_named(kind), _moment(request.GET.get("after", ""))
    if after is None:
        raise Http404
    containers = _containers(request, of).filter(pk=_number(request, of.lists.container_label))
    tags = Tag.objects.filter(pk=_number(request, "tag"))
    scope = _scope(request, of, container=containers.first(), tag=tags.first())
    return JsonResponse({"count": queries.newer(scope, after)})


def _containers(request: HttpRequest, kind: Kind) -> QuerySet[Container]:
    return Container.objects.filter(kind=kind.lists.container_kind).visible_to(request.user)


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
    request: HttpRequest, kind: Kind, *, container: Container | None = None, tag: Tag | None = None
) -> Scope:
    period = request.GET.get("period", USUAL)
    known = period if period in PERIODS else USUAL
    return Scope(kind=kind, viewer=request.user, container=container, tag=tag, period=known)


def _list(request: HttpRequest, name: str, scope: Scope) -> HttpResponse:
    """The list's page, or to htmx the list alone."""
    order = orders_of(scope.kind).get(name)
    if order is None:
        raise Http404
    if order.is_personal and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    page = queries.list_page(name, scope, request.GET.get("page"))
    template = "_threads" if by_htmx(request) else "page"
    base = scope.kind.lists.url("latest")
    if _is_narrow(scope):
        base = request.path.partition("/l/")[0].rstrip("/") + "/"
    tabs = _tabs(page, scope, base)
    context = {**page, "tabs": tabs, "periods": TITLES.items(), "base": base}
    response = render(request, f"discussions/lists/{template}.html", context)
    patch_vary_headers(response, ["HX-Request"])
    if not page["page"].is_asked:
        add_never_cache_headers(response)  # nonsense makes no page of its own
    return response


def _is_narrow(scope: Scope) -> bool:
    return bool(scope.container or scope.tag)


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
        for name, order in orders_of(scope.kind).items()
        if scope.viewer.is_authenticated or not order.is_personal
    ]
