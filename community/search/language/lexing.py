"""The terms of a query: where each begins and ends, and what it is. What they mean is `parsing`.

It knows the operators and their signs only by the registry, so `http://…`, `12:30`, `std::move` and
`C:\\x` stay text, while `categori:support` is told to be no operator.
"""
# ruff: noqa: RUF001 - signs of other keyboards are meant

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.kernel.text import is_storable
from community.search.registration import operators

OWN = ("in", "before", "after", "order")  # operators that are no lexemes

# What is typed instead of the plain signs, each one character for one.
_SAME = str.maketrans(
    {**dict.fromkeys("“”„‟«»＂「」『』〝〞", '"'), "＠": "@", "＃": "#", "－": "-", "−": "-"}
)
_NAMED = re.compile(r'([A-Za-z][A-Za-z_-]*)([:：])(?:"([^"]*)("?)|(\S*))')
_PHRASE = re.compile(r'"([^"]*)("?)')
_BARE = re.compile(r"\S+")
_BEGINS_VALUE = re.compile(r'[\w"]')
_BEGINS_NAME = re.compile(r'[-.+#]*[\w"]')  # of a tag, such as ".net"


@dataclass(frozen=True)
class Term:
    """A word, a phrase or an operator with its value. `name` is the operator's, in lower case, or
    what was typed instead of one; words have none. `value` is without quotes."""

    start: int
    end: int
    text: str  # as it was typed
    value: str
    name: str = ""
    is_negative: bool = False
    is_phrase: bool = False
    is_open: bool = False  # its quote is not closed, so it goes to the end


def storable(text: str) -> str:
    """The text with a blank for each character that no database keeps."""
    return text if is_storable(text) else "".join(s if is_storable(s) else " " for s in text)


def known_names() -> set[str]:
    return {*OWN, *(operator.name for operator in operators())}


def terms_of(text: str) -> list[Term]:
    """The terms of a query in order. Every text has some; none is wrong yet."""
    plain = text.translate(_SAME)
    signs = {sign: operator.name for operator in operators() for sign in operator.signs}
    names = known_names()
    terms: list[Term] = []
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        begin = at + _is_minus(plain, at, signs)
        start = at
        value, at, how = _operator(plain, begin, names, signs) or _text(plain, begin)
        terms.append(Term(start, at, text[start:at], value, is_negative=begin > start, **how))
    return terms


def _is_minus(plain: str, at: int, signs: Mapping[str, str]) -> bool:
    """Whether a minus excludes what follows: no dash between words, and no `--option`."""
    rest = plain[at + 1 : at + 2]
    return plain[at] == "-" and bool(_BEGINS_VALUE.match(rest) or (rest and rest in signs))


Read = tuple[str, int, dict[str, Any]]  # the value, where it ends, and what else the term is


def _operator(plain: str, at: int, names: set[str], signs: Mapping[str, str]) -> Read | None:
    """The operator that begins here, or what seems to be meant as one."""
    sign = next((sign for sign in signs if plain.startswith(sign, at)), "")
    if sign and _BEGINS_NAME.match(plain, at + len(sign)):
        value, end, how = _text(plain, at + len(sign))
        return value, end, {"name": signs[sign], "is_open": how.get("is_open", False)}
    found = _NAMED.match(plain, at)
    if not found:
        return None
    name, value, colon = found[1].lower(), found[3] or found[5] or "", found[2]
    if name not in names and (colon != ":" or not _seems_operator(name, value)):
        return None
    return value, found.end(), {"name": name, "is_open": found[3] is not None and not found[4]}


def _seems_operator(name: str, value: str) -> bool:
    """Whether an unknown name is a mistake: no address, port, path or name in a program, and
    nothing that ends a line, as in "Error: not found"."""
    return len(name) > 1 and value != "" and value[0] not in "/:\\" and not value.isdecimal()


def _text(plain: str, at: int) -> Read:
    """The phrase or word that begins here."""
    if found := _PHRASE.match(plain, at):
        return found[1], found.end(), {"is_phrase": True, "is_open": not found[2]}
    bare = _BARE.match(plain, at)
    return (bare[0], bare.end(), {}) if bare else ("", at, {})
