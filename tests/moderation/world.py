"""What the moderation engine holds: see tests/architecture/world.py."""

from tests.moderation import (
    queue_world,
    sanctions_world,
    screening_world,
    sentiment_world,
)

POST = ["discussions.post"]
PARAMETERS = {
    **sanctions_world.PARAMETERS,
    "kind after 'flag'": POST,
    "kind after 'content'": POST,
}


def grow(world):
    queue_world.grow(world)
    sanctions_world.grow(world)
    screening_world.grow(world)
    sentiment_world.grow(world)
