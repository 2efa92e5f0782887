"""A query as PostgreSQL reads it: the text of a tsquery."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

from community.search.analysis.stems import stems_of
from community.search.language.tree import Clause, Keys, Query, Words
from community.search.registration import key


def exact(query: Query) -> str:
    """What matches; empty if there are only dates."""
    words = partial(_words, query)
    return _all(query, partial(_clause, words), words)


def by_index(query: Query) -> str:
    """What the index can tell of that without reading the documents: which words they have, but
    not where. Each document that matches has this, and more may."""
    return _all(query, partial(_clause_by_index, query), _words_by_index)


def ranked(query: Query) -> str:
    """What is ranked: the words that are looked for. Lexemes of operators have no place in a text,
    and a document would have no rank by them."""
    told = [_words(query, words) for words in _wanted(query)]
    if query.any_of:
        told.append(any_of(_words(query, words) for words in query.any_of))
    return " & ".join(told)


def said(query: Query) -> str:
    """Any of those words in a title or a body: what a document has of its own, and not of the place
    that it is in. Empty if none is looked for."""
    within = replace(query, is_within_group=True)
    told = [_words(within, words) for words in (*_wanted(query), *query.any_of)]
    return any_of(told) if told else ""


def _wanted(query: Query) -> list[Words]:
    return [
        clause.part
        for clause in query.clauses
        if isinstance(clause.part, Words) and not clause.is_negative
    ]


def any_of(told: Iterable[str]) -> str:
    return f"({' | '.join(told)})"


def quoted(lexeme: str, how: str = "") -> str:
    plain = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{plain}':{how}" if how else f"'{plain}'"


def _all(query: Query, clause: Callable[[Clause], str], words: Callable[[Words], str]) -> str:
    told = [text for one in query.clauses if (text := clause(one))]
    if query.any_of:
        told.append(any_of(words(one) for one in query.any_of))
    return " & ".join(told)


def _clause(words: Callable[[Words], str], clause: Clause) -> str:
    match clause.part:
        case Keys() as keys:
            told = _keys(keys)
        case Words() as typed:
            told = words(typed)
    return f"!{told}" if clause.is_negative else told


def _clause_by_index(query: Query, clause: Clause) -> str:
    """Nothing, where it can exclude nothing: a document may have the words of a phrase that it
    must not have, or have a word elsewhere."""
    is_placed = isinstance(clause.part, Words) and _has_places(query, clause.part)
    return "" if clause.is_negative and is_placed else _clause(_words_by_index, clause)


def _keys(part: Keys) -> str:
    return any_of(quoted(key) for key in part.keys) if part.keys else "'/'"  # no document has it


def _words(query: Query, typed: Words) -> str:
    """A phrase by the words themselves, one that is a prefix too, and any other by its stems."""
    return " <-> ".join(_each(typed, query.weights_of(typed))).join("()")


def _words_by_index(typed: Words) -> str:
    titled = [quoted(key("titled", 1))] if typed.is_in_title else []
    return " & ".join([*titled, *_each(typed)]).join("()")


def _has_places(query: Query, typed: Words) -> bool:
    return bool(query.weights_of(typed)) or len(typed.words) > 1


def _each(typed: Words, weight: str = "") -> list[str]:
    *first, last = typed.words
    if not (first or typed.is_phrase or typed.is_prefix) and (stems := stems_of(last)):
        return [any_of(quoted(stem, weight) for stem in stems)]
    told = [quoted(word, weight) for word in first]
    return [*told, quoted(last, f"*{weight}" if typed.is_prefix else weight)]
