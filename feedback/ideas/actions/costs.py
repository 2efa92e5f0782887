"""What votes cost when an idea turns out to be a bug, or the other way round."""

from django.db.models.functions import Abs

from feedback.models import Idea, Vote
from feedback.votes.actions.counting import budgets_follow


def recost_votes(idea: Idea) -> None:
    """Votes on bugs cost nothing: they are returned to their voters, and taken again for an idea,
    even above a voter's limit. What the team cast on behalf of members is free either way."""
    votes = Vote.objects.filter(idea=idea.pk).exclude(source=Vote.Source.ON_BEHALF)
    with budgets_follow(idea.pk):
        if idea.is_bug:
            votes.update(cost=0)
        else:
            votes.update(cost=Abs("value"))
