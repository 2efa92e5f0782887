"""Every way votes and budgets change. Locks: ideas by id, then vote budgets by member."""

from feedback.votes.actions.casting import (
    cast_first_vote,
    cast_vote,
    cast_vote_on_behalf,
    set_vote,
    withdraw_vote,
    withdraw_vote_on_behalf,
)
from feedback.votes.actions.counting import recount_trends
from feedback.votes.actions.moving import (
    merge_votes,
    move_votes,
    reclaim_votes,
    release_votes,
    unmerge_votes,
    withdraw_excess,
)
from feedback.votes.actions.repair import repair_votes

__all__ = [
    "cast_first_vote",
    "cast_vote",
    "cast_vote_on_behalf",
    "merge_votes",
    "move_votes",
    "reclaim_votes",
    "recount_trends",
    "release_votes",
    "repair_votes",
    "set_vote",
    "unmerge_votes",
    "withdraw_excess",
    "withdraw_vote",
    "withdraw_vote_on_behalf",
]
