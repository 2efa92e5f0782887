"""Recognition: see tests/architecture/world.py."""

from community.kernel.operations.roles import EVERYONE
from experience.recognition.boards.periods import Period
from tests.architecture.world import makes

PARAMETERS = {
    # -- leaderboards --
    "admin recognition.boardrow": [1],
    "board": ["", "kind:support", "category:1"],
    # -- end of leaderboards --
}


# -- leaderboards -----------------------------------------------------------------------------
@makes(Period, visible_to=EVERYONE)
def leaderboard_period(_world):
    return Period.MONTH


# -- end of leaderboards ----------------------------------------------------------------------
