"""Where the words of a query stand in a text, marked as HTML: in titles, and in snippets of texts.

A text is cut as documents are, by the same functions, with the place of each word beside it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from community.kernel.text import fold, is_unspaced
from community.search.analysis.stems import stemming_of, stems_of
from community.search.analysis.words import words_of
from community.search.language.tree import Query, Words

LENGTH = 200  # characters of a snippet
LEAD = 40  # characters before the first mark of it
BORDER = 20  # how far to look for a space, so that a snippet begins and ends with whole words
MOST_MARKS = 400  # that are looked at in one text
ASCII_WORD = re.compile("[a-z0-9]+")
CHUNK = re.compile(r"\S+")


class Span(NamedTuple):
    word: str
    start: int
    end: int


class Mark(NamedTuple):
    start: int
    end: int
    term: int  # which of the query's words it is


class Highlighter:
    """Marks the words of one query. Negative ones are in no text that it finds."""

    def __init__(self, query: Query) -> None:
        typed = [
            clause.part
            for clause in query.clauses
            if isinstance(clause.part, Words) and not clause.is_negative
        ]
        self._titles = _Finder([*typed, *query.any_of])
        self._bodies = _Finder([words for words in typed if not words.is_in_title])

    def title(self, text: str, language: str = "") -> SafeString:
        return _html(text, self._titles.marks(text, language))

    def snippet(self, body: str, language: str = "") -> SafeString:
        """Some 200 characters around the words, where most different ones stand together."""
        text = " ".join(body.split())
        marks = self._bodies.marks(text, language)
        start, end = _window(text, marks)
        inside = [
            Mark(mark.start - start, mark.end - start, mark.term)
            for mark in marks
            if start <= mark.start and mark.end <= end
        ]
        html = _html(text[start:end], inside)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(f"{before}{html}{after}")  # noqa: S308 - _html has escaped it


class _Finder:
    def __init__(self, typed: Sequence[Words]) -> None:
        self._lexemes: dict[str, int] = {}  # of single words: stems, and what has none
        self._rows: list[tuple[int, Words]] = []  # words in a row, and prefixes
        for term, words in enumerate(typed):
            if len(words.words) > 1 or words.is_phrase or words.is_prefix:
                self._rows.append((term, words))
            else:
                [word] = words.words
                self._lexemes |= dict.fromkeys([*stems_of(word), word], term)

    def marks(self, text: str, language: str) -> list[Mark]:
        """In the order of the text. Several may cover the same characters."""
        if not (self._lexemes or self._rows):
            return []
        spans = list(spans_of(text))
        stem = stemming_of(language)
        terms = {word: self._term(word, stem) for word in {span.word for span in spans}}
        found: list[Mark] = []
        for at, span in enumerate(spans):
            term = terms[span.word]
            if term is not None:
                found.append(Mark(span.start, span.end, term))
            found += [
                Mark(span.start, end, term)
                for term, words in self._rows
                if (end := _end_of_row(words, spans, at))
            ]
            if len(found) > MOST_MARKS:
                break
        return found

    def _term(self, word: str, stem: Callable[[str], str]) -> int | None:
        return self._lexemes.get(word, self._lexemes.get(stem(word)) if self._lexemes else None)


def _end_of_row(words: Words, spans: Sequence[Span], at: int) -> int:
    """Where the words end, if they stand here in a row; else 0."""
    last = len(words.words) - 1
    for step, word in enumerate(words.words):
        if at + step >= len(spans):
            return 0
        there = spans[at + step].word
        is_it = there.startswith(word) if words.is_prefix and step == last else there == word
        if not is_it:
            return 0
    end = spans[at + last]
    # Pairs of neighbours: of what goes on, only as much as was typed.
    is_longer = words.is_prefix and is_unspaced(end.word[0])
    return end.start + len(words.words[last]) if is_longer else end.end


def spans_of(text: str) -> Iterator[Span]:
    """The words of a text, as `words_of` cuts it, and where each stands."""
    if text.isascii():
        for match in ASCII_WORD.finditer(text.lower()):
            yield Span(match[0], match.start(), match.end())
        return
    for chunk in CHUNK.finditer(text):
        yield from _spans_in(chunk[0], chunk.start())


def _spans_in(chunk: str, offset: int) -> Iterator[Span]:
    folded, places = [], []
    for at, sign in enumerate(chunk):
        for one in _folded(sign):
            folded.append(one)
            places.append(at)
    plain = "".join(folded)
    places.append(len(chunk))
    cursor = 0
    for word in words_of(plain):
        start = plain.find(word, cursor)
        if start < 0:
            continue
        end = start + len(word)
        yield Span(word, offset + places[start], offset + _end_at(places, end))
        cursor = start + 1 if is_unspaced(word[0]) else end


def _end_at(places: Sequence[int], end: int) -> int:
    """Behind the character that the last one was folded from, and what folding dropped there."""
    return places[end] if places[end] > places[end - 1] else places[end - 1] + 1


@lru_cache(maxsize=20_000)
def _folded(sign: str) -> str:
    """Nothing for what a word may have inside and shows nothing."""
    return "" if sign in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" else fold(sign)


def _window(text: str, marks: Sequence[Mark]) -> tuple[int, int]:
    """The part of the text that is shown."""
    if len(text) <= LENGTH + BORDER:
        return 0, len(text)
    best, start = (0, 0), 0
    until = 0
    for first, mark in enumerate(marks):
        until = max(until, first)
        while until < len(marks) and marks[until].end <= mark.start + LENGTH - LEAD:
            until += 1
        inside = marks[first:until]
        score = len({one.term for one in inside}), len(inside)
        if score > best:
            best, start = score, mark.start
    start = 0 if start < LENGTH // 2 and start + LEAD < LENGTH else max(start - LEAD, 0)
    end = min(start + LENGTH, len(text))
    if start and (space := text.find(" ", start, start + BORDER)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", end - BORDER, end)) > start:
        end = space
    return start, end


def _html(text: str, marks: Sequence[Mark]) -> SafeString:
    told, at = [], 0
    for start, end in _merged(marks):
        told += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*told, escape(text[at:])]))  # noqa: S308 - each part is escaped


def _merged(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Marks that cover the same characters, or touch, as one."""
    start = end = -1
    for mark in sorted(marks):
        if mark.start > end:
            if end > start:
                yield start, end
            start = mark.start
        end = max(end, mark.end)
    if end > start:
        yield start, end
