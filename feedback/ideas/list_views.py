"""Pages of the lists of ideas: all of them, those of a board, those with a tag."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from community.discussions.channels import lists_channel
from community.discussions.models import Tag
from community.kernel.text import fold
from community.live.pages import for_visitors
from feedback.ideas.listing import ASKED, OPEN_ONES, SORTS, STATUSES, Scope, list_page
from feedback.models import Board, Idea


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def ideas(request: HttpRequest) -> HttpResponse:
    """Ideas of all boards."""
    return _list(request)


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def board(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The ideas of a board."""
    visible = Board.objects.visible_to(request.user).select_related("feedback_settings")
    found = get_object_or_404(visible, pk=pk)
    if slug != found.slug:
        return _moved(request, found.get_absolute_url())
    return _list(request, board=found)


@for_visitors(lambda **_: [lists_channel()], query=ASKED)
@require_safe
def tag(request: HttpRequest, name: str) -> HttpResponse:
    """The ideas with a tag; however it is written, it has one address, and so do its synonyms."""
    known = Tag.objects.known_to(request.user)
    found = get_object_or_404(known.named(fold(name.replace("\0", ""))))
    if name != found.name:
        return redirect("feedback:tag", found.name)
    return _list(request, tag=found)


def _moved(request: HttpRequest, to: str) -> HttpResponse:
    """To the address that it has now, with the list and the page that were asked for."""
    return redirect(to + (f"?{request.GET.urlencode()}" if request.GET else ""))


def _list(
    request: HttpRequest, *, board: Board | None = None, tag: Tag | None = None
) -> HttpResponse:
    scope = Scope(
        viewer=request.user,
        board=board,
        tag=tag,
        sort=_asked(request, "sort", SORTS) or "trending",
        status=_asked(request, "status", STATUSES) or OPEN_ONES,
        kind=_asked(request, "type", Idea.Kind.values),
    )
    page = list_page(scope, request.GET.get("page"))
    response = render(request, "feedback/list.html", page)
    if not page["page"].is_asked:
        add_never_cache_headers(response)  # nonsense makes no page of its own
    return response


def _asked(request: HttpRequest, name: str, known: object) -> str:
    """What the address says, if it is one of those that there are."""
    said = request.GET.get(name, "")
    return said if said in known else ""  # type: ignore[operator]
