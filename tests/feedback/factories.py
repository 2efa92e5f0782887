"""Boards and ideas, made by the actions that everybody uses."""

from itertools import count

from feedback.boards.actions import create_board
from feedback.ideas.actions import submit_idea
from tests.factories import AdminFactory, UserFactory

_numbers = count(1)


def make_board(*, by=None, audience=None, **fields):
    """A board that everybody may read, or the readers of an audience."""
    n = next(_numbers)
    defaults = {"title": f"Board {n}", "slug": f"board-{n}"}
    return create_board(audience=audience, by=by or AdminFactory(), **{**defaults, **fields})


def make_idea(*, board=None, by=None, **fields):
    """An idea on the board by a member of trust level 2; the author has voted for it."""
    defaults = {"title": f"Show the dew point {next(_numbers)}", "source": "The display has room."}
    return submit_idea(
        board=board or make_board(), by=by or UserFactory(trust_level=2), **{**defaults, **fields}
    )
