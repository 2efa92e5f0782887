"""Counters that follow from votes, for actions that hold the rows of their ideas."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from feedback.models import VoteBudget
from feedback.votes.trending import TRENDS

COUNT = f"""
    WITH trends AS ({TRENDS})
    UPDATE feedback_idea AS idea SET
        score = idea.imported_votes + counted.score, voters_count = counted.voters,
        trend = trends.trend
    FROM unnest(%(ideas)s::bigint[]) AS one (id)
    LEFT JOIN trends ON trends.idea_id = one.id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(value), 0) AS score, count(*) AS voters FROM feedback_vote
        WHERE idea_id = one.id AND superseded_at IS NULL
    ) AS counted
    WHERE idea.thread_id = one.id
"""  # noqa: S608 - put together from constants
TREND = f"""
    WITH trends AS ({TRENDS})
    UPDATE feedback_idea AS idea SET trend = trends.trend
    FROM unnest(%(ideas)s::bigint[]) AS one (id) LEFT JOIN trends ON trends.idea_id = one.id
    WHERE idea.thread_id = one.id AND idea.trend IS DISTINCT FROM trends.trend
"""  # noqa: S608 - put together from constants
LOCK = """
    SELECT FROM feedback_idea WHERE thread_id = ANY(%(ideas)s::bigint[])
    ORDER BY thread_id FOR NO KEY UPDATE
"""
COSTS = """
    SELECT vote.user_id, idea.board_id, sum(vote.cost)
    FROM feedback_vote AS vote JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
    WHERE vote.idea_id = ANY(%(ideas)s::bigint[]) AND vote.cost > 0
        AND vote.released_at IS NULL AND vote.superseded_at IS NULL
    GROUP BY vote.user_id, idea.board_id
"""
# In one order, and also those that change nothing here: `WHERE FALSE` locks without writing.
HOLD = """
    INSERT INTO feedback_votebudget (user_id, board_id, used)
    SELECT member, board, 0
    FROM unnest(%(members)s::bigint[], %(boards)s::bigint[]) AS changed (member, board)
    ORDER BY member, board
    ON CONFLICT (user_id, board_id) DO UPDATE SET used = feedback_votebudget.used WHERE FALSE
"""
SPEND = """
    UPDATE feedback_votebudget AS budget SET used = budget.used + changed.votes
    FROM unnest(%(members)s::bigint[], %(boards)s::bigint[], %(votes)s::int[])
        AS changed (member, board, votes)
    WHERE budget.user_id = changed.member AND budget.board_id = changed.board
"""

USED = """
    UPDATE feedback_votebudget AS budget SET used = (
        SELECT coalesce(sum(vote.cost), 0) FROM feedback_vote AS vote
        JOIN feedback_idea AS idea ON idea.thread_id = vote.idea_id
        WHERE vote.user_id = budget.user_id AND idea.board_id = budget.board_id
            AND vote.released_at IS NULL AND vote.superseded_at IS NULL
    )
    FROM unnest(%(members)s::bigint[], %(boards)s::bigint[]) AS held (member, board)
    WHERE budget.user_id = held.member AND budget.board_id = held.board
"""

Costs = Counter[tuple[int, int]]  # by member and board


def recount(ideas: Collection[int]) -> None:
    """Scores, numbers of voters and trends by their rows. The ideas are locked."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"ideas": sorted(ideas)})


def recount_trends(ideas: Collection[int]) -> None:
    """How much interest ideas have by their rows: what a sum of numbers cannot tell precisely, and
    what comments change."""
    if not ideas:
        return
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(LOCK, {"ideas": sorted(ideas)})
        cursor.execute(TREND, {"ideas": sorted(ideas)})


@contextmanager
def budgets_follow(*ideas: int) -> Iterator[None]:
    """Whatever is done to the votes of these locked ideas inside the block, or to the boards that
    they are on: the budgets of the voters change by the difference, even above the limit."""
    before = _costs(ideas)
    yield
    after = _costs(ideas)
    after.subtract(before)
    spend(after)


def spend(costs: Costs) -> None:
    """Add to budgets, or with negative numbers return to them."""
    changed = sorted(who for who, votes in costs.items() if votes)
    if not changed:
        return
    members, boards = zip(*changed, strict=True)
    given = {"members": list(members), "boards": list(boards)}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, given)
        cursor.execute(SPEND, {**given, "votes": [costs[who] for who in changed]})


def _costs(ideas: Collection[int]) -> Costs:
    with connection.cursor() as cursor:
        cursor.execute(COSTS, {"ideas": list(ideas)})
        return Counter({(member, board): votes for member, board, votes in cursor.fetchall()})


def recount_budgets(members: Collection[int], board_id: int) -> None:
    """What these members have in use on all boards, on this one for the first time maybe.

    The rows are held before they are counted, in a second statement: whoever changed votes and
    waits for a budget adds or returns them afterwards.
    """
    known = VoteBudget.objects.filter(user__in=members).values_list("user_id", "board_id")
    budgets = sorted({*known, *((member, board_id) for member in members)})
    given = {"members": [one for one, _ in budgets], "boards": [one for _, one in budgets]}
    if budgets:
        with connection.cursor() as cursor:
            cursor.execute(HOLD, given)
            cursor.execute(USED, given)
