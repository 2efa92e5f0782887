"""What ideas, bugs and votes count for."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.accounts.standing.registration import (
    Counted,
    Rule,
    Threshold,
    Tier,
    Told,
    Withdrawn,
    reads,
    register,
)
from community.kernel.subjects import Subject
from feedback.events import IdeaStatusChanged, VoteCast, VoteWithdrawn
from feedback.models import KIND, Idea, Status

COMPLETED, FIXED = "feedback.idea_completed", "feedback.bug_completed"
VOTE_RECEIVED = "feedback.vote_received"

register(
    Rule(
        name=COMPLETED,
        label=_("Idea completed"),
        sentence=_("%(subject)s was completed"),
        points=10,
        kind="feedback",
        is_limited=False,
        icon="insight",
        position=50,
    ),
    Rule(
        name=FIXED,
        label=_("Bug fixed"),
        sentence=_("%(subject)s was fixed"),
        points=10,
        kind="testing",
        is_limited=False,
        icon="insight",
        position=55,
    ),
    Rule(
        name=VOTE_RECEIVED,
        label=_("Vote received"),
        sentence=_("%(other)s voted for %(subject)s"),
        points=1,
        kind="feedback",
        icon="up",
        position=60,
    ),
    Threshold(
        name="feedback.first_idea_completed",
        label=_("First Idea Completed"),
        description=_("Submit an idea that is completed."),
        tier=Tier.BRONZE,
        icon="insight",
        position=30,
        rule=COMPLETED,
        threshold=1,
    ),
    Threshold(
        name="feedback.bug_hunter",
        label=pgettext_lazy("badge", "Bug Hunter"),
        description=_("Report 5 bugs that are fixed."),
        tier=Tier.SILVER,
        icon="insight",
        position=31,
        rule=FIXED,
        threshold=5,
    ),
)


@reads(IdeaStatusChanged)
def count_completed(event: IdeaStatusChanged) -> Iterable[Told]:
    """Nobody earns with their own idea that they complete themselves."""
    rule = FIXED if event.type == Idea.Kind.BUG else COMPLETED
    completed = Status.Category.COMPLETED
    if event.before == completed and event.after != completed:
        yield from (Withdrawn(rule=each, thread_id=event.idea_id) for each in (COMPLETED, FIXED))
    is_own = event.actor_id == event.author_id
    if event.after == completed and event.before != completed and not is_own:
        yield Counted(
            rule=rule,
            member_id=event.author_id,
            subject=Subject(KIND, event.idea_id),
            thread_id=event.idea_id,
            container_id=event.board_id,
        )


@reads(VoteCast)
def count_vote(event: VoteCast) -> Iterable[Told]:
    """One for each voter, whatever the weight; a vote against an idea counts nothing."""
    if event.voter_id == event.author_id:
        return
    if event.value > 0:
        yield Counted(
            rule=VOTE_RECEIVED,
            member_id=event.author_id,
            other_id=event.voter_id,
            subject=Subject(KIND, event.idea_id),
            thread_id=event.idea_id,
        )
    elif event.before > 0:
        yield _taken_back(event)


@reads(VoteWithdrawn)
def withdraw_vote(event: VoteWithdrawn) -> Iterable[Told]:
    if event.voter_id != event.author_id:
        yield _taken_back(event)


def _taken_back(event: VoteCast | VoteWithdrawn) -> Withdrawn:
    return Withdrawn(
        rule=VOTE_RECEIVED, subject=Subject(KIND, event.idea_id), other_id=event.voter_id
    )
