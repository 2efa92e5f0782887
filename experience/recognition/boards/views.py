"""The page with leaderboards."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from community.accounts.people.queries import is_on_leaderboards
from community.kernel.text import number
from experience.recognition.boards import queries
from experience.recognition.boards.periods import USUAL, Period, days_label
from experience.recognition.boards.queries import Board


@require_safe
def leaderboards(request: HttpRequest) -> HttpResponse:
    """Members by points of a period: of the site, a category or a contribution kind."""
    board = _asked_for(request)
    if "board" in request.GET:  # the menu, whose one field names either
        return redirect(board.url)
    boards = queries.boards_of(request.user, period=board.period)
    if board not in boards:  # the menu names it, also while nobody has points there
        boards.append(board)
    page = queries.page_of(board, request.GET.get("page"))
    context = {
        "board": board,
        "page": page,
        "query": f"{board.url.partition('?')[2]}&" if "?" in board.url else "",
        "of_site": boards[0],
        "of_kinds": [one for one in boards if one.kind],
        "of_categories": [one for one in boards if one.category],
        "periods": [_in_period(board, period) for period in Period],
        "all_time": replace(board, period=Period.ALL),
        "days": days_label(board.period),
        "refreshed_at": queries.refreshed_at(),
        **_own(board, page.rows, request.user),
    }
    return render(request, "recognition/leaderboards.html", context)


def _asked_for(request: HttpRequest) -> Board:
    told = request.GET
    category, kind = told.get("category", ""), told.get("kind", "")
    of, _, key = told.get("board", "").partition(":")
    if key:
        category, kind = (key, "") if of == "category" else ("", key)
    try:
        if category and number(category) is None:
            raise Http404
        return queries.board_of(
            request.user,
            period=told.get("period") or USUAL,
            category=number(category) if category else None,
            kind=kind.replace("\0", ""),
        )
    except ObjectDoesNotExist as error:
        raise Http404 from error


def _in_period(board: Board, period: Period) -> dict[str, Any]:
    there = replace(board, period=period)
    return {"label": period.label, "url": there.url, "is_current": period == board.period}


def _own(board: Board, rows: list[Any], viewer: Any) -> dict[str, Any]:
    """The viewer's own place, if it is not on the page, or that they chose to have none."""
    if any(row.member_id == viewer.pk for row in rows):
        return {}
    own = queries.own_place(board, viewer)
    is_hidden = own is None and viewer.is_authenticated and not is_on_leaderboards(viewer)
    return {"own": own, "is_hidden": is_hidden}
