"""The pages about boards themselves: all of them, and what administrators decide of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from community.accounts.http import MemberRequest
from community.discussions.channels import lists_channel
from community.discussions.containers.tree import arranged
from community.kernel.errors import Denied
from community.kernel.http import refused, submit, with_stored_version
from community.live.pages import for_visitors
from feedback.boards import actions
from feedback.boards.forms import BoardForm, BoardPermissionsForm, StatusesForm
from feedback.boards.queries import public_counts
from feedback.models import Board
from feedback.policy import may_set_up_boards

SETTINGS = "feedback/board_settings.html"
OWN = ("vote_limits", "max_weight", "allows_downvotes", "accepts_bugs", "is_on_roadmap")


@for_visitors(lambda: [lists_channel()])
@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """All boards that the viewer may read."""
    rows = list(Board.objects.visible_to(request.user).in_order())
    counted = public_counts(rows)
    for row in rows:
        row.threads_count = counted[row.pk]
    may_set_up = may_set_up_boards(request.user)
    context = {"boards": arranged(rows), "may_set_up": may_set_up, "is_index": True}
    return render(request, "feedback/boards.html", context)


@login_required
def new(request: MemberRequest) -> HttpResponse:
    _for_administrators(request)
    form = BoardForm(request.POST or None)
    if request.method != "POST":
        return render(request, SETTINGS, {"form": form})
    created = submit(form, actions.create_board, by=request.user)
    if created is None:
        return refused(request, SETTINGS, {"form": form})
    return redirect("feedback:board_settings", created.slug, created.pk)


@login_required
def settings(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """A board's fields, its statuses, and the grid of its permissions."""
    board = _managed(request, pk)
    if request.method != "POST":
        return render(request, SETTINGS, _page(board))
    form = BoardForm(request.POST, board=board)
    edited = submit(form, actions.edit_board, board=board, by=request.user)
    if edited is None:
        return refused(request, SETTINGS, _page(board, form=with_stored_version(form)))
    return redirect(edited)


@login_required
@require_POST
def statuses(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    board = _managed(request, pk)
    grid = StatusesForm(request.POST, board=board)
    if submit(grid, actions.edit_statuses, board=board, by=request.user) is None:
        return refused(request, SETTINGS, _page(board, statuses=grid, form=grid))
    return redirect("feedback:board_settings", board.slug, board.pk)


@login_required
@require_POST
def permissions(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    board = _managed(request, pk)
    grid = BoardPermissionsForm(request.POST, container=board)
    changed = submit(grid, actions.set_permissions, board=board, by=request.user)
    if changed is None:
        page = _page(board, grid=with_stored_version(grid), form=grid)
        return refused(request, SETTINGS, page)
    return redirect("feedback:board_settings", changed.slug, changed.pk)


@login_required
@require_POST
def removal(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    actions.delete_board(board=_managed(request, pk), by=request.user)
    return redirect("feedback:boards")


def _for_administrators(request: HttpRequest) -> None:
    if not may_set_up_boards(request.user):
        raise Denied


def _managed(request: HttpRequest, pk: int) -> Board:
    """Administrators set up what they may not read, too. Others do not learn from the answer which
    numbers are private boards and which are none."""
    known = Board.objects.managed_by(request.user)
    board = get_object_or_404(known.select_related("audience", "feedback_settings"), pk=pk)
    _for_administrators(request)
    return board


def _page(
    board: Board,
    *,
    form: Any = None,
    statuses: StatusesForm | None = None,
    grid: BoardPermissionsForm | None = None,
) -> dict[str, Any]:
    """All three forms; `form` is the one that was refused, and `fields` that of the fields."""
    refused_form = form
    fields = form if isinstance(form, BoardForm) else BoardForm(initial=_typed(board), board=board)
    return {
        "board": board,
        "form": refused_form or fields,
        "fields": fields,
        "statuses": statuses or StatusesForm(board=board),
        "grid": grid or BoardPermissionsForm(container=board),
    }


def _typed(board: Board) -> dict[str, Any]:
    own = board.feedback_settings
    names = [*BoardForm.base_fields]
    typed = {name: getattr(board, name) for name in names if hasattr(board, name)}
    typed |= {name: getattr(own, name) for name in OWN}
    return {**typed, "required_tag_groups": board.required_tag_groups.all()}
