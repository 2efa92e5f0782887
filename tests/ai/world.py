"""What models made of texts: see tests/architecture/world.py."""

from community.discussions.models import Post
from tests.ai.factories import make_sentiment

PARAMETERS = {"admin ai.sentiment": [1], "admin ai.trainedmodel": [1]}


def grow(world):
    make_sentiment("discussions.post", world.make(Post).pk)
