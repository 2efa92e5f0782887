"""What pages show of a member's votes: on ideas, and of how many there are on each board."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from community.accounts.models import User
from feedback.models import VOTE_LIMITS, Idea, Vote, VoteBudget
from feedback.policy import may_vote

MOST_CELLS = 30  # of a budget that is drawn, one for each vote

Viewer = User | AnonymousUser


@dataclass(frozen=True)
class Balance:
    """A member's budget on a board."""

    board: Any
    limit: int
    used: int

    @property
    def remaining(self) -> int:
        return max(self.limit - self.used, 0)

    @property
    def cells(self) -> Sequence[bool]:
        """One for each vote, those in use first; none where there are too many to be drawn."""
        if max(self.limit, self.used) > MOST_CELLS:
            return ()
        return [n < self.used for n in range(max(self.limit, self.used))]


@dataclass(frozen=True)
class VoteControl:
    """An idea's votes as one viewer sees them. `own` is what the viewer gave, 0 if nothing."""

    idea: Idea
    own: int
    balance: Balance | None  # none: a visitor
    may_vote: bool

    @property
    def is_open(self) -> bool:
        idea = self.idea
        return idea.is_open and idea.merged_into_id is None and idea.thread.is_live

    @property
    def is_free(self) -> bool:
        """Votes on bugs say who is affected, and cost nothing."""
        return self.idea.is_bug

    @property
    def most(self) -> int:
        return 1 if self.is_free else int(self.idea.board.feedback_settings.max_weight)

    @property
    def allows_down(self) -> bool:
        return bool(self.idea.board.feedback_settings.allows_downvotes) and not self.is_free

    @property
    def more(self) -> int | None:
        """What one vote more makes of it; None where that is not possible."""
        may = self.own < 0 or (self.own < self.most and self.can_spend)
        return self.own + 1 if may else None

    @property
    def fewer(self) -> int | None:
        """What one vote fewer makes of it, or the most where the board allows less by now; None
        where that is not possible."""
        may = self.own > 0 or (self.own == 0 and self.allows_down and self.can_spend)
        return min(self.own - 1, self.most) if may else None

    @property
    def has_stepper(self) -> bool:
        """Whether there is more to choose than to vote or not."""
        return self.most > 1 or self.allows_down

    @property
    def can_spend(self) -> bool:
        return self.is_free or self.balance is None or self.balance.remaining > 0


def balances(viewer: Viewer, boards: Iterable[Any]) -> dict[int, Balance]:
    """The viewer's budgets by board, in one query; nothing for visitors.

    The boards come with their settings: `select_related("feedback_settings")`.
    """
    rows = {board.pk: board for board in boards}
    if not isinstance(viewer, User) or not rows:
        return {}
    found = VoteBudget.objects.filter(user=viewer.pk, board__in=rows)
    used = dict(found.values_list("board_id", "used"))
    level = viewer.trust_level
    return {
        pk: Balance(board, limit_of(board, level), used.get(pk, 0)) for pk, board in rows.items()
    }


def limit_of(board: Any, trust_level: int) -> int:
    settings = getattr(board, "feedback_settings", None)
    return int(settings.limit_for(trust_level) if settings else VOTE_LIMITS[trust_level])


def ballots(viewer: Viewer, ideas: Collection[Idea]) -> dict[int, VoteControl]:
    """By idea, in three queries; in none for visitors. The ideas come with their threads and
    `board__feedback_settings`."""
    own: Mapping[int, int] = {}
    if isinstance(viewer, User) and ideas:
        votes = Vote.objects.counted().filter(user=viewer.pk, idea__in=[idea.pk for idea in ideas])
        own = dict(votes.values_list("idea_id", "value"))
    of = balances(viewer, [idea.board for idea in ideas])
    return {
        idea.pk: VoteControl(
            idea, own.get(idea.pk, 0), of.get(idea.board_id), may_vote(viewer, idea)
        )
        for idea in ideas
    }


def spent_by(member: User, board_ids: Collection[int] = (), most: int = 5) -> Sequence[Vote]:
    """Where the member's votes are, on all boards or on some: those in use, the heaviest first."""
    votes = Vote.objects.counted().filter(user=member.pk, released_at=None, cost__gt=0)
    seen = votes.filter(idea__in=Idea.objects.visible_to(member))
    if board_ids:
        seen = seen.filter(idea__board__in=board_ids)
    return list(seen.select_related("idea__thread").order_by("-cost", "-pk")[:most])
