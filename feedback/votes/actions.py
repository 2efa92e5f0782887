"""Every way votes and budgets change."""

from community.accounts.models import User
from feedback.models import Idea, Vote


def cast_vote(*, idea: Idea, value: int, by: User) -> Vote:
    """Vote on an idea, or change the vote. `value` is 1 to 3, or -1."""
    vote, _ = Vote.objects.update_or_create(idea=idea, user=by, defaults={"value": value})
    return vote
