"""The nightly recount of what follows from votes."""

from django.db import connection, transaction

from feedback.models import Idea, VoteBudget
from feedback.votes.actions.counting import recount
from feedback.votes.trending import TRENDS

BATCH = 500
# Looked for without a lock: what a vote changes meanwhile is looked at again.
OFF = f"""
    SELECT idea.thread_id,
        idea.score <> idea.imported_votes + counted.score OR idea.voters_count <> counted.voters
    FROM feedback_idea AS idea
    LEFT JOIN ({TRENDS}) AS trends ON trends.idea_id = idea.thread_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(value), 0) AS score, count(*) AS voters FROM feedback_vote
        WHERE idea_id = idea.thread_id AND superseded_at IS NULL
    ) AS counted
    WHERE idea.thread_id = ANY(%(ideas)s::bigint[]) AND (
        idea.score <> idea.imported_votes + counted.score OR idea.voters_count <> counted.voters
        OR abs(idea.trend - trends.trend) > 1e-6
        OR (idea.trend IS NULL) <> (trends.trend IS NULL)
    )
"""  # noqa: S608 - put together from constants
USED = """
    SELECT coalesce(sum(vote.cost), 0) FROM feedback_vote AS vote
    JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
    WHERE vote.user_id = %(member)s AND idea.board_id = %(board)s
        AND vote.released_at IS NULL AND vote.superseded_at IS NULL
"""
BUDGETS_OFF = """
    SELECT budget.id FROM feedback_votebudget AS budget
    LEFT JOIN (
        SELECT vote.user_id, idea.board_id, sum(vote.cost) AS used FROM feedback_vote AS vote
        JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
        WHERE vote.cost > 0 AND vote.released_at IS NULL AND vote.superseded_at IS NULL
        GROUP BY vote.user_id, idea.board_id
    ) AS counted ON counted.user_id = budget.user_id AND counted.board_id = budget.board_id
    WHERE budget.used <> coalesce(counted.used, 0) ORDER BY budget.user_id, budget.id
"""


def repair_votes() -> list[str]:
    """Set scores, numbers of voters, trends and budgets to what the votes say; return a line for
    each that was off.

    Each row is locked first and counted in a second statement: counting inside the UPDATE would
    miss what commits while it waits for the lock. A trend that waits for the relay is no error.
    """
    found: list[str] = []
    last = 0
    while ids := list(
        Idea.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        last = ids[-1]
        for pk, _is_miscounted in _off(ids):
            with transaction.atomic():
                Idea.objects.locked().get(pk=pk)
                for _pk, is_miscounted in _off([pk]):
                    recount([pk])
                    if is_miscounted:
                        found.append(f"idea {pk}: score or number of voters was off")
    return found + _repair_budgets()


def _off(ids: list[int]) -> list[tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(OFF, {"ideas": ids})
        return list(cursor.fetchall())


def _repair_budgets() -> list[str]:
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(BUDGETS_OFF)
        off = [pk for (pk,) in cursor.fetchall()]
    for pk in off:
        with transaction.atomic(), connection.cursor() as cursor:
            budget = VoteBudget.objects.select_for_update(no_key=True).get(pk=pk)
            cursor.execute(USED, {"member": budget.user_id, "board": budget.board_id})
            [used] = cursor.fetchone()
            if used != budget.used:
                found.append(f"budget {pk}: number of votes used was off")
                budget.used = used
                budget.save(update_fields=["used"])
    return found
