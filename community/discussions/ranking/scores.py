"""What hot and top lists are ordered by, as SQL that one statement can set for many threads.

Hot does not depend on the clock: a newer thread has a head start of 1 for every 22 hours, and
ten times the thanks weigh as much as 22 hours. So it is counted when something happens, and an
index keeps the list. Flags do not count yet: there are none.
"""

from datetime import timedelta

from community.discussions.models import PERIODS
from community.kernel.statements import Statement

LENGTHS = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
    "year": timedelta(days=365),
}

HOT = Statement(
    """
    WITH counted AS (
        SELECT thread.id, thread.created_at,
            coalesce(opening.likes_count, 0) + 2 * (thread.solved_at IS NOT NULL)::int
            + 0.5 * least(greatest(coalesce(opening.likes_count, 0), 0) + 3, (
                SELECT count(DISTINCT reply.author_id) FROM discussions_post AS reply
                WHERE reply.thread_id = thread.id AND reply.deleted_at IS NULL
                    AND reply.author_id <> thread.author_id
            )) AS net
        FROM discussions_thread AS thread
        LEFT JOIN discussions_post AS opening
            ON opening.thread_id = thread.id AND opening.number = 1
        WHERE thread.id = ANY(%(ids)s::bigint[])
        ORDER BY thread.id FOR NO KEY UPDATE OF thread
    ), scored AS (
        SELECT id, sign(net) * log(greatest(abs(net), 1)::float8)
            + extract(epoch FROM created_at)::float8 / 79200 AS hot
        FROM counted
    )
    UPDATE discussions_thread AS thread SET hot = scored.hot FROM scored
    WHERE thread.id = scored.id AND thread.hot <> scored.hot RETURNING thread.id
    """
)

_WORTH = """greatest(0,
    2 * log(1 + thread.views_count::float8) + 0.5 * coalesce(opening.likes_count, 0)
    + least(thread.likes_count::float8 / greatest(thread.posts_count, 1), 3.0)
    + 10 * (1 - exp(-thread.posts_count::float8 / 10)) + log(1 + thread.posts_count::float8)
)"""

_OPENING = """
    LEFT JOIN discussions_post AS opening ON opening.thread_id = thread.id AND opening.number = 1
"""

_COLUMNS = ", ".join(
    f"top_{period} = CASE WHEN counted.created_at >= %({period})s THEN counted.worth ELSE 0 END"
    for period in PERIODS
)

TOP_OF_NEW = f"""
    UPDATE discussions_thread AS thread SET {_COLUMNS}
    FROM (
        SELECT thread.id, thread.created_at, {_WORTH} AS worth
        FROM discussions_thread AS thread {_OPENING}
        WHERE thread.id = ANY(%(ids)s) ORDER BY thread.id FOR NO KEY UPDATE OF thread
    ) AS counted
    WHERE thread.id = counted.id
"""  # noqa: S608 - all of it is ours


def top_of(period: str) -> str:
    """The statement that renews one period's list after `after`, a batch at a time."""
    return f"""
        WITH counted AS (
            SELECT thread.id,
                CASE WHEN thread.created_at >= %(since)s THEN {_WORTH} ELSE 0 END AS worth
            FROM discussions_thread AS thread {_OPENING}
            WHERE thread.deleted_at IS NULL AND thread.id > %(after)s AND thread.id IN (
                SELECT id FROM discussions_thread WHERE deleted_at IS NULL
                    AND kind = ANY(%(kinds)s) AND created_at >= %(since)s
                UNION
                SELECT id FROM discussions_thread WHERE deleted_at IS NULL
                    AND kind = ANY(%(kinds)s) AND top_{period} > 0
            )
        ), changed AS (
            SELECT thread.id, counted.worth
            FROM counted JOIN discussions_thread AS thread ON thread.id = counted.id
            WHERE thread.top_{period} <> counted.worth
            ORDER BY thread.id LIMIT %(batch)s FOR NO KEY UPDATE OF thread
        )
        UPDATE discussions_thread AS thread SET top_{period} = changed.worth FROM changed
        WHERE thread.id = changed.id RETURNING thread.id
    """  # noqa: S608 - the period is one of ours
