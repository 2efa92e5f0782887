"""The statement of a search: what a backend matched, joined to what the viewer may see now.

Whatever is counted, offered or shown is taken from the rows of that join, so a document that is
behind its object (the relay stands still, a topic has just become private) tells nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from community.search.backends import chosen, tsqueries
from community.search.backends.interface import MOST_RANKED
from community.search.language.tree import Query
from community.search.meaning import fusion
from community.search.ranking import Ranking, rank_of, usual
from community.search.registration import Source, facets, sources

MOST_VALUES = 30  # of a facet, before those that the viewer may not see are left out
COLUMNS = {"container_id": "container_id", "tags": "unnest(tags)"}


@dataclass(frozen=True)
class Asked:
    """What of the matches is wanted."""

    query: Query
    viewer: Any
    limit: int
    offset: int = 0
    per_kind: int = 0  # at most; 0: any number
    since: Mapping[str, datetime] | None = None  # with facets: the times to count from
    near: Sequence[int] = ()  # documents that are near in meaning, the nearest first


@dataclass(frozen=True)
class Row:
    """The best document of one group."""

    source: str
    kind: str
    object_id: int
    group_id: int
    number: int
    others_count: int  # of the same group, those that have the words themselves
    version: int
    language: str
    body: str


@dataclass(frozen=True)
class Answer:
    rows: Sequence[Row] = ()
    count: int = 0
    by_words: int = 0  # of that count, those that have the words
    is_capped: bool = False
    counts: Mapping[str, Sequence[tuple[Any, int]]] | None = None  # by facet: values, most first


def run(asked: Asked) -> Answer:
    """Raises BackendUnavailable."""
    branches = [sql for source in sources() if (sql := _visible(source, asked.viewer))]
    if not branches:
        return Answer()
    with connection.cursor() as cursor:
        cursor.execute(_sql(asked, branches))
        fetched = cursor.fetchall()
    width = len(fields(Row))
    count, matched, counts, *more = fetched[0][:-width]
    rows = [Row(*one[-width:]) for one in fetched if one[-width] is not None]
    by_words = more[0] if more else count
    return Answer(rows, count, by_words, matched >= MOST_RANKED, counts)


def _sql(asked: Asked, branches: Sequence[str]) -> str:
    """With its values written into it, so that the planner knows them."""
    matched = chosen.matches(asked.query, asked.viewer)
    ranking = _ranking(asked)
    order = ranking.order
    group = "id" if asked.query.is_within_group else "source, group_id"
    limits = _inlined("LIMIT %(limit)s OFFSET %(offset)s", limit=asked.limit, offset=asked.offset)
    return f"""
        WITH matched AS MATERIALIZED ({_inlined(matched.sql, **matched.params)}),{ranking.begins}
        docs AS MATERIALIZED (
            SELECT doc.id, doc.source, doc.kind, doc.object_id, doc.group_id, doc.number,
                doc.container_id, doc.tags, doc.created_at,
                {rank_of(asked.query)} AS rank, {_is_exact(asked.query)} AS is_exact,
                {_says_it(asked.query)} AS says_it{ranking.columns}
            FROM {ranking.documents} JOIN search_document AS doc USING (id)
        ),
        seen AS ({" UNION ALL ".join(branches)}),
        grouped AS (
            SELECT *, row_number() OVER (PARTITION BY {group} ORDER BY {ranking.best})
                AS place, max(created_at) OVER whole AS newest{ranking.of_group}
            FROM seen WINDOW whole AS (PARTITION BY {group})
        ),
        best AS MATERIALIZED (SELECT * FROM {ranking.results}),
        page AS MATERIALIZED (
            SELECT *, row_number() OVER (ORDER BY {order}) AS position
            FROM {_few_of_each_kind(asked, order)} ORDER BY {order} {limits}
        ),
        others AS ({_others(asked.query)})
        SELECT total.*, page.source, page.kind, page.object_id, page.group_id, page.number,
            coalesce(others.number_of, 0), doc.version, doc.language, doc.body
        FROM (
            SELECT (SELECT count(*) FROM best) AS count, (SELECT count(*) FROM matched) AS matched,
                {_counts(asked)} AS counts{ranking.totals}
        ) AS total
        LEFT JOIN page ON true LEFT JOIN search_document AS doc ON doc.id = page.id
        LEFT JOIN others ON others.source = page.source AND others.group_id = page.group_id
        ORDER BY page.position
    """  # noqa: S608 - put together from constants and values that are quoted


def _ranking(asked: Asked) -> Ranking:
    if not asked.near:
        return usual(asked.query)
    sql, params = fusion.documents(asked.query, asked.viewer, asked.near)
    return fusion.ranking(_inlined(sql, **params))


def _is_exact(query: Query) -> str:
    return _inlined("doc.title_key = %(key)s", key=query.title_key) if query.title_key else "false"


def _says_it(query: Query) -> str:
    """Whether a document has one of the words in its own text. Of a topic in order of time it is
    shown rather than a later reply that is found by the topic's title alone; otherwise the rank
    sees to that."""
    words = "" if query.order == "relevance" or query.is_within_group else tsqueries.said(query)
    return _inlined("doc.lexemes @@ %(words)s::tsquery", words=words) if words else "true"


def _others(query: Query) -> str:
    """How many more documents of each group are found when only it is searched: all replies have
    the words of their topic's title, and few say something about it."""
    words = tsqueries.ranked(replace(query, is_within_group=True))
    has_them = _inlined("doc.lexemes @@ %(words)s::tsquery", words=words) if words else "true"
    return f"""
        SELECT other.source, other.group_id, count(*) AS number_of
        FROM grouped AS other JOIN page USING (source, group_id)
        JOIN search_document AS doc ON doc.id = other.id
        WHERE other.place > 1 AND {has_them} GROUP BY 1, 2
    """  # noqa: S608 - put together from constants


