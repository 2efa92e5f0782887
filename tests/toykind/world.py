"""Letters: see tests/architecture/world.py."""

from community.kernel.operations.roles import OWNER
from tests.architecture.world import makes
from tests.toykind.actions import send_letter
from tests.toykind.models import Letter


@makes(Letter, visible_to=OWNER, after=["letters"])
def letter(world):
    return send_letter(
        to=world.other, title=f"L {world.word}", source=f"S {world.word}", by=world.owner
    )


def grow(world):
    letter(world)
