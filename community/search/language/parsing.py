"""From what is typed to what it means. Whatever is wrong is told, and all of it at once."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from community.kernel import formats
from community.kernel.errors import Invalid
from community.kernel.text import is_unspaced
from community.search.analysis.words import title_key, words_of
from community.search.language import own
from community.search.language.lexing import OWN, Term, known_names, storable, terms_of
from community.search.language.tree import Clause, Keys, Order, Query, Words
from community.search.registration import BadValue, Operator, key, operators

MOST_SIGNS = 300  # characters of a query
MOST_CLAUSES = 20
NOTHING = key("nothing", 0)  # no document has it: of operators that find nothing


class QueryInvalid(Invalid):
    """Something in the query cannot be searched for as it stands; `problems` has a sentence for
    each, and `message` all of them."""

    code = "bad_search_query"
    title = _("Invalid search query")

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__()
        self.problems = tuple(dict.fromkeys(problems))
        self.message = " ".join(self.problems)
        self.fields = {"q": self.problems}


def parse(text: str, viewer: Any) -> Query:
    """What the query means to this viewer: only what they may know can be named in it. A quote
    that is not closed goes to the end. Raises QueryInvalid."""
    text = storable(text)
    if len(text) > MOST_SIGNS:
        raise QueryInvalid([_too_long()])
    reader = _Reader(viewer, {operator.name: operator for operator in operators()})
    for term in terms_of(text):
        reader.read(term)
    if len(reader.clauses) > MOST_CLAUSES:
        reader.problems.append(_too_many())
    if reader.problems:
        raise QueryInvalid(reader.problems)
    return reader.query(text)


def completed(query: Query) -> Query:
    """The query as it may go on, while somebody is typing: its last word is a prefix."""
    terms = terms_of(query.text)
    if not terms or not query.clauses or query.text[-1].isspace():
        return query
    term, clause = terms[-1], query.clauses[-1]
    is_closed = term.is_phrase and not term.is_open
    if term.is_negative or is_closed or not isinstance(clause.part, Words):
        return query
    if term.text != clause.text:  # it has no letter or digit, or is none of the clauses
        return query
    going_on = replace(clause, part=replace(clause.part, is_prefix=True))
    return replace(query, clauses=(*query.clauses[:-1], going_on))


def words_in(text: str, *, is_phrase: bool) -> Words | None:
    """What a typed word or phrase looks for; None if there is no letter or digit in it.

    A word that is cut into several, as "node.js", is a phrase. One character of an unspaced
    script is a prefix: documents have it with what follows.
    """
    words = tuple(words_of(text, is_typed=True))
    if not words:
        return None
    is_one_sign = len(words[-1]) == 1 and is_unspaced(words[-1])
    return Words(words, is_phrase=is_phrase or len(words) > 1, is_prefix=is_one_sign)


@dataclass
class _Reader:
    viewer: Any
    known: dict[str, Operator]
    clauses: list[Clause] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)  # the words that a title may be made of
    before: datetime.datetime | None = None
    after: datetime.datetime | None = None
    order: Order | None = None
    is_in_title: bool = False
    is_within_group: bool = False

    def read(self, term: Term) -> None:
        if not term.name:
            self._read_words(term)
        elif term.name not in self.known and term.name not in OWN:
            self.problems.append(_unknown(term.name))
        elif not term.value.strip():
            self.problems.append(self._missing(term.name))
        else:
            try:
                self._read_operator(term)
            except BadValue as error:
                self.problems.append(str(error))

    def _read_words(self, term: Term) -> None:
        words = words_in(term.value, is_phrase=term.is_phrase)
        if words:
            self.clauses.append(Clause(words, is_negative=term.is_negative, text=term.text))
            if not term.is_negative:
                self.typed.append(term.value)

    def _read_operator(self, term: Term) -> None:
        if operator := self.known.get(term.name):
            keys = tuple(operator.find(term.value.strip(), self.viewer)) or (NOTHING,)
            self.clauses.append(Clause(Keys(keys), is_negative=term.is_negative, text=term.text))
            self.is_within_group |= operator.is_within_group and not term.is_negative
        elif term.name in {"before", "after"}:
            self._read_date(term)
        elif term.is_negative:
            self.problems.append(gettext("“%(name)s:” cannot be excluded.") % {"name": term.name})
        elif term.name == "order":
            self._read_order(term)
        else:
            own.check_in(term.value)
            self.is_in_title = True

    def _read_date(self, term: Term) -> None:
        """Of several the narrowest counts. What is not before a day is after it."""
        start = own.start_of(term.value)
        if (term.name == "before") != term.is_negative:
            self.before = min(self.before or start, start)
        else:
            self.after = max(self.after or start, start)

    def _read_order(self, term: Term) -> None:
        order = own.order_of(term.value)
        if self.order is not None:
            self.problems.append(gettext("“order:” can be used only once."))
        self.order = order

    def _missing(self, name: str) -> str:
        operator = self.known.get(name)
        example = operator.example if operator else own.EXAMPLES[name]
        said = gettext("“%(name)s:” needs a value right after it, such as %(example)s.")
        return said % {"name": name, "example": example}

    def query(self, text: str) -> Query:
        return Query(
            text=text,
            clauses=tuple(map(self._placed, self.clauses)),
            before=self.before,
            after=self.after,
            order=self.order or ("oldest" if self.is_within_group else "relevance"),
            is_within_group=self.is_within_group,
            title_key=title_key(" ".join(self.typed)),
        )

    def _placed(self, clause: Clause) -> Clause:
        """With `in:title` all words are looked for in titles, wherever it stands; in one topic, in
        what its posts say themselves."""
        if not isinstance(clause.part, Words):
            return clause
        part = replace(clause.part, is_in_title=self.is_in_title)
        return replace(clause, part=part)


def _unknown(name: str) -> str:
    near = get_close_matches(name, sorted(known_names()), n=1)
    if near:
        said = gettext("Unknown operator “%(name)s:”. Did you mean “%(near)s:”?")
        return said % {"name": name, "near": near[0]}
    said = gettext("Unknown operator “%(name)s:”. To search for it as text, put it in quotes.")
    return said % {"name": name}


def _too_long() -> str:
    said = gettext("The search is too long. Use at most %(count)s characters.")
    return said % {"count": formats.number(MOST_SIGNS)}


def _too_many() -> str:
    said = gettext("The search has too many parts. Use at most %(count)s words and operators.")
    return said % {"count": formats.number(MOST_CLAUSES)}