def _few_of_each_kind(asked: Asked, order: str) -> str:
    if not asked.per_kind:
        return "best"
    number = f"row_number() OVER (PARTITION BY kind ORDER BY {order})"
    counted = f"(SELECT *, {number} AS of_kind FROM best) AS counted"  # noqa: S608
    return f"{counted} WHERE of_kind <= {int(asked.per_kind)}"


def _visible(source: Source, viewer: Any) -> str:
    """Those of the matches of a source that the viewer may see; empty if none."""
    rows = source.visible(viewer).order_by().values("pk")
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return ""
    with connection.cursor() as cursor:
        visible = cursor.mogrify(sql, params).decode()
    of = _inlined("docs.source = %(name)s", name=source.name)
    return f"SELECT * FROM docs WHERE {of} AND object_id IN ({visible})"  # noqa: S608


def _counts(asked: Asked) -> str:
    """JSON of how many results each value of each facet has."""
    if asked.since is None:
        return "NULL::json"
    told = {"kind": _values("kind")}
    told |= {one.name: _values(COLUMNS[one.column], one.above) for one in facets()}
    periods = ", ".join(
        _inlined(
            "json_build_array(%(name)s, count(*) FILTER (WHERE newest >= %(since)s))",
            name=name, since=since,
        )
        for name, since in asked.since.items()
    )  # fmt: skip
    told["time"] = f"(SELECT json_build_array({periods}) FROM best)"  # noqa: S608
    named = ", ".join(_inlined("%(name)s", name=name) + f", {sql}" for name, sql in told.items())
    return f"json_build_object({named})"


def _values(column: str, above: str = "") -> str:
    counted = f"SELECT {column} AS value, count(*) AS number_of FROM best GROUP BY 1"  # noqa: S608
    return f"""(
        SELECT json_agg(json_build_array(value, number_of)) FROM (
            SELECT value, number_of FROM ({_with_those_above(counted, above)}) AS counted
            WHERE value IS NOT NULL ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}
        ) AS most
    )"""  # noqa: S608 - put together from constants


def _with_those_above(counted: str, above: str) -> str:
    """Values with all that counts for them: their own, and what is in those below them."""
    if not above:
        return counted
    return f"""
        WITH RECURSIVE own AS ({counted}),
        spread AS (
            SELECT value, number_of FROM own
            UNION ALL
            SELECT parent.above_id, spread.number_of
            FROM spread JOIN ({above}) AS parent ON parent.id = spread.value
        )
        SELECT value, sum(number_of)::bigint AS number_of FROM spread GROUP BY 1
    """  # noqa: S608 - put together from constants


def _inlined(sql: str, /, **params: Any) -> str:
    with connection.cursor() as cursor:
        text: str = cursor.mogrify(sql, params).decode()
    return text
