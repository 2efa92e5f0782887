"""What a query finds, said once more in a few lines of Python: both backends are held to it.

It knows no order, no audience and no limit: whether a document matches, and nothing else.
"""

from community.search.analysis.stems import lexemes_of, stem
from community.search.analysis.vectors import fields_of, keys_of
from community.search.analysis.words import words_of
from community.search.language.tree import Keys, Query, Words
from community.search.registration import Entry


def does_match(query: Query, entry: Entry, source: str = "") -> bool:
    """Whether the query finds the document of this entry."""
    return (
        all(_holds(query, one.part, entry, source) != one.is_negative for one in query.clauses)
        and (not query.any_of or any(_has(query, words, entry) for words in query.any_of))
        and (query.after is None or entry.created_at >= query.after)
        and (query.before is None or entry.created_at < query.before)
    )


def _holds(query: Query, part: Words | Keys, entry: Entry, source: str) -> bool:
    if isinstance(part, Keys):
        return not set(part.keys).isdisjoint(keys_of(entry, source))
    return _has(query, part, entry)


def _has(query: Query, part: Words, entry: Entry) -> bool:
    """Whether the words stand in one field, in a row: in one topic, in a title or a body."""
    weights = "A" if part.is_in_title else "AD" if query.is_within_group else "ABCD"
    fields = [words_of(text) for weight, text in fields_of(entry) if weight in weights]
    size = len(part.words)
    return any(
        _are(part, field[at : at + size], entry.language)
        for field in fields
        for at in range(len(field) - size + 1)
    )


def _are(part: Words, there: list[str], language: str) -> bool:
    *first, last = part.words
    if first != there[:-1]:
        return False
    if part.is_prefix:
        return there[-1].startswith(last)
    if part.is_phrase:
        return there[-1] == last
    return not {there[-1], stem(there[-1], language)}.isdisjoint(lexemes_of(last))
