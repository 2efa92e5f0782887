"""Boards: see tests/architecture/world.py."""

from operator import attrgetter

from community.accounts.audiences.actions import form_group
from feedback.boards.actions import set_permissions
from feedback.models import Board
from tests.architecture.world import makes
from tests.feedback.factories import make_board

PARAMETERS = {"slug after 'b'": ["x"]}


@makes(Board, after=["b"], names={"board by name": attrgetter("slug")})
def board(world):
    taken = Board.objects.filter(slug="product").exists()
    slug = f"board-{world.number()}-{world.word}" if world.audience or taken else "product"
    title = f"Board {world.word} {world.number()}"
    return make_board(audience=world.audience, title=title, slug=slug, by=world.admin)


def grow(world):
    board, n = world.get(Board), world.number()
    group = form_group(name=f"Testers {n}", slug=f"testers-{n}", by=world.admin)
    rows = [(one.group, one.action, one.value) for one in board.permissions.all()]
    set_permissions(board=board, rows=[*rows, (group, "tag", "no")], by=world.admin)
