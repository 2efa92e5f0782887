"""Ideas: see tests/architecture/world.py."""

from feedback.models import Board, Idea
from tests.architecture.world import makes
from tests.feedback.factories import make_idea

PARAMETERS = {"slug after 'i'": ["x"]}


@makes(Idea, after=["i"])
def idea(world):
    return make_idea(
        board=world.get(Board), title=f"Dew point {world.word}", source=f"Show it {world.word}",
        by=world.owner,
    )  # fmt: skip


def grow(world):
    world.fill_lists(lambda: make_idea(board=world.get(Board), by=world.other).thread)
