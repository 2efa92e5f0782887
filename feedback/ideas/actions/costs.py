"""What votes cost when an idea turns out to be a bug or becomes private, or the other way round."""

from django.db.models.functions import Abs

from community.accounts.models import readers
from feedback.models import Idea, Vote
from feedback.votes.actions.counting import recount_budgets


def recost_votes(idea: Idea) -> None:
    """Votes on bugs cost nothing, nor do those of members who can no longer read the idea, since
    they could not withdraw them: they are returned to their voters, and taken again afterwards,
    even above a voter's limit. What the team cast on behalf of members is free either way."""
    votes = Vote.objects.filter(idea=idea.pk, cast_by=None)
    votes.update(cost=0 if idea.is_bug else Abs("value"))
    if idea.is_private:
        seen_by = readers(idea.thread.audience).values("pk")
        votes.exclude(user__in=seen_by).update(cost=0)
    # Also of those for whom nothing changed: whatever follows holds no other budgets.
    recount_budgets(set(votes.values_list("user_id", flat=True)), idea.board_id)
