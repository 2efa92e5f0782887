"""Computes all leaderboards from scores."""

from datetime import UTC, date, datetime, time

from django.db import connection, transaction
from django.db.models.functions import Now

from experience.recognition.boards.periods import DAYS, Period, first_day
from experience.recognition.boards.scoring import ELIGIBLE
from experience.recognition.models import RecognitionState

ALONE = "SELECT pg_advisory_xact_lock(hashtext('recognition.boards'))"
MOST = 2**31 - 1  # that the column holds

_SUMS = ", ".join(
    f"sum(score.points) FILTER (WHERE score.day >= %({period})s) AS of_{period}" for period in DAYS
)
_PERIODS = ", ".join(f"('{period}', sums.of_{period})" for period in Period)
# Scores are read once for all boards. What is as it was is not written, nor even locked, as
# ON CONFLICT would do: on a big site most places are the same as an hour ago. How many rows there
# are in `wanted` the planner cannot know, and a FULL JOIN is never a nested loop.
REFRESH = f"""
    WITH sums AS (
        SELECT score.scope, score.member_id, {_SUMS}, sum(score.points) AS of_all
        FROM recognition_score AS score {ELIGIBLE} AND score.day <= %(today)s
        GROUP BY score.scope, score.member_id
    ), wanted AS (
        SELECT of.period, sums.scope, sums.member_id, least(of.points, {MOST}) AS points,
            dense_rank() OVER (PARTITION BY of.period, sums.scope ORDER BY of.points DESC) AS rank
        FROM sums CROSS JOIN LATERAL (VALUES {_PERIODS}) AS of (period, points)
        WHERE of.points > 0
    ), changed AS MATERIALIZED (
        SELECT known.id, period, scope, member_id, wanted.points, wanted.rank
        FROM wanted FULL JOIN recognition_boardrow AS known USING (period, scope, member_id)
        WHERE (wanted.points, wanted.rank) IS DISTINCT FROM (known.points, known.rank)
    ), gone AS (
        DELETE FROM recognition_boardrow AS place USING changed
        WHERE place.id = changed.id AND changed.rank IS NULL
        RETURNING 1
    ), written AS (
        INSERT INTO recognition_boardrow (period, scope, member_id, points, rank)
        SELECT period, scope, member_id, points, rank FROM changed WHERE rank IS NOT NULL
        ON CONFLICT (period, scope, member_id)
            DO UPDATE SET points = excluded.points, rank = excluded.rank
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
"""  # noqa: S608 - names of ours


def refresh_boards(*, today: date) -> int:
    """Compute all leaderboards as they are on this day; return how many places were written or
    deleted. Scores and members alone decide, so that every refresh of a day gives the same."""
    asked = {period: first_day(period, today) for period in DAYS}
    starts = datetime.combine(today, time.min, UTC)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(ALONE)  # another one that is under way is seen whole
            cursor.execute(REFRESH, {"today": today, "starts": starts, **asked})
            changed = int(cursor.fetchone()[0])
        RecognitionState.objects.update_or_create(pk=1, defaults={"boards_refreshed_at": Now()})
    return changed
