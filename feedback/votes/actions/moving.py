"""What closing, merging and moving an idea do to its votes, for actions that hold the threads and
the ideas locked.

Each vote is a row on the idea that it was cast on. While that idea is merged the row is superseded,
and the target has a copy of it with its `origin`, unless the voter had voted there, too. So who
votes for the target follows from the rows alone, whatever was merged first; undoing a merge removes
the copies and leaves exactly the former votes.
"""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from community.accounts.models import User
from community.events.outbox import publish
from feedback.events import VoteWithdrawn
from feedback.models import CLOSED, BoardSettings, Idea, Vote, VoteBudget
from feedback.votes.actions.counting import budgets_follow, recount, recount_budgets

# A voter of several merged ideas has the oldest of these votes on the target.
CHOSEN = """
    SELECT DISTINCT ON (user_id) * FROM feedback_vote
    WHERE idea_id = ANY(%(sources)s::bigint[]) AND superseded_at IS NOT NULL
    ORDER BY user_id, created_at, idea_id
"""
UNCOPY = f"""
    DELETE FROM feedback_vote AS copy
    WHERE copy.idea_id = %(target)s AND copy.origin_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM ({CHOSEN}) AS vote
        WHERE vote.user_id = copy.user_id AND vote.idea_id = copy.origin_id
    )
"""  # noqa: S608 - put together from constants
COPY = f"""
    INSERT INTO feedback_vote (
        idea_id, user_id, value, cost, source, cast_by_id, origin_id, organisation_id,
        organisation_value, note, created_at, released_at
    )
    SELECT target.thread_id, vote.user_id, vote.value,
        CASE WHEN target.kind = 'bug' THEN 0 ELSE vote.cost END, 'merge', vote.cast_by_id,
        vote.idea_id, vote.organisation_id, vote.organisation_value, vote.note, vote.created_at,
        CASE WHEN target.category = ANY(%(closed)s::text[]) OR thread.deleted_at IS NOT NULL
            THEN statement_timestamp() END
    FROM ({CHOSEN}) AS vote JOIN feedback_idea AS target ON target.thread_id = %(target)s
    JOIN discussions_thread AS thread ON thread.id = target.thread_id
    ON CONFLICT (idea_id, user_id) DO NOTHING
"""  # noqa: S608 - put together from constants


def release_votes(idea: Idea) -> None:
    """Return the votes of an idea that is completed, declined or converted to their voters. They
    still count for its score."""
    with budgets_follow(idea.pk):
        Vote.objects.filter(idea=idea.pk, released_at=None).update(released_at=Now())


def reclaim_votes(idea: Idea) -> None:
    """Take them again for an idea that was reopened, even above a voter's limit."""
    with budgets_follow(idea.pk):
        votes = Vote.objects.counted().filter(idea=idea.pk, released_at__isnull=False)
        votes.update(released_at=None)


def merge_votes(source: Idea, target: Idea) -> None:
    """Count the votes of `source` for `target`, each voter once. Who voted for both keeps the vote
    for the target, and gets the other one back. If the target is closed, all are returned.

    What had been merged into the source is merged into the target from now on, whether or not the
    caller has written that already.
    """
    merged = Idea.objects.filter(Q(merged_into=source.pk) | Q(merged_into=target.pk))
    sources = {source.pk, *merged.values_list("pk", flat=True)} - {target.pk}
    with budgets_follow(source.pk, target.pk):
        Vote.objects.filter(idea=source.pk, origin__isnull=False).delete()
        Vote.objects.counted().filter(idea=source.pk).update(superseded_at=Now())
        _copy(sources, target.pk)
    recount([source.pk, target.pk])


def unmerge_votes(source: Idea, target: Idea) -> None:
    """Undo that: both have the votes that they had, but for those of whoever has withdrawn theirs
    since. What was merged into the source before stays merged into the target."""
    merged = Idea.objects.filter(merged_into=target.pk).exclude(pk=source.pk)
    with budgets_follow(source.pk, target.pk):
        in_use = Idea.objects.filter(pk=source.pk, thread__deleted_at=None)
        is_returned = not in_use.exclude(category__in=CLOSED).exists()
        released_at = Coalesce("released_at", Now()) if is_returned else None
        superseded = Vote.objects.filter(idea=source.pk, superseded_at__isnull=False)
        superseded.update(superseded_at=None, released_at=released_at)
        _copy(set(merged.values_list("pk", flat=True)), target.pk)
    recount([source.pk, target.pk])


def move_votes(idea: Idea, board_id: int) -> None:
    """Return the votes of an idea to the budgets of the board that it came from, and take them on
    this board, even above a voter's limit. Called once the idea's new board is written."""
    votes = Vote.objects.counted().filter(idea=idea.pk, cost__gt=0, released_at=None)
    recount_budgets(set(votes.values_list("user_id", flat=True)), board_id)


def withdraw_excess(idea: Idea, by: User) -> None:
    """Withdraw the votes for an idea, which is locked with its thread, of whoever has more in use
    on its board than the limit now. For what the author can do again and again, such as deleting
    and restoring it: else friends of the author would have votes without end."""
    settings = BoardSettings.objects.get(pk=idea.board_id)
    votes = Vote.objects.counted().filter(idea=idea.pk, cost__gt=0, released_at=None)
    used = dict(
        VoteBudget.objects.filter(board=idea.board_id, user__in=votes.values("user")).values_list(
            "user_id", "used"
        )
    )
    excess = [
        vote
        for vote in votes.select_related("user").order_by("user_id")
        if used.get(vote.user_id, 0) > settings.limit_for(vote.user.trust_level)
    ]
    if not excess:
        return
    members = [vote.user_id for vote in excess]
    with budgets_follow(idea.pk):
        Vote.objects.filter(
            Q(idea=idea.pk) | Q(idea__merged_into=idea.pk), user__in=members
        ).delete()
    recount([idea.pk])
    for vote in excess:
        publish(
            VoteWithdrawn(
                actor_id=by.pk,
                idea_id=idea.pk,
                voter_id=vote.user_id,
                author_id=idea.thread.author_id,
                before=vote.value,
            )
        )


def _copy(sources: Collection[int], target: int) -> None:
    """The copies on the target are those of these ideas: others go, and missing ones come."""
    given: dict[str, Any] = {"sources": list(sources), "target": target}
    with connection.cursor() as cursor:
        cursor.execute(UNCOPY, given)
        cursor.execute(COPY, {**given, "closed": [str(one) for one in CLOSED]})
