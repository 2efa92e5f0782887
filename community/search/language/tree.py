"""What a query means, once it is parsed. Both backends are written for this and nothing else."""

import datetime
from dataclasses import dataclass
from typing import Literal

Order = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True)
class Words:
    """One typed word, or the words of a phrase, folded and cut as documents are (analysis).

    A phrase stands in a text in just this order. A word is found by its stem, too; one that is a
    prefix by all words that begin so; of a phrase, the last word is the prefix. What a word is
    looked for by is `analysis.stems.lexemes_of`: its stems, or itself if it has none.
    """

    words: tuple[str, ...]
    is_phrase: bool = False
    is_prefix: bool = False
    is_in_title: bool = False


@dataclass(frozen=True)
class Keys:
    """Documents that have one of these lexemes: what an operator asks for."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Clause:
    part: Words | Keys
    is_negative: bool = False
    text: str = ""  # as it was typed


@dataclass(frozen=True)
class Query:
    """All clauses hold; of `any_of` at least one does, if there are any (similar topics)."""

    text: str  # as it was typed
    clauses: tuple[Clause, ...] = ()
    any_of: tuple[Words, ...] = ()
    after: datetime.datetime | None = None  # created at or later
    before: datetime.datetime | None = None  # created earlier
    order: Order = "relevance"
    is_within_group: bool = False  # in one topic: each document is a result of its own
    title_key: int = 0  # what a title that is just the typed words has
    most: int = 0  # documents that are ranked, if fewer than usual will do: while one is typing

    def weights_of(self, words: Words) -> str:
        """The weights of the fields that these words are looked for in; empty for all of them.

        Every post of a topic has its place, its tags and a reply its title, too, so in one topic
        they tell nothing.
        """
        if words.is_in_title:
            return "A"
        return "AD" if self.is_within_group else ""

    @property
    def is_empty(self) -> bool:
        return not (self.clauses or self.any_of or self.after or self.before)
