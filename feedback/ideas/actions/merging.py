"""Merging duplicates, and undoing that."""

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from community.accounts import rates
from community.accounts.models import User
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reason
from community.events.outbox import publish
from community.kernel.errors import Denied
from feedback.events import IdeasMerged, IdeasUnmerged
from feedback.ideas.actions.refusals import (
    IdeaIsMerged,
    MergedIntoItself,
    NotMerged,
    TargetIsGone,
    TargetIsMerged,
    TargetIsPrivate,
)
from feedback.models import Idea
from feedback.policy import may_manage
from feedback.votes.actions import merge_votes, unmerge_votes

# Whoever watches the one watches the other, unless they chose another level for that.
FOLLOW = f"""
    INSERT INTO discussions_reading
        AS mine (member_id, thread_id, last_read_number, read_ms, level, reason)
    SELECT member_id, %(target)s, 0, 0, level, reason FROM discussions_reading
    WHERE thread_id = %(source)s AND level = {Level.WATCHING:d}
    ORDER BY member_id
    ON CONFLICT (member_id, thread_id) DO UPDATE SET
        level = excluded.level, reason = excluded.reason
    WHERE mine.reason <> {Reason.CHOSEN:d} AND mine.level < excluded.level
"""  # noqa: S608 - put together from constants


def merge_idea(*, source: Idea, into: Idea, by: User) -> Idea:
    """Merge an idea into another one of the same board, or of another board of the team's.

    The target gets its votes and followers, and whatever had been merged into it; comments are
    closed until the merge is undone. Merging it into the same idea again changes nothing.
    Returns the source. Raises Denied, MergedIntoItself, IdeaIsMerged, TargetIsMerged,
    TargetIsPrivate, TargetIsGone.
    """
    rates.consume("change", by=by)
    if source.pk == into.pk:
        raise MergedIntoItself
    with transaction.atomic():
        source, into = _locked(source.pk, into.pk, by)
        if source.merged_into_id == into.pk:
            return source
        _check(source, into)
        now = timezone.now()
        merged = list(Idea.objects.filter(merged_into=source.pk).values_list("pk", flat=True))
        Idea.objects.filter(pk__in=merged).update(merged_into=into)
        source.merged_into, source.merged_at = into, now
        source.save(update_fields=["merged_into", "merged_at"])
        if source.thread.closed_at is None:  # the same moment tells that the merge closed it
            source.thread.closed_at, source.thread.closed_by = now, by
            source.thread.save(update_fields=["closed_at", "closed_by"])
        merge_votes(source, into)
        with connection.cursor() as cursor:
            cursor.execute(FOLLOW, {"source": source.pk, "target": into.pk})
        _tell(IdeasMerged, source, into, by)
    return source


def unmerge_idea(*, source: Idea, by: User) -> Idea:
    """Undo a merge: the idea has its own votes again, and can be commented on if it could before.
    Followers of the target stay. Returns the source. Raises Denied, NotMerged."""
    rates.consume("change", by=by)
    with transaction.atomic():
        board_id, target_id = Idea.objects.values_list("board_id", "merged_into_id").get(
            pk=source.pk
        )
        if not may_manage(by, board_id):
            raise Denied
        if target_id is None:
            raise NotMerged
        source, into = _locked(source.pk, target_id, by)
        if source.merged_into_id != target_id:  # somebody else was faster
            raise NotMerged
        if source.thread.closed_at == source.merged_at:
            source.thread.closed_at = source.thread.closed_by = None
            source.thread.save(update_fields=["closed_at", "closed_by"])
        source.merged_into = source.merged_at = None
        source.save(update_fields=["merged_into", "merged_at"])
        unmerge_votes(source, into)
        _tell(IdeasUnmerged, source, into, by)
    return source


def _locked(source_id: int, target_id: int, by: User) -> tuple[Idea, Idea]:
    """Both with their threads: threads by id, then ideas by id, with those that were merged into
    the source, which will follow it. Raises Denied."""
    rows = Thread.objects.locked().filter(pk__in=[source_id, target_id]).order_by("pk")
    threads = {thread.pk: thread for thread in rows}
    wanted = Q(pk__in=[source_id, target_id]) | Q(merged_into=source_id)
    ideas = {idea.pk: idea for idea in Idea.objects.filter(wanted, converted_at=None).locked()}
    for pk in (source_id, target_id):
        if pk not in ideas or not may_manage(by, ideas[pk].board_id):
            raise Denied
        ideas[pk].thread = threads[pk]
    return ideas[source_id], ideas[target_id]


def _check(source: Idea, into: Idea) -> None:
    if source.merged_into_id is not None:
        raise IdeaIsMerged
    if not source.thread.is_live:
        raise Denied
    if into.merged_into_id is not None:
        raise TargetIsMerged
    if not into.thread.is_live:
        raise TargetIsGone
    if into.is_private and not source.is_private:
        raise TargetIsPrivate


def _tell(
    event: type[IdeasMerged] | type[IdeasUnmerged], source: Idea, into: Idea, by: User
) -> None:
    for thread in (source.thread, into.thread):
        thread.mark_changed()
    publish(
        event(
            actor_id=by.pk,
            source_id=source.pk,
            target_id=into.pk,
            author_id=source.thread.author_id,
        )
    )
