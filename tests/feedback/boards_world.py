"""Boards: see tests/architecture/world.py."""

from operator import attrgetter

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
    pass
