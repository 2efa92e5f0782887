"""What recognition holds: see tests/architecture/world.py. Each package has its own."""

from tests.recognition import badges_world, boards_world, ledger_world, rings_world, trust_world

PARTS = (ledger_world, boards_world, badges_world, trust_world, rings_world)
PARAMETERS = {
    address: values for part in PARTS for address, values in getattr(part, "PARAMETERS", {}).items()
}


def grow(world):
    for part in PARTS:
        part.grow(world)
