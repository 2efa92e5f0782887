"""What is near a query in meaning, as a search is asked to include it (`fusion.py`)."""

import time

from community.ai import tiers
from community.ai.asking import PATIENCE
from community.kernel.errors import Unavailable
from community.search.language.lexing import terms_of
from community.search.language.tree import Query, Words
from community.search.meaning.floor import floor
from community.search.meaning.queries import nearest
from community.search.results import Meaning, Neighbors

MOST = 200  # documents
LEAST_PATIENCE = 0.1  # seconds


def is_offered() -> bool:
    """Whether a search can include what is near in meaning, as far as the settings say."""
    return tiers.asked_for("embedder") != tiers.OFF


def neighbors(query: Query) -> Neighbors:
    """The documents that are near what is looked for, and whether they could be looked up. A query
    without words, in another order or within one topic has none."""
    text = looked_for(query)
    if not (text and is_offered()) or query.order != "relevance" or query.is_within_group:
        return Neighbors()
    start = time.monotonic()
    try:
        found = nearest(text, most=MOST)
        left = PATIENCE - (time.monotonic() - start)  # both together keep a page no longer than one
        least = floor(patience=max(left, LEAST_PATIENCE))
    except Unavailable:
        return Neighbors(Meaning.UNAVAILABLE)
    ids = [pk for pk, similarity in found if similarity >= least]
    return Neighbors(Meaning.USED, ids)


def looked_for(query: Query) -> str:
    """The words and phrases of a query as they were typed, without operators and without what must
    not be there."""
    told = (
        term.value
        for clause in query.clauses
        if isinstance(clause.part, Words) and not clause.is_negative
        for term in terms_of(clause.text)
    )
    return " ".join(told)
