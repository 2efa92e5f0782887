"""What is read of votes and budgets."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.kernel.errors import Denied
from feedback import policy
from feedback.models import BoardSettings, Idea, Vote, VoteBudget


@dataclass(frozen=True, kw_only=True)
class Budget:
    """A member's votes on a board."""

    limit: int
    used: int  # more than the limit, after an idea was reopened or a merge undone

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """An idea's score beside what one member voted, and what they have left on its board."""

    idea_id: int
    score: int
    value: int  # 0: the member has no vote on it
    budget: Budget


def budget_of(member: User, board_id: int) -> Budget:
    """How many votes a member has on a board, and how many of them are in use."""
    limit = BoardSettings.objects.get(pk=board_id).limit_for(member.trust_level)
    used = VoteBudget.objects.filter(user=member, board=board_id).values_list("used", flat=True)
    return Budget(limit=limit, used=used.first() or 0)


def own_values(member: User | AnonymousUser, idea_ids: Collection[int]) -> dict[int, int]:
    """What a member voted on each of these ideas. Those without a vote are left out."""
    if not member.is_authenticated:
        return {}
    votes = Vote.objects.counted().filter(user=member.pk, idea__in=idea_ids)
    return dict(votes.values_list("idea_id", "value"))


def votes_of(member: User | AnonymousUser) -> QuerySet[Vote]:
    """A member's votes, on ideas that they can see."""
    if not member.is_authenticated:
        return Vote.objects.none()
    return (
        Vote.objects.counted()
        .filter(user=member.pk, idea__in=Idea.objects.visible_to(member))
        .select_related("idea__thread", "idea__status", "idea__board")
    )


def voters_of(viewer: User | AnonymousUser, idea: Idea) -> QuerySet[Vote]:
    """Who voted on an idea, with the customers that they belong to: for the board's team.

    Raises Denied.
    """
    if not policy.may_manage(viewer, idea.board_id):
        raise Denied
    votes = Vote.objects.counted().filter(idea=idea.pk)
    return votes.select_related("user", "organisation", "cast_by")


def ballot_of(member: User, idea: Idea) -> Ballot:
    """What a member may want to know after voting. Two of the numbers are read again."""
    score, board_id = Idea.objects.values_list("score", "board_id").get(pk=idea.pk)
    return Ballot(
        idea_id=idea.pk,
        score=score,
        value=own_values(member, [idea.pk]).get(idea.pk, 0),
        budget=budget_of(member, board_id),
    )
