"""What programs can read and do with boards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from community.accounts.models import User
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import ADMINISTRATORS
from feedback.boards import actions
from feedback.boards.api import (
    BoardEditIn,
    BoardIn,
    BoardOut,
    BoardPermissionOut,
    BoardPermissionsIn,
    BoardStatusesIn,
    given,
)
from feedback.boards.schema import BoardNode
from feedback.models import Board, Status
from feedback.policy import may_set_up_boards

enum_names: dict[str, Any] = {"IdeaStatusCategory": Status.Category}


def set_board_permissions(
    *, board: Board, rows: Iterable[Mapping[str, Any]], by: User, version: int | None = None,
    is_public_meant: bool = False,
) -> Board:  # fmt: skip
    """Replace all permissions of a board. Its ideas get the same readers; private ideas are read
    by their authors and by those who may moderate."""
    return actions.set_permissions(
        board=board, rows=given(list(rows)), by=by, version=version,
        is_public_meant=is_public_meant,
    )  # fmt: skip


def edit_board_statuses(*, board: Board, statuses: Sequence[Mapping[str, Any]], by: User) -> Board:
    """Replace the statuses of a board. Each category keeps at least one, and a status that ideas
    have cannot be deleted."""
    return actions.edit_statuses(board=board, statuses=statuses, by=by)


def _permissions(_viewer: Any, *, board: Board) -> Any:
    """The permissions that are set on this board itself."""
    return board.permissions.order_by("pk")


ADDED = {"category": "under_review", "name": "research"}

BOARD = Resource(
    name="board",
    model=Board,
    find=Board.objects.visible_to,
    out=BoardOut,
    node=BoardNode,
    updated="updated_at",
)
MANAGED = replace(BOARD, find=Board.objects.managed_by)

read_api = Api("feedback", scope="feedback", resources=[BOARD], queries=[])
read_api.list("boards/", BOARD, description="Boards, ordered by id.")
read_api.retrieve("boards/{board}/")

admin_api = Api(
    "feedback", scope="admin", resources=[MANAGED], permission=may_set_up_boards,
    allowed=ADMINISTRATORS,
)  # fmt: skip
admin_api.mutation(
    "POST boards/", actions.create_board, input=BoardIn, output=MANAGED,
    example={"title": "Another", "slug": "another"},
)  # fmt: skip
at_board = "boards/{board}"
admin_api.mutation(
    f"PATCH {at_board}/", actions.edit_board, input=BoardEditIn, output=MANAGED,
    example={"title": "Other"},
)  # fmt: skip
admin_api.mutation(f"DELETE {at_board}/", actions.delete_board)
admin_api.mutation(
    f"PUT {at_board}/statuses/", edit_board_statuses, input=BoardStatusesIn, output=MANAGED,
    example={"statuses": [{"category": each} for each in Status.Category.values] + [ADDED]},
)  # fmt: skip
admin_api.query(
    f"{at_board}/permissions/", _permissions, BoardPermissionOut, many=True,
    name="list_board_permissions",
)  # fmt: skip
admin_api.mutation(
    f"PUT {at_board}/permissions/", set_board_permissions, input=BoardPermissionsIn,
    output=MANAGED, example={"rows": [{"group": None, "action": "read", "value": "yes"}]},
)  # fmt: skip

declared: tuple[Api, ...] = (read_api, admin_api)
