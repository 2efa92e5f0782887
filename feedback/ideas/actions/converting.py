"""An idea becomes another kind of thread, such as a topic, or something else an idea."""

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from community.accounts.models import User
from community.discussions.models import Container, Thread
from community.events.outbox import publish
from community.kernel.errors import RuleViolation
from feedback.boards.actions import take_number
from feedback.events import IdeaSubmitted
from feedback.models import Idea, Status
from feedback.votes.actions import (
    cast_first_vote,
    move_votes,
    reclaim_votes,
    recount_trends,
    release_votes,
)


class PrivateStaysIdea(RuleViolation):
    code = "private_idea"
    title = _("Private idea")
    message = _("A private idea or security report cannot be converted. Make it public first.")


class MergedStaysIdea(RuleViolation):
    code = "merged_idea"
    title = _("Merged idea")
    message = _("Undo its merges before you convert an idea.")


def leave(thread: Thread, by: User) -> None:
    """For `Kind.leave`: its votes are returned, and kept for the way back."""
    idea = Idea.objects.locked().get(pk=thread.pk)
    if idea.is_private:
        raise PrivateStaysIdea
    if idea.merged_into_id or idea.merged.exists():
        raise MergedStaysIdea
    idea.converted_at = Now()
    idea.save(update_fields=["converted_at"])
    release_votes(idea)


def arrive(thread: Thread, container: Container, by: User) -> None:
    """For `Kind.arrive`: what has been an idea before has its status and its votes again. Else it
    is a new one, which its author votes for."""
    idea = Idea.objects.locked().filter(pk=thread.pk).first()
    if idea is None:
        _submit(thread, container, by)
        return
    if idea.board_id != container.pk:
        of_board = Status.objects.filter(board=container.pk, category=idea.category)
        idea.board_id, idea.number = container.pk, take_number(container.pk)
        idea.status = of_board.earliest("position", "pk")
    idea.converted_at = None
    idea.save(update_fields=["board", "number", "status", "converted_at"])
    move_votes(idea, container.pk)
    if idea.is_open:
        reclaim_votes(idea)
    recount_trends([idea.pk])


def _submit(thread: Thread, container: Container, by: User) -> None:
    statuses = Status.objects.filter(board=container.pk, category=Status.Category.SUBMITTED)
    idea = Idea.objects.create(
        thread=thread,
        board_id=container.pk,
        number=take_number(container.pk),
        status=statuses.earliest("position", "pk"),
    )
    publish(
        IdeaSubmitted(
            actor_id=by.pk,
            idea_id=idea.pk,
            board_id=container.pk,
            author_id=thread.author_id,
            type=Idea.Kind.FEATURE,
        )
    )
    if thread.author.is_active:
        cast_first_vote(idea, thread.author, "author")
    recount_trends([idea.pk])  # what was commented before counts, too
