"""Priorities of ideas, as the board's team sees them."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.accounts.models import User
from community.kernel.errors import Denied
from feedback.models import Assessment, Board, Idea
from feedback.models.ideas import IdeaQuerySet
from feedback.policy import may_manage
from feedback.prioritising.impact import Impact, impact_of_rows


def impact_of(idea: Idea) -> Impact:
    """What its assessments come to. Whoever shows it asks `may_manage`."""
    return impact_of_rows([*Assessment.objects.filter(idea=idea).order_by("pk")])


def assessments_for(viewer: User | AnonymousUser, idea: Idea) -> QuerySet[Assessment]:
    """The assessments of an idea for the board's team; none for others."""
    rows = Assessment.objects.filter(idea=idea).select_related("assessor")
    return rows if may_manage(viewer, idea.board_id) else rows.none()


def managed_boards(viewer: User | AnonymousUser) -> list[Board]:
    """The boards that the viewer reads and whose team they belong to, by title."""
    rows = Board.objects.visible_to(viewer).order_by("title", "pk")
    return [board for board in rows if may_manage(viewer, board.pk)]


def managed_ideas(viewer: User | AnonymousUser) -> IdeaQuerySet:
    """The ideas of those boards that the viewer may see."""
    boards = [board.pk for board in managed_boards(viewer)]
    return Idea.objects.visible_to(viewer).filter(board__in=boards)


def managed_idea(viewer: User | AnonymousUser, idea: Idea) -> Idea:
    """The idea, which the viewer may see, for the board's team. Raises Denied for others."""
    if not may_manage(viewer, idea.board_id):
        raise Denied
    return idea
