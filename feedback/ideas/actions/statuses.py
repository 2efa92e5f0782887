"""How the status of an idea changes."""

from collections import deque
from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from community.accounts import rates
from community.accounts.models import User
from community.events.outbox import publish
from community.kernel.text import storable
from feedback.events import IdeaStatusChanged
from feedback.ideas.actions.locking import lock_for_team
from feedback.ideas.actions.refusals import StatusNotNext, StatusOfAnotherBoard
from feedback.models import Board, Idea, Status, StatusChange
from feedback.votes.actions import reclaim_votes, release_votes

LONGEST_REASON = 1000
Category = Status.Category

# Which categories come after which. Among the statuses of one category all changes are allowed.
NEXT: dict[str, tuple[str, ...]] = {
    Category.SUBMITTED: (Category.UNDER_REVIEW,),
    Category.UNDER_REVIEW: (Category.PLANNED, Category.DECLINED, Category.SUBMITTED),
    Category.PLANNED: (Category.IN_PROGRESS, Category.UNDER_REVIEW),
    Category.IN_PROGRESS: (Category.COMPLETED, Category.PLANNED),
    Category.COMPLETED: (Category.IN_PROGRESS,),
    Category.DECLINED: (Category.UNDER_REVIEW,),
}


def is_next(before: str, after: str) -> bool:
    """Whether an idea can go from a status of one category to one of the other in one step."""
    return before == after or after in NEXT[before]


def change_status(*, idea: Idea, status: Status, by: User, reason: str = "") -> Idea:
    """Give an idea another status of its board. The one that it has already changes nothing.

    Votes are returned to their voters when the idea is closed, and used again when it is reopened.
    Raises Denied, IdeaIsMerged, StatusOfAnotherBoard, StatusNotNext.
    """
    rates.consume("change", by=by)
    with transaction.atomic():
        held = _held_status(status)
        idea = lock_for_team(idea.pk, by)
        if held is None or held.board_id != idea.board_id:
            raise StatusOfAnotherBoard
        if held.pk == idea.status_id:
            return idea
        if not is_next(idea.category, held.category):
            raise StatusNotNext
        return _enter(idea, [held], by, reason)


def follow_status(*, idea: Idea, category: str, by: User, reason: str = "") -> Idea:
    """Take an idea to a status of this category by the steps that are allowed, in one transaction:
    for trackers, whose issues know none of our steps. One event tells of all of them.

    An idea of this category keeps its status. Raises what `change_status` raises.
    """
    with transaction.atomic():
        Board.objects.held(Idea.objects.values_list("board_id", flat=True).get(pk=idea.pk))
        idea = lock_for_team(idea.pk, by)
        if category == idea.category:
            return idea
        steps = [_first_of(idea.board_id, each) for each in _path(idea.category, category)]
        return _enter(idea, steps, by, reason)


def _held_status(status: Status) -> Status | None:
    """The status, if it still exists. Its board is held, so none of its statuses is deleted."""
    Board.objects.held(status.board_id)
    return Status.objects.filter(pk=status.pk).first()


def _first_of(board_id: int, category: str) -> Status:
    return Status.objects.filter(board=board_id, category=category).earliest("position", "pk")


def _path(before: str, after: str) -> list[str]:
    """The fewest steps from one category to another, without the first."""
    came_from: dict[str, str] = {before: ""}
    waiting = deque([before])
    while waiting and after not in came_from:
        at = waiting.popleft()
        for step in NEXT[at]:
            if step not in came_from:
                came_from[step] = at
                waiting.append(step)
    if after not in came_from:
        raise StatusNotNext
    steps = [after]
    while came_from[steps[-1]] != before:
        steps.append(came_from[steps[-1]])
    return steps[::-1]


def _enter(idea: Idea, steps: Sequence[Status], by: User, reason: str) -> Idea:
    """Write the steps to the history, and the last of them to the idea, which is locked."""
    before, was_open = idea.category, idea.is_open
    change = None
    for status in steps:
        change = StatusChange.objects.create(
            idea=idea,
            before=idea.status,
            after=status,
            before_category=idea.category,
            after_category=status.category,
            actor=by,
            reason=storable(reason or "").strip()[:LONGEST_REASON] if status is steps[-1] else "",
        )
        idea.status, idea.category = status, status.category
    assert change is not None, "there is a step"
    idea.status_changed_at = Now()
    idea.save(update_fields=["status", "category", "status_changed_at"])
    idea.refresh_from_db(fields=["status_changed_at"])
    if was_open and not idea.is_open:
        release_votes(idea)
    elif idea.is_open and not was_open:
        reclaim_votes(idea)
    idea.thread.mark_changed()
    publish(
        IdeaStatusChanged(
            actor_id=by.pk,
            idea_id=idea.pk,
            board_id=idea.board_id,
            author_id=idea.thread.author_id,
            change_id=change.pk,
            before=before,
            after=idea.category,
            type=idea.kind,
        )
    )
    return idea
