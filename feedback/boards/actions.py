"""Every way boards, their settings and their statuses change."""

from typing import Any

from django.db import connection, transaction

from community.accounts.models import Audience, User
from community.discussions.containers.actions import create_container
from feedback.models import Board, BoardSettings, Status

# What a board begins with. Other statuses can be added; each category keeps one.
ON_ROADMAP = {Status.Category.PLANNED, Status.Category.IN_PROGRESS, Status.Category.COMPLETED}


def create_board(
    *, title: str, slug: str, by: User, audience: Audience | None = None, **fields: Any
) -> Board:
    """Create a board with a status of each category. Raises what containers raise, Denied."""
    own = {name: fields.pop(name) for name in list(fields) if name in SETTINGS}
    with transaction.atomic():
        board = create_container(Board, title=title, slug=slug, audience=audience, by=by, **fields)
        set_up_board(board.pk, **own)
    return board


def set_up_board(board_id: int, **own: Any) -> None:
    """Give a new container what makes it a board: settings, and a status of each category."""
    _, is_new = BoardSettings.objects.get_or_create(board_id=board_id, defaults=own)
    if is_new:
        Status.objects.bulk_create(
            Status(board_id=board_id, category=each, position=n, is_on_roadmap=each in ON_ROADMAP)
            for n, each in enumerate(Status.Category)
        )


SETTINGS = frozenset(
    {"vote_limits", "max_weight", "allows_downvotes", "accepts_bugs", "is_on_roadmap"}
)


def take_number(board_id: int) -> int:
    """The number of the board's next idea."""
    return take_numbers(board_id, 1)[0]


def take_numbers(board_id: int, count: int) -> range:
    """The numbers of the board's next ideas. Concurrent calls wait for each other, so none is
    given twice; what is rolled back is given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE feedback_boardsettings SET next_number = next_number + %(count)s"
            " WHERE board_id = %(board)s RETURNING next_number",
            {"board": board_id, "count": count},
        )
        [after] = cursor.fetchone()
    return range(after - count, after)
