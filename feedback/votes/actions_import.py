"""Counting votes that were imported."""

from collections.abc import Sequence

from django.db import connection

COUNT = """
    UPDATE feedback_idea AS idea
    SET score = idea.imported_votes + found.score, voters_count = found.voters
    FROM (
        SELECT one.id, coalesce(sum(vote.value), 0) AS score, count(vote.id) AS voters
        FROM unnest(%(ideas)s::bigint[]) AS one(id)
        LEFT JOIN feedback_vote AS vote ON vote.idea_id = one.id AND vote.superseded_at IS NULL
        GROUP BY one.id
    ) AS found
    WHERE idea.thread_id = found.id
"""


def count_imported_votes(*, idea_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"ideas": list(idea_ids)})
