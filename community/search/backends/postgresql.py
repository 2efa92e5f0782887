"""PostgreSQL's own search: the words of documents by their GIN index, ranked by `ts_rank_cd`.

Only the newest documents that match are ranked: a word that stands in every tenth post must not
read them all. Their lexemes, which stand apart from their rows, are read where results are ordered
by relevance, and where a match depends on places: of phrases, and of words in titles.

The planner does not know what reading lexemes costs. Left to itself it would walk the index of
times and read those of every document on its way: 3 s for what the GIN index finds in 20 ms. So
nothing is ordered by what that index has, once there are words.
"""

from typing import Any

from community.accounts.models import readable_by
from community.search.backends import tsqueries
from community.search.backends.interface import MOST_RANKED, Matches
from community.search.backends.months import steps
from community.search.language.tree import Query

name = "postgresql"

MOST_READ = 4000  # documents, the newest, whose places are looked at
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
    exact, by_index = tsqueries.exact(query), tsqueries.by_index(query)
    most = query.most or MOST_RANKED
    params = {
        "most": most,
        "enough": most if exact == by_index else MOST_READ,
        "audiences": readable_by(viewer),
        "viewer": viewer.pk,
        "exact": exact,
        "index": by_index,
        "after": query.after,
        "before": query.before,
        "weights": WEIGHTS,
        "norm": WITHIN_1,
        "words": tsqueries.ranked(query) if query.order == "relevance" else "",
    }
    sql = _candidates(query, viewer, params)
    if exact != by_index:
        sql = f"""
            SELECT * FROM ({sql}) AS candidates WHERE lexemes @@ %(exact)s::tsquery
            {_ordered(query, "candidates", by_index)} LIMIT %(most)s
        """  # noqa: S608 - put together from constants
    rank = "0::real"
    if params["words"]:
        function = "ts_rank" if query.any_of else "ts_rank_cd"  # of alternatives, how many
        rank = f"{function}(%(weights)s::real[], lexemes, %(words)s::tsquery, %(norm)s)"
    return Matches(f"SELECT id, {rank} AS rank FROM ({sql}) AS matching", params)  # noqa: S608


def _candidates(query: Query, viewer: Any, params: dict[str, Any]) -> str:
    """The newest by what the index knows. Of a single topic, there are not many."""
    is_newest = query.order != "oldest"
    months = [] if query.is_within_group else steps(is_newest=is_newest)
    if not (params["index"] and months):
        return _found(query, viewer, params["index"] and "index")
    for n, some in enumerate(months):
        of_these = tsqueries.any_of(tsqueries.quoted(month) for month in some)
        params[f"step_{n}"] = f"{params['index']} & {of_these}"
    return _in_steps(query, viewer, [f"step_{n}" for n in range(len(months))])


def _in_steps(query: Query, viewer: Any, names: list[str]) -> str:
    """A month's documents are newer than all that came before: when those of the last months are
    enough, what follows is not executed. That is what bounds a word that stands everywhere."""
    parts, results, so_far = [], [], ""
    for name in names:
        is_enough = f"(SELECT count(*) FROM {name}) >= %(enough)s"  # noqa: S608
        parts.append(f"{name} AS MATERIALIZED ({_found(query, viewer, name, so_far)})")
        results.append(f"SELECT * FROM {name} WHERE {is_enough}")  # noqa: S608
        so_far += f"NOT {is_enough} AND "
    parts.append(f"rest AS ({_found(query, viewer, 'index', so_far)})")
    results.append("SELECT * FROM rest")
    return f"WITH {', '.join(parts)} {' UNION ALL '.join(results)}"


def _found(query: Query, viewer: Any, match: str, only_if: str = "") -> str:
    return f"""
        SELECT found.id, found.created_at, found.lexemes FROM search_document AS found
        WHERE {only_if}{_conditions(query, viewer, match)}
        {_ordered(query, "found", match)} LIMIT %(enough)s
    """  # noqa: S608 - put together from constants


def _ordered(query: Query, rows: str, match: str) -> str:
    way = "ASC" if query.order == "oldest" else "DESC"
    no_index = " + interval '0'" if match else ""
    return f"ORDER BY {rows}.created_at{no_index} {way}, {rows}.id {way}"


def conditions(query: Query, viewer: Any) -> tuple[str, dict[str, Any]]:
    """What has to hold for a document `found` to be one of the matches, with its parameters."""
    params = {
        "audiences": readable_by(viewer),
        "viewer": viewer.pk,
        "exact": tsqueries.exact(query),
        "after": query.after,
        "before": query.before,
    }
    return _conditions(query, viewer, params["exact"] and "exact"), params


def _conditions(query: Query, viewer: Any, match: str) -> str:
    personal = PERSONAL if viewer.is_authenticated else ""
    told = [f"(found.audience_id = ANY(%(audiences)s){personal})"]
    if match:
        told.append(f"found.lexemes @@ %({match})s::tsquery")
    if query.after:
        told.append("found.created_at >= %(after)s")
    if query.before:
        told.append("found.created_at < %(before)s")
    return " AND ".join(told)
