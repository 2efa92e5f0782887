"""In which order results come, and which document of a group is shown."""

from dataclasses import dataclass

from community.search.language.tree import Query

# What counts beside the words, by the states of a document.
FACTORS = {"archived": 0.85, "closed": 0.9, "solved": 1.15, "answer": 1.25}
ORDERS = {
    "relevance": "is_exact DESC, rank DESC, created_at DESC, id DESC",
    "newest": "created_at DESC, id DESC",
    "oldest": "created_at, id",
}
BEST = {  # document of a group: where the words decide nothing, the one that opens it
    "relevance": "is_exact DESC, rank DESC, (number = 1) DESC, created_at DESC, id DESC",
    "newest": f"says_it DESC, {ORDERS['newest']}",
    "oldest": f"says_it DESC, {ORDERS['oldest']}",
}


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """What of the statement depends on how results are ranked, as SQL."""

    order: str  # of results
    best: str  # order of the documents of one group
    documents: str = "matched"  # rows with id and rank
    begins: str = ""  # what the statement has to begin with
    columns: str = ""  # of a document, more than all have
    of_group: str = ""
    results: str = "grouped WHERE place = 1"
    totals: str = ""


def usual(query: Query) -> Ranking:
    return Ranking(order=ORDERS[query.order], best=BEST[query.order])


def rank_of(query: Query) -> str:
    """By the states of a document, too, where the rank decides anything."""
    if query.order != "relevance":
        return "matched.rank"
    factors = " ".join(
        f"* CASE WHEN '{state}' = ANY(doc.states) THEN {factor} ELSE 1 END"
        for state, factor in FACTORS.items()
    )
    return f"matched.rank {factors}"
