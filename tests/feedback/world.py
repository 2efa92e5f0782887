"""What feedback holds: see tests/architecture/world.py. Each package has its own."""

from tests.feedback import (
    boards_world,
    contract_world,
    ideas_world,
    prioritising_world,
    releases_world,
    roadmap_world,
    trackers_world,
    votes_world,
)

PARTS = (
    boards_world, ideas_world, votes_world, prioritising_world, roadmap_world, releases_world,
    trackers_world, contract_world,
)  # fmt: skip
PARAMETERS = {
    address: values for part in PARTS for address, values in getattr(part, "PARAMETERS", {}).items()
}


def grow(world):
    for part in PARTS:
        part.grow(world)
