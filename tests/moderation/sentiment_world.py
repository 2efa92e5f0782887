"""Scored posts: see tests/architecture/world.py."""

from tests.ai.factories import make_sentiment
from tests.factories import CategoryFactory, PostFactory, TopicFactory


def grow(world):
    """One more container with a scored post: a row of the trend."""
    topic = TopicFactory(category=CategoryFactory(), by=world.other)
    make_sentiment("discussions.post", PostFactory(thread=topic.thread, by=world.other).pk)
