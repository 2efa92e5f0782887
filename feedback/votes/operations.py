"""What programs can read and do with votes."""

from typing import Any

from community.accounts.models import User
from community.accounts.people.operations import MEMBER
from community.kernel.operations import Api, Resource
from community.kernel.operations.roles import MEMBERS, MODERATORS
from community.kernel.shapes import node_of
from feedback.models import Idea, Vote
from feedback.votes import actions, queries
from feedback.votes.api import BallotOut, VoteIn, VoteOnBehalfIn, VoteOut, VoterOut
from feedback.votes.queries import Ballot


def _ideas(viewer: Any) -> Any:
    return Idea.objects.visible_to(viewer).select_related("thread")


def _voters(viewer: Any, *, idea: Idea) -> Any:
    return queries.voters_of(viewer, idea)


def cast_vote(*, idea: Idea, value: int, by: User) -> Ballot:
    """Vote on an idea, or change the vote: 1 to 3 votes for it, or -1 against it, as far as the
    board allows. They are taken from the caller's votes on the board; votes on bugs cost nothing.
    """
    actions.cast_vote(idea=idea, value=value, by=by)
    return queries.ballot_of(by, idea)


def withdraw_vote(*, idea: Idea, by: User) -> Ballot:
    """Withdraw the caller's vote on an idea. If there is none, nothing changes."""
    actions.withdraw_vote(idea=idea, by=by)
    return queries.ballot_of(by, idea)


IDEA = Resource(name="idea", model=Idea, find=_ideas)
BALLOT = Resource(name="ballot", model=Ballot, out=BallotOut, node=node_of(BallotOut, "Ballot"))
VOTE = Resource(
    name="vote", model=Vote, find=queries.votes_of, out=VoteOut, node=node_of(VoteOut, "Vote")
)
VOTER = Resource(
    name="voter", model=Vote, find=_voters, out=VoterOut, node=node_of(VoterOut, "Voter")
)

api = Api("feedback", scope="feedback", resources=[IDEA, MEMBER], allowed=MEMBERS, queries=[])
own = "ideas/{idea}/vote/"
api.retrieve(
    own, BALLOT, queries.ballot_of, for_members=True,
    description="An idea's score, the caller's vote, and how many votes the caller has left.",
)  # fmt: skip
api.mutation(f"PUT {own}", cast_vote, input=VoteIn, output=BALLOT, example={"value": 1})
api.mutation(f"DELETE {own}", withdraw_vote, output=BALLOT)
api.list(
    "votes/", VOTE, order="-pk", for_members=True,
    description="The caller's votes, newest first.",
)  # fmt: skip

team_api = Api("feedback", scope="feedback", resources=[IDEA, MEMBER], allowed=MODERATORS)
team_api.list(
    "ideas/{idea}/votes/", VOTER, order="-pk", for_members=True, allowed=MODERATORS,
    description="For the board's team: who voted on an idea, newest first.",
)  # fmt: skip
on_behalf = "ideas/{idea}/votes/{member}/"
team_api.mutation(
    f"PUT {on_behalf}", actions.cast_vote_on_behalf, input=VoteOnBehalfIn, output=VOTER,
    example={"note": "Asked for it in a call."},
)  # fmt: skip
team_api.mutation(f"DELETE {on_behalf}", actions.withdraw_vote_on_behalf)

declared: tuple[Api, ...] = (api, team_api)
enum_names: dict[str, Any] = {"VoteSource": Vote.Source}
