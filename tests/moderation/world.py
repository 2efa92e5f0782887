"""What the moderation engine holds: see tests/architecture/world.py."""

from tests.moderation import sanctions_world

PARAMETERS = {**sanctions_world.PARAMETERS}


def grow(world):
    sanctions_world.grow(world)
