"""How ideas are ordered by interest: the sum of their votes, each worth half as much after a week.

    Σ w · 2^(-(now - t) / 7 days)

What is stored is S = ln Σ w · e^(λ · (t - 2020)). It does not change while time passes, and it has
the order of that sum at any moment, so a list is one index and nothing is computed at night. Votes
against an idea add nothing; comments by others than its author add less than a vote. Imported
votes, of which only the number is known, count from when the idea was submitted.
"""

from datetime import UTC, datetime
from math import exp, log

HALF_LIFE = 7 * 86400  # seconds
DECAY = log(2) / HALF_LIFE
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
COMMENT = 0.3  # of a vote
LEAST = -700  # PostgreSQL refuses to compute e to the power of less: the result is not exactly 0


def trend_score(trend: float | None, now: datetime) -> float:
    """What the stored sum is worth at this moment; 0 where nobody voted or commented."""
    if trend is None:
        return 0.0
    return exp(max(trend - DECAY * (now - SINCE).total_seconds(), LEAST))


def at(moment: str) -> str:
    """SQL: λ times the seconds from 2020 to the moment."""
    return f"({DECAY!r} * (extract(epoch FROM {moment}) - {SINCE.timestamp():.0f})::float8)"


def more(trend: str, weight: str) -> str:
    """SQL: the sum with one summand more. Both are logarithms; `trend` may be null."""
    apart = f"greatest(-abs({trend} - {weight}), {LEAST})"
    return (
        f"CASE WHEN {trend} IS NULL THEN {weight}"
        f" ELSE greatest({trend}, {weight}) + ln(1 + exp({apart})) END"
    )


def less(trend: str, weight: str) -> str:
    """SQL: the sum with one summand less, as long as that is at most half of it. A larger part
    would cost precision: then the sum is computed from its rows."""
    return f"{trend} + ln(1 - exp(greatest({weight} - {trend}, {LEAST})))"


def is_small(trend: str, weight: str) -> str:
    """SQL: whether `less` is precise."""
    return f"coalesce({weight} - {trend} < {log(0.5)!r}, false)"


# The sum of each idea of %(ideas)s by its rows.
TRENDS = f"""
    SELECT idea_id, top + ln(sum(exp(greatest(weight - top, {LEAST})))) AS trend
    FROM (
        SELECT idea_id, weight, max(weight) OVER (PARTITION BY idea_id) AS top FROM (
            SELECT idea_id, ln(value::float8) + {at("created_at")} AS weight FROM feedback_vote
            WHERE idea_id = ANY(%(ideas)s::bigint[]) AND value > 0 AND superseded_at IS NULL
            UNION ALL
            SELECT thread_id, ln(imported_votes::float8) + {at("thread.created_at")}
            FROM feedback_idea JOIN discussions_thread AS thread ON thread.id = thread_id
            WHERE thread_id = ANY(%(ideas)s::bigint[]) AND imported_votes > 0
            UNION ALL
            SELECT post.thread_id, {log(COMMENT)!r}::float8 + {at("post.created_at")}
            FROM discussions_post AS post
            JOIN discussions_thread AS thread ON thread.id = post.thread_id
            WHERE post.thread_id = ANY(%(ideas)s::bigint[]) AND post.number > 1
                AND post.deleted_at IS NULL AND post.author_id <> thread.author_id
        ) AS part
    ) AS part
    GROUP BY idea_id, top
"""  # noqa: S608 - put together from constants
