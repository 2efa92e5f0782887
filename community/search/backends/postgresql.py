"""PostgreSQL's own search: the words of documents by their GIN index, ranked by `ts_rank_cd`.

Only the newest documents that match are ranked: a word that stands in every tenth post must not
read them all. Their lexemes are read, and ranks computed, where results are ordered by relevance.
"""

from collections.abc import Iterable
from typing import Any

from community.accounts.models import readable_by
from community.search.analysis.stems import stems_of
from community.search.backends.interface import MOST_RANKED, Matches
from community.search.language.tree import Clause, Keys, Query, Words

name = "postgresql"

WEIGHTS = [0.1, 0.2, 0.4, 1.0]  # of the body, tags, place and title
WITHIN_1 = 32  # ts_rank_cd divides the rank by itself + 1
PERSONAL = """ OR EXISTS (
            SELECT FROM accounts_audience_members AS named
            JOIN accounts_audience AS whose ON whose.id = named.audience_id
            WHERE named.audience_id = found.audience_id AND named.user_id = %(viewer)s
                AND whose.kind = 'personal'
        )"""


def matches(query: Query, viewer: Any) -> Matches:
    """The newest documents that match, or with `order:oldest` the oldest ones."""
    way = "ASC" if query.order == "oldest" else "DESC"
    params = _params(query, viewer)
    newest = f"""
        SELECT found.id FROM search_document AS found WHERE {_conditions(query, viewer)}
        ORDER BY found.created_at {way}, found.id {way} LIMIT %(most)s
    """  # noqa: S608 - put together from constants
    words = _ranked(query) if query.order == "relevance" else ""
    if not words:
        return Matches(f"SELECT id, 0::real AS rank FROM ({newest}) AS newest", params)  # noqa: S608
    rank = "ts_rank" if query.any_of else "ts_rank_cd"  # of alternatives, how many there are
    sql = f"""
        SELECT id, {rank}(%(weights)s::real[], ranked.lexemes, %(words)s::tsquery, %(norm)s) AS rank
        FROM ({newest}) AS newest JOIN search_document AS ranked USING (id)
    """  # noqa: S608
    return Matches(sql, {**params, "words": words, "weights": WEIGHTS, "norm": WITHIN_1})


def _conditions(query: Query, viewer: Any) -> str:
    personal = PERSONAL if viewer.is_authenticated else ""
    told = [f"(found.audience_id = ANY(%(audiences)s){personal})"]
    if query.clauses or query.any_of:
        told.append("found.lexemes @@ %(match)s::tsquery")
    if query.after:
        told.append("found.created_at >= %(after)s")
    if query.before:
        told.append("found.created_at < %(before)s")
    return " AND ".join(told)


def _params(query: Query, viewer: Any) -> dict[str, Any]:
    return {
        "most": MOST_RANKED,
        "audiences": readable_by(viewer),
        "viewer": viewer.pk,
        "match": tsquery(query),
        "after": query.after,
        "before": query.before,
    }


def tsquery(query: Query) -> str:
    """The query as PostgreSQL reads it; empty if there are only dates."""
    told = [_clause(clause) for clause in query.clauses]
    if query.any_of:
        told.append(_any(_words(words) for words in query.any_of))
    return " & ".join(told)


def _ranked(query: Query) -> str:
    """What is ranked: the words that are looked for. Lexemes of operators have no place in a text,
    and a document would have no rank by them."""
    told = [
        _words(clause.part)
        for clause in query.clauses
        if isinstance(clause.part, Words) and not clause.is_negative
    ]
    if query.any_of:
        told.append(_any(_words(words) for words in query.any_of))
    return " & ".join(told)


def _clause(clause: Clause) -> str:
    match clause.part:
        case Keys(keys=()):
            told = "'/'"  # no document has it
        case Keys(keys=keys):
            told = _any(_quoted(key) for key in keys)
        case Words() as words:
            told = _words(words)
    return f"!{told}" if clause.is_negative else told


def _words(typed: Words) -> str:
    """A phrase by the words themselves, one that is a prefix too, and any other by its stems."""
    weight = "A" if typed.is_in_title else ""
    *first, last = typed.words
    if not (first or typed.is_phrase or typed.is_prefix) and (stems := stems_of(last)):
        return _any(_quoted(stem, weight) for stem in stems)
    told = [_quoted(word, weight) for word in first]
    told.append(_quoted(last, f"*{weight}" if typed.is_prefix else weight))
    return f"({' <-> '.join(told)})"


def _any(told: Iterable[str]) -> str:
    return f"({' | '.join(told)})"


def _quoted(lexeme: str, how: str = "") -> str:
    plain = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{plain}':{how}" if how else f"'{plain}'"
