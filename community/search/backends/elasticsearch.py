"""Elasticsearch: one request a search, which answers with the ids and scores of documents.

A query means exactly what it means to PostgreSQL (postgresql.py): documents have the same words at
the same places, and nothing is analysed there. Only the score is the engine's own.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch_dsl import Search
from elasticsearch_dsl import query as dsl

from community.accounts.models import all_readable_by
from community.search.analysis.stems import stems_of
from community.search.backends.interface import MOST_RANKED, Matches
from community.search.elastic import index
from community.search.elastic.client import ask
from community.search.elastic.documents import microseconds
from community.search.language.tree import Keys, Query, Words

name = "elasticsearch"

# PostgreSQL's weights. A score has no bound, a rank there is below 1: half of that is for HALF.
WEIGHTS = {"title": 1.0, "place": 0.4, "tags": 0.2, "body": 0.1}
HALF = 10.0
SOON = "1500ms"  # the engine gives up by itself before the connection does
FILTER_PATH = "timed_out,_shards.failed,hits.hits._id,hits.hits._score"
SQL = "SELECT * FROM unnest(%(ids)s::bigint[], %(ranks)s::real[]) AS found (id, rank)"


def matches(query: Query, viewer: Any) -> Matches:
    """Raises BackendUnavailable."""
    search = request(query, all_readable_by(viewer)).to_dict()
    ids, ranks = ask(lambda client: _found(client, search))
    return Matches(SQL, {"ids": _array(ids), "ranks": _array(ranks)})


def _array(values: Iterable[float]) -> str:
    """PostgreSQL reads a text of 2,000 numbers faster than 2,000 expressions."""
    return f"{{{','.join(map(str, values))}}}"


def _found(client: Elasticsearch, search: dict[str, Any]) -> tuple[list[int], list[float]]:
    """An answer from some of the shards, or of a part of the time, is none."""
    search["source"] = search.pop("_source")
    answer = client.search(
        index=index.alias(),
        allow_partial_search_results=False,
        filter_path=FILTER_PATH,
        **search,
    ).body
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise ValueError("it did not search all documents in time")
    hits = answer.get("hits", {}).get("hits", [])  # filter_path leaves out what is empty
    scores = [hit.get("_score") or 0.0 for hit in hits]
    return [int(hit["_id"]) for hit in hits], [score / (score + HALF) for score in scores]


def request(query: Query, audience_ids: Sequence[int]) -> Search:
    """The newest documents that match, or with `order:oldest` the oldest ones."""
    parts = [(_part(query, clause.part), clause.is_negative) for clause in query.clauses]
    must = [part for part, is_negative in parts if not is_negative]
    if query.any_of:
        must.append(_any(_words(query, words) for words in query.any_of))
    told = dsl.Bool(
        must=must,
        must_not=[part for part, is_negative in parts if is_negative],
        filter=[dsl.Terms(audience_id=list(audience_ids)), *_dates(query)],
    )
    way = "asc" if query.order == "oldest" else "desc"
    return (
        Search()
        .query(told)
        .sort({"created_at": way}, {"id": way})
        .source(False)
        .extra(
            size=query.most or MOST_RANKED,
            track_scores=query.order == "relevance",
            track_total_hits=False,
            timeout=SOON,
        )
    )


def _dates(query: Query) -> list[dsl.Query]:
    bounds: dict[str, datetime | None] = {"gte": query.after, "lt": query.before}
    told = {name: microseconds(moment) for name, moment in bounds.items() if moment}
    return [dsl.Range(created_at=told)] if told else []


def _part(query: Query, part: Words | Keys) -> dsl.Query:
    match part:
        case Keys(keys=keys):
            return dsl.Bool(filter=[dsl.Terms(keys=list(keys))])  # it counts nothing in the score
        case Words():
            return _words(query, part)


def _words(query: Query, typed: Words) -> dsl.Query:
    """A phrase by the words themselves, one that is a prefix too, and any other by its stems."""
    *first, last = typed.words
    weights = query.weights_of(typed) or index.FIELDS
    fields = {index.FIELDS[one]: WEIGHTS[index.FIELDS[one]] for one in weights}
    if typed.is_prefix:
        return _any(_prefix(field, weight, first, last) for field, weight in fields.items())
    if first or typed.is_phrase or not (stems := stems_of(last)):
        return _fields(fields, typed.words, type="phrase")
    return _fields({f"{name}{index.STEMS}": fields[name] for name in fields}, stems)


def _fields(fields: dict[str, float], words: Sequence[str], **how: str) -> dsl.Query:
    """One of the words in one of the fields; or with type="phrase" all of them in a row."""
    weighted = [f"{name}^{weight}" for name, weight in fields.items()]
    how = how or {"type": "most_fields", "operator": "or"}
    return dsl.MultiMatch(query=" ".join(words), fields=weighted, **how)


def _prefix(field: str, weight: float, first: Sequence[str], last: str) -> dsl.Query:
    """Words in a row of which the last only begins so. `match_phrase_prefix` would look at the
    first few words that do."""
    prefix = dsl.Prefix(**{field: {"value": last, "boost": weight}})
    if not first:
        return prefix
    before = [dsl.SpanTerm(**{field: word}) for word in first]
    begins = dsl.SpanMulti(match=dsl.Prefix(**{field: {"value": last}}))
    return dsl.SpanNear(clauses=[*before, begins], slop=0, in_order=True, boost=weight)


def _any(told: Iterable[dsl.Query]) -> dsl.Query:
    return dsl.Bool(should=list(told), minimum_should_match=1)
