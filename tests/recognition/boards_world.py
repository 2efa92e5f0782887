"""Leaderboards: see tests/architecture/world.py."""

from community.kernel.operations.roles import EVERYONE
from experience.recognition.boards.periods import Period
from experience.recognition.models import BoardRow
from tests.architecture.world import makes
from tests.factories import CategoryFactory, UserFactory

PARAMETERS = {
    "admin recognition.boardrow": [1],
    "board": ["", "kind:support", "category:1"],
}


@makes(Period, visible_to=EVERYONE)
def leaderboard_period(_world):
    return Period.MONTH


def grow(world):
    """A place on the site's board, and one on the board of another category."""
    category = CategoryFactory(
        title=f"Category {world.word} {world.number()}", audience=world.audience
    )
    member = UserFactory()
    for period, scope in ((Period.MONTH, ""), (Period.ALL, f"container:{category.pk}")):
        BoardRow.objects.create(period=period, scope=scope, rank=1, member=member, points=5)
