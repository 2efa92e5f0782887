"""Votes: see tests/architecture/world.py."""

from community.discussions.models import Container
from community.kernel.operations.roles import OWNER
from feedback.models import Board, Idea, Vote
from feedback.votes.actions import cast_vote
from tests.architecture.world import makes
from tests.factories import UserFactory
from tests.feedback.factories import make_idea


@makes(Vote, visible_to=OWNER)
def vote(world):
    idea = make_idea(by=UserFactory(trust_level=2))
    return cast_vote(idea=idea, value=1, by=world.owner)


@makes(Container)
def container(world):
    """What a topic can be converted to be in."""
    return Container.objects.get(pk=world.get(Board).pk)


def grow(world):
    vote(world)
    cast_vote(idea=world.get(Idea), value=1, by=UserFactory(username=f"voter{world.number()}"))
