"""Moving an idea to another board."""

from django.db import transaction

from community.accounts import rates
from community.accounts.models import User
from community.discussions.containers.actions import check_tags
from community.discussions.containers.events import ThreadMoved
from community.discussions.containers.policy import (
    may_moderate_in,
    may_moderate_thread,
    may_start,
    threads_need_approval,
)
from community.discussions.policy import may_edit_thread
from community.discussions.posts.actions.states import NOT_PINNED
from community.discussions.posts.actions.text import refusal
from community.discussions.tags.actions import count_use, is_counted
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback.boards.actions import take_number
from feedback.events import IdeaEdited
from feedback.ideas.actions.audiences import audience_on
from feedback.ideas.actions.bugs import check_accepted
from feedback.ideas.actions.locking import lock_idea
from feedback.ideas.actions.refusals import IdeaIsMerged, ThereNeedsApproval
from feedback.models import Board, Idea, Status
from feedback.votes.actions import move_votes, withdraw_excess


def move_idea(*, idea: Idea, board: Board, by: User) -> Idea:
    """Move an idea with its votes to another board, where it has the next number and a status of
    the same category. Its editors may, where they may submit ideas; to other readers only the team
    may. Where it is already, nothing changes.

    Raises Denied, IdeaIsMerged, ThereNeedsApproval, BugsNotAccepted, and what the board asks of
    the tags of its ideas.
    """
    rates.consume("edit", by=by)
    with transaction.atomic():
        now_on = Idea.objects.values_list("board_id", flat=True).get(pk=idea.pk)
        held = {pk: Board.objects.held(pk) for pk in sorted({now_on, board.pk})}
        target = held[board.pk]
        idea = lock_idea(idea.pk)
        if not may_edit_thread(by, idea.thread):
            raise refusal(idea.thread)
        if idea.board_id == target.pk:
            return idea
        _check(idea, target, by)
        if idea.board_id != now_on:  # it was moved in this very moment
            raise Denied
        _move(idea, target, by)
    return idea


def _check(idea: Idea, target: Board, by: User) -> None:
    thread = idea.thread
    if idea.merged_into_id is not None:
        raise IdeaIsMerged
    if not may_start(by, target):
        raise Denied
    same_readers = not idea.is_private and thread.audience_id == target.audience_id
    if not same_readers and not may_moderate_thread(by, thread):
        raise Denied
    if threads_need_approval(by, target.pk) and not may_moderate_in(by, target.pk):
        raise ThereNeedsApproval
    check_accepted(idea.kind, target.pk)
    check_tags(thread=thread, container=target)


def _move(idea: Idea, target: Board, by: User) -> None:
    """Container, audience and board change together, so that who may read is never in doubt."""
    thread = idea.thread
    before, was_counted = idea.board_id, is_counted(thread)
    audience = audience_on(target, thread.author, is_private=idea.is_private)
    publish(
        ThreadMoved(
            actor_id=by.pk,
            thread_id=idea.pk,
            from_id=before,
            to_id=target.pk,
            from_audience_id=thread.audience_id,
            to_audience_id=audience.pk,
            posts_count=thread.posts_count,
        )
    )
    thread.container_id, thread.audience = target.pk, audience
    if was_counted != is_counted(thread):
        count_use(thread, by, more=not was_counted)
    if not thread.is_pinned_everywhere:  # a pin is one of the list that it has left
        for name, value in NOT_PINNED.items():
            setattr(thread, name, value)
    thread.save(update_fields=["container_id", "audience", *NOT_PINNED])
    thread.mark_changed()
    idea.status = _same_status(idea, target)
    idea.board_id, idea.number = target.pk, take_number(target.pk)
    idea.version += 1
    idea.save(update_fields=["board", "number", "status", "version"])
    move_votes(idea, target.pk)
    if not may_moderate_in(by, target.pk):
        withdraw_excess(idea, by)
    publish(IdeaEdited(actor_id=by.pk, idea_id=idea.pk, audience_id=audience.pk))


def _same_status(idea: Idea, target: Board) -> Status:
    """The status of this name and category on the other board; else the first of the category."""
    found = Status.objects.filter(board=target.pk, category=idea.category)
    return found.filter(name=idea.status.name).first() or found.earliest("position", "pk")
