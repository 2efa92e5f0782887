"""Queries as text: with a term more or less, for facets and for the chips of what was typed."""

from collections.abc import Callable
from dataclasses import dataclass

from community.kernel.text import fold
from community.search.language.lexing import OWN, Term, terms_of
from community.search.language.tree import Query


@dataclass(frozen=True)
class Chip:
    """An operator of a query, and the query without it."""

    text: str
    without: str
    is_negative: bool = False


def with_term(text: str, term: str) -> str:
    """The query with this term, once, at its end. Of `order:`, `in:`, `before:` and `after:` it
    replaces the one that is there."""
    wanted = terms_of(term)
    names = {one.name for one in wanted if one.name in OWN}
    same = {_meaning(one) for one in wanted}
    kept = _without(text, lambda one: one.name in names or _meaning(one) in same)
    if any(one.is_open for one in terms_of(kept)):
        kept += '"'
    return f"{kept} {term}".strip()


def without_term(text: str, term: str) -> str:
    """The query without this term, however it is written: `#Bug` is `tag:bug`."""
    unwanted = {_meaning(one) for one in terms_of(term)}
    return _without(text, lambda one: _meaning(one) in unwanted)


def has_term(text: str, term: str) -> bool:
    """Whether the term is in the query."""
    return {_meaning(one) for one in terms_of(term)} <= {_meaning(one) for one in terms_of(text)}


def chips(query: Query) -> list[Chip]:
    """The operators of a query, in order."""
    text = query.text
    return [
        Chip(one.text, _without(text, one.__eq__), one.is_negative)
        for one in terms_of(text)
        if one.name
    ]


def _meaning(term: Term) -> tuple[object, ...]:
    return term.name, fold(term.value), term.is_negative, term.is_phrase


def _without(text: str, is_unwanted: Callable[[Term], bool]) -> str:
    return " ".join(term.text for term in terms_of(text) if not is_unwanted(term))
