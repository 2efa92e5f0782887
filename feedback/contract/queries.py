"""What the promised list of feature requests reads, in a fixed number of queries."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from community.kernel.text import storable
from feedback.boards.queries import startable
from feedback.ideas.queries import ideas_for, with_heads
from feedback.models import Board, Idea


def features(viewer: User | AnonymousUser, *, sort: str, limit: int) -> Sequence[Idea]:
    """So many ideas and bugs that the viewer may see, in one of the orders of lists."""
    return list(with_heads(ideas_for(viewer, sort=sort))[:limit])


def board_named(viewer: User | AnonymousUser, slug: str) -> Board:
    """Raises Board.DoesNotExist, too, where it is not for the viewer."""
    return Board.objects.visible_to(viewer).get(slug=storable(slug))


def usual_board(member: User) -> Board | None:
    """Where an idea goes that names no board: the first one where its author may submit any."""
    return startable(member).first()
