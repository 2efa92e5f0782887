"""Hybrid search: results that have the words, and results that are near in meaning, in one order.

The two rankings are fused by their ranks alone, since a rank by words and a cosine similarity have
no common scale. Both are ranks among what the viewer may see, one for each group: what is private
moves nothing for others, except that it may be one of the documents that are looked at at all
(neighbors.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from community.search.backends import postgresql
from community.search.language.lexing import terms_of
from community.search.language.tree import Clause, Query, Words
from community.search.ranking import Ranking

# Reciprocal rank fusion: a result has the sum of 1 / (K + its rank) over the rankings that it is
# in. K = 60 is from Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet
# and individual Rank Learning Methods", SIGIR 2009.
K = 60
_BY_WORDS = "rank IS NULL, is_exact DESC, rank DESC, created_at DESC, id DESC"
# An exact title stays first. Of two that are as good, the one that has the words comes first.
_ORDER = "is_exact DESC, score DESC, rank DESC NULLS LAST, created_at DESC, id DESC"
# Of a group, the document that has the words is shown before one that is only near.
_BEST = "is_exact DESC, rank DESC NULLS LAST, (number = 1) DESC, created_at DESC, id DESC"
_SCORED = f"""(
    SELECT *,
        CASE WHEN rank IS NULL THEN 0
            ELSE 1.0::float8 / ({K} + row_number() OVER (ORDER BY {_BY_WORDS})) END
        + CASE WHEN nearest IS NULL THEN 0
            ELSE 1.0::float8 / ({K} + row_number() OVER (ORDER BY nearest, id)) END AS score
    FROM grouped WHERE place = 1
) AS scored"""  # noqa: S608 - put together from constants


def documents(query: Query, viewer: Any, ids: Sequence[int]) -> tuple[str, dict[str, Any]]:
    """SQL of (id, nearness) with its parameters: those documents of `ids` that hold to all that the
    query says beside its words, in audiences that hold the viewer. The nearest has the lowest
    `nearness`."""
    told, params = postgresql.conditions(replace(query, clauses=_narrowing(query)), viewer)
    sql = f"""
        SELECT found.id, given.nearness
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS given (id, nearness)
        JOIN search_document AS found ON found.id = given.id WHERE {told}
    """  # noqa: S608 - put together from constants
    return sql, {**params, "ids": f"{{{','.join(map(str, ids))}}}"}


def ranking(documents: str) -> Ranking:
    """Of what has the words and what is near in meaning, which is SQL with its values in it."""
    return Ranking(
        order=_ORDER,
        best=_BEST,
        documents="matched FULL JOIN near USING (id)",
        begins=f" near AS MATERIALIZED ({documents}),",
        columns=", near.nearness",
        of_group=", min(nearness) OVER whole AS nearest",
        results=_SCORED,
        totals=", (SELECT count(*) FROM best WHERE rank IS NOT NULL) AS by_words",
    )


def _narrowing(query: Query) -> tuple[Clause, ...]:
    return tuple(clause for clause in query.clauses if not _may_be_meant(clause))


def _may_be_meant(clause: Clause) -> bool:
    """Whether other words may say the same: not of a quoted phrase, what must not be there, or
    what is looked for in titles."""
    part = clause.part
    if clause.is_negative or not isinstance(part, Words) or part.is_in_title:
        return False
    return not any(term.is_phrase for term in terms_of(clause.text))
