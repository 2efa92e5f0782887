"""The votes that are on record: contributions that came from another member's act, and count."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

# One act is one vote, whatever it was counted as: a solution may give points to whoever wrote it,
# more of them if it helped a newcomer, and a few to whoever marked it, which is no vote of the
# author's. So of both directions that count, only the one with more points is a vote. Votes that
# were discounted are votes, too.
ACTS = """
    WITH contributed AS (
        SELECT {ring} AS ring, contribution.event_id, contribution.other_id AS giver,
            contribution.member_id AS receiver, sum(contribution.points) AS points,
            bool_or(NOT contribution.is_discounted) AS counts
        FROM recognition_contribution AS contribution {condition}
            AND contribution.points > 0 AND NOT contribution.is_withdrawn
            AND NOT contribution.is_removed AND NOT contribution.is_thread_removed
        GROUP BY ring, event_id, giver, receiver
    ), act AS (
        SELECT *, giver IS NOT NULL AND giver <> receiver AND points = max(points) OVER (
            PARTITION BY ring, event_id, least(giver, receiver), greatest(giver, receiver)
        ) AS is_vote
        FROM contributed
    )
    SELECT ring, CASE WHEN is_vote THEN giver END AS voter, receiver, count(*), sum(points)::bigint,
        count(*) FILTER (WHERE counts)
    FROM act GROUP BY ring, voter, receiver ORDER BY ring, count(*) DESC, voter, receiver
"""
OF_DAYS = ACTS.format(ring="0", condition="WHERE contribution.day BETWEEN %(since)s AND %(until)s")
IN_RINGS = ACTS.format(
    ring="ring.id",
    condition="""
        JOIN recognition_votering AS ring ON contribution.member_id = ANY(ring.member_ids)
            AND contribution.other_id = ANY(ring.member_ids)
            AND contribution.day BETWEEN ring.since AND ring.until
        WHERE ring.id = ANY(%(rings)s)
    """,
)


class Given(NamedTuple):
    """What one member gave another in some days. Without a giver: points that are no votes."""

    giver_id: int | None
    receiver_id: int
    number: int
    points: int
    counted: int  # of these votes: those that are not discounted


def votes_between(since: date, until: date) -> list[Given]:
    """The votes of these days, and the points that are none, in one statement."""
    rows = _rows(OF_DAYS, {"since": since, "until": until})
    return [Given(*row) for _ring, *row in rows]


def votes_in_rings(ring_ids: Iterable[int]) -> dict[int, list[Given]]:
    """For each ring the votes between its members in its days, the most first, in one statement."""
    found: dict[int, list[Given]] = defaultdict(list)
    for ring_id, *row in _rows(IN_RINGS, {"rings": sorted(ring_ids)}):
        if (given := Given(*row)).giver_id is not None:
            found[ring_id].append(given)
    return found


def _rows(sql: str, values: Any) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[Any] = cursor.fetchall()
    return rows
