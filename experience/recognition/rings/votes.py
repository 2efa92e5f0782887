"""The votes that are on record: contributions that came from another member's act, and count."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

# One act is one vote, whatever it was counted as: a solution may give points to whoever wrote it,
# more of them if it helped a newcomer, and a few to whoever marked it, which is no vote of the
# author's. So of both directions that count, only the one with more points has a giver. Votes that
# were discounted are votes, too.
ACTS = """
    WITH contributed AS (
        SELECT {columns} contribution.event_id, contribution.other_id AS giver_id,
            contribution.member_id AS receiver_id, sum(contribution.points) AS points,
            bool_or(NOT contribution.is_discounted) AS counts
        FROM {source}
        WHERE contribution.points > 0 AND NOT contribution.is_withdrawn
            AND NOT contribution.is_removed AND NOT contribution.is_thread_removed AND {condition}
        GROUP BY {columns} event_id, giver_id, receiver_id
    ), act AS (
        SELECT *, giver_id IS NOT NULL AND giver_id <> receiver_id AND points = max(points) OVER (
            PARTITION BY {columns} event_id, least(giver_id, receiver_id),
                greatest(giver_id, receiver_id)
        ) AS is_vote
        FROM contributed
    )
"""
OF_DAYS = (
    ACTS.format(
        columns="",
        source="recognition_contribution AS contribution",
        condition="contribution.day BETWEEN %(since)s AND %(until)s",
    )
    + """
    SELECT CASE WHEN is_vote THEN giver_id END AS giver, receiver_id, count(*), sum(points),
        count(*) FILTER (WHERE counts)
    FROM act GROUP BY giver, receiver_id
"""
)
IN_RINGS = (
    ACTS.format(
        columns="ring.id,",
        source="""
            recognition_votering AS ring
            JOIN recognition_contribution AS contribution
                ON contribution.member_id = ANY(ring.member_ids)
                AND contribution.other_id = ANY(ring.member_ids)
                AND contribution.day BETWEEN ring.since AND ring.until
        """,
        condition="ring.id = ANY(%(rings)s)",
    ).replace("PARTITION BY ring.id", "PARTITION BY id")
    + """
    SELECT id, giver_id, receiver_id, count(*), sum(points)
    FROM act WHERE is_vote
    GROUP BY id, giver_id, receiver_id ORDER BY id, count(*) DESC, giver_id, receiver_id
"""
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
    return [Given(*row) for row in _rows(OF_DAYS, {"since": since, "until": until})]


def votes_in_rings(ring_ids: Iterable[int]) -> dict[int, list[Given]]:
    """For each ring the votes between its members in its days, the most first, in one statement."""
    found: dict[int, list[Given]] = {}
    for ring_id, *row in _rows(IN_RINGS, {"rings": sorted(ring_ids)}):
        found.setdefault(ring_id, []).append(Given(*row, counted=0))
    return found


def _rows(sql: str, values: Any) -> Sequence[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Sequence[Any] = cursor.fetchall()
    return rows
