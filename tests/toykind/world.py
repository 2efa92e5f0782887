"""Letters and notes: see tests/architecture/world.py."""

from community.discussions.containers.actions import create_container
from community.kernel.operations.roles import OWNER
from community.kernel.text import slug
from tests.architecture.world import makes
from tests.toykind.actions import pin_note, send_letter
from tests.toykind.models import Board, Letter


@makes(Letter, visible_to=OWNER, after=["letters"])
def letter(world):
    return send_letter(
        to=world.other, title=f"L {world.word}", source=f"S {world.word}", by=world.owner
    )


@makes(Board)
def board(world):
    title = f"Board {world.number()}"
    return create_container(Board, title=title, slug=slug(title), by=world.admin)


def grow(world):
    letter(world)
    world.fill_lists(lambda: _note(world))


def _note(world):
    return pin_note(board=world.get(Board), title="A gauge", source="It leaks.", by=world.other)
