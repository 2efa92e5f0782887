"""Recent searches: see tests/architecture/world.py."""

from community.kernel.operations.roles import OWNER
from community.search.log.recent import RecentSearch, note, recent_searches
from tests.architecture.world import makes


@makes(RecentSearch, visible_to=OWNER)
def recent_search(world):
    note(world.owner, f"How to {world.word} {world.number()}")
    return recent_searches(world.owner)[0]


def grow(world):
    recent_search(world)
