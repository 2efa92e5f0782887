"""What the moderation engine holds: see tests/architecture/world.py."""

from tests.moderation import queue_world

POST = ["discussions.post"]
PARAMETERS = {"kind after 'flag'": POST, "kind after 'content'": POST}


def grow(world):
    queue_world.grow(world)
