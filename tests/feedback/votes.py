"""What the actions of ideas do to votes, without what else they do."""

from django.db import transaction
from django.utils import timezone

from community.discussions.models import Thread
from feedback.models import Idea, Status
from feedback.votes.actions import (
    merge_votes,
    move_votes,
    reclaim_votes,
    release_votes,
    unmerge_votes,
)


def _held(*ideas):
    rows = {row.pk: row for row in Idea.objects.filter(pk__in=[one.pk for one in ideas]).locked()}
    return [rows[idea.pk] for idea in ideas]


def closed(idea, category="completed"):
    with transaction.atomic():
        [idea] = _held(idea)
        _set(idea, idea.board_id, category)
        release_votes(idea)


def reopened(idea):
    with transaction.atomic():
        [idea] = _held(idea)
        _set(idea, idea.board_id, "in_progress")
        reclaim_votes(idea)


def merged(source, target):
    """As the action does it: what was merged into the source follows it."""
    with transaction.atomic():
        source, target = _held(source, target)
        Idea.objects.filter(merged_into=source).update(merged_into=target)
        source.merged_into, source.merged_at = target, timezone.now()
        source.save(update_fields=["merged_into", "merged_at"])
        merge_votes(source, target)


def unmerged(source):
    with transaction.atomic():
        source, target = _held(source, Idea.objects.get(merged=source))
        source.merged_into = source.merged_at = None
        source.save(update_fields=["merged_into", "merged_at"])
        unmerge_votes(source, target)


def moved(idea, board):
    with transaction.atomic():
        Thread.objects.filter(pk=idea.pk).update(container_id=board.pk)
        [idea] = _held(idea)
        idea.number = 1000 + idea.pk
        _set(idea, board.pk, idea.category)
        move_votes(idea, board.pk)


def _set(idea, board_id, category):
    """The board's status of the category."""
    idea.board_id, idea.category = board_id, category
    idea.status = Status.objects.get(board=board_id, category=category)
    idea.save(update_fields=["board", "number", "status", "category"])
