"""Searching: the pages, REST and GraphQL all ask here.

Nothing is shown, counted or offered that the viewer may not see: see `statement.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import mark_safe

from community.search import facets, statement
from community.search.highlights import LENGTH, Highlighter
from community.search.language.parsing import QueryInvalid, completed, parse
from community.search.language.similar import query_of_title
from community.search.language.spelling import corrected
from community.search.language.tree import Clause, Query, Words
from community.search.registration import Found, kind_named, source_named
from community.search.results import MOST_PAGES, PAGE, Hit, Neighbors, Results
from community.search.statement import Asked, Row

FEW = 3  # results; with fewer another spelling is proposed
QUICK, QUICK_OF_KIND = 8, 3
QUICK_RANKED = 1000  # documents: it runs at every pause of typing
SIMILAR = 5
NONE = Neighbors()
SHORTEST_PREFIX = 3  # letters: what begins with fewer is nearly everything


def find(query: Query, viewer: Any, *, page: int = 1, near: Neighbors = NONE) -> Results:
    """One page of results, in a fixed number of queries; what is near in meaning is among them."""
    if query.is_empty or not 1 <= page <= MOST_PAGES:
        return Results(query=query, page=page)
    asked = Asked(
        query,
        viewer,
        limit=PAGE + 1,
        offset=PAGE * (page - 1),
        since=facets.periods(),
        near=near.ids,
    )
    answer = statement.run(asked)
    return Results(
        query=query,
        hits=hits(query, answer.rows[:PAGE], viewer),
        count=answer.count,
        is_capped=answer.is_capped,
        page=page,
        has_more=len(answer.rows) > PAGE and page < MOST_PAGES,
        facets=facets.groups(query, answer.counts or {}, viewer),
        suggestion=_suggestion(query, viewer) if answer.by_words < FEW and page == 1 else None,
        meaning=near.meaning,
    )


def quick(text: str, viewer: Any) -> list[Hit]:
    """The first few of each kind, while the last word is still being typed. A query that is not
    valid, or not yet, finds nothing."""
    try:
        query = parse(text, viewer)
    except QueryInvalid:
        return []
    if query.is_empty:
        return []
    query = replace(_typed(query), most=QUICK_RANKED)
    return _few(Asked(query, viewer, limit=QUICK, per_kind=QUICK_OF_KIND))


def similar(
    title: str, viewer: Any, *, kinds: Sequence[str] | None = None, most: int = SIMILAR
) -> list[Hit]:
    """Discussions with a title like this one: of all kinds, or only of `kinds`."""
    query = query_of_title(title, kinds)
    if query.is_empty:
        return []
    return _few(Asked(replace(query, most=QUICK_RANKED), viewer, limit=most))


def _few(asked: Asked) -> list[Hit]:
    return hits(asked.query, statement.run(asked).rows, asked.viewer)


def _typed(query: Query) -> Query:
    """Its last word may go on, once that says enough."""
    match query.clauses:
        case (*_, Clause(part=Words(words=(*_, last)))):
            is_short = len(last) < SHORTEST_PREFIX and last.isascii()
            return query if is_short else completed(query)
    return query


def _suggestion(query: Query, viewer: Any) -> str | None:
    """The query in another spelling, if it finds something that this viewer may see."""
    text = corrected(query)
    if text is None:
        return None
    try:
        other = parse(text, viewer)
    except QueryInvalid:
        return None
    rows = statement.run(Asked(other, viewer, limit=FEW)).rows
    return text if _has_current(rows, viewer) else None


def _has_current(rows: Sequence[Row], viewer: Any) -> bool:
    """Whether one of the documents is of the text that is read now: a word that is gone from it is
    not proposed."""
    for name, ids in _by_source(rows).items():
        source = source_named(name)
        shown = source.show(ids, viewer) if source else {}
        of_source = (row for row in rows if row.source == name and row.object_id in shown)
        if any(row.version == shown[row.object_id].version for row in of_source):
            return True
    return False


def hits(query: Query, rows: Sequence[Row], viewer: Any) -> list[Hit]:
    """The rows as the viewer may see them: one query or a few for each source."""
    found: dict[tuple[str, int], Found] = {}
    for name, ids in _by_source(rows).items():
        if source := source_named(name):
            shown = source.show(ids, viewer)
            found |= {(name, pk): one for pk, one in shown.items()}
    highlighter = Highlighter(query)
    told = (_hit(row, found.get((row.source, row.object_id)), highlighter) for row in rows)
    return [hit for hit in told if hit]


def _by_source(rows: Iterable[Row]) -> Mapping[str, list[int]]:
    ids: dict[str, list[int]] = {}
    for row in rows:
        ids.setdefault(row.source, []).append(row.object_id)
    return ids


def _hit(row: Row, found: Found | None, highlighter: Highlighter) -> Hit | None:
    kind = kind_named(row.kind)
    if found is None or kind is None:
        return None
    if row.version == found.version and row.body:
        snippet = highlighter.snippet(row.body, row.language)
    else:  # the document is behind: what is gone from the text must not be shown
        snippet = mark_safe(escape(found.text[:LENGTH]))  # noqa: S308
    return Hit(
        found=found,
        kind=kind,
        source=row.source,
        object_id=row.object_id,
        group_id=row.group_id,
        number=row.number,
        title_html=highlighter.title(found.title, row.language),
        snippet_html=snippet,
        others_count=row.others_count,
    )
