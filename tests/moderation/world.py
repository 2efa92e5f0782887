"""What the moderation engine holds: see tests/architecture/world.py."""

from tests.moderation import queue_world


def grow(world):
    queue_world.grow(world)
