"""Every way votes and budgets change. Minimal until the branch of votes is merged."""

from community.accounts.models import Organisation, User
from feedback.models import Idea, Vote


def cast_vote(*, idea: Idea, value: int, by: User) -> Vote:
    """Vote on an idea, or change the vote. `value` is 1 to 3, or -1."""
    vote, _ = Vote.objects.update_or_create(idea=idea, user=by, defaults={"value": value})
    return vote


def cast_vote_on_behalf(
    *, idea: Idea, member: User, by: User, organisation: Organisation | None = None, note: str = ""
) -> Vote:
    return cast_vote(idea=idea, value=1, by=member)


def cast_first_vote(idea: Idea, by: User, source: str) -> None:
    cast_vote(idea=idea, value=1, by=by)


def release_votes(idea: Idea) -> None:
    pass


def reclaim_votes(idea: Idea) -> None:
    pass


def merge_votes(source: Idea, target: Idea) -> None:
    pass


def unmerge_votes(source: Idea, target: Idea) -> None:
    pass


def move_votes(idea: Idea, board_id: int) -> None:
    pass
