"""A document as Elasticsearch gets it: made of the very words that PostgreSQL has indexed, so the
two find the same.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from community.search.elastic.index import FIELDS, STEMS
from community.search.models import Document

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)

# 'word':1A,5  with a quote or backslash in the word written twice
LEXEME = re.compile(r"'((?:[^'\\]|''|\\\\)+)'(?::([0-9A-D,]+))?")
NO_WORD = "/"  # stands where another field's word does; no query asks for it
Placed = tuple[int, str]  # a position and what is there


def body_of(document: Document) -> dict[str, Any]:
    """All fields of the mapping."""
    words, stems, keys = _read(document.lexemes)
    body: dict[str, Any] = {
        "id": document.pk,
        "audience_id": document.audience_id,
        "created_at": microseconds(document.created_at),
        "keys": keys,
    }
    for weight, name in FIELDS.items():
        body[name] = " ".join(_in_place(words[weight]))
        body[f"{name}{STEMS}"] = " ".join(stem for _, stem in sorted(stems[weight]))
    return body


def microseconds(moment: datetime.datetime) -> int:
    """Since 1970. A float could not tell two neighbours apart."""
    return (moment - EPOCH) // MICROSECOND


def _read(
    vector: str,
) -> tuple[defaultdict[str, list[Placed]], defaultdict[str, list[Placed]], list[str]]:
    """Words and stems by weight, and the keys, of a tsvector's text."""
    words: defaultdict[str, list[Placed]] = defaultdict(list)
    stems: defaultdict[str, list[Placed]] = defaultdict(list)
    keys: list[str] = []
    for escaped, places in LEXEME.findall(vector):
        lexeme = escaped.replace("''", "'").replace("\\\\", "\\")
        if "/" in lexeme:
            keys.append(lexeme)
            continue
        kept = stems if lexeme.startswith("~") else words
        for place in (places or "0").split(","):
            weight = place[-1] if place[-1] in FIELDS else "D"
            kept[weight].append((int(place.rstrip("ABCD")), lexeme))
    return words, stems, keys


def _in_place(words: Iterable[Placed]) -> Iterable[str]:
    """The words in order. Two that were not next to each other are kept apart, so no phrase is
    found that PostgreSQL does not find."""
    second: list[str] = []  # PostgreSQL puts all that is beyond its last position there
    last = None
    for position, word in sorted(words):
        if position == last:
            second.append(word)
            continue
        if last is not None and position > last + 1:
            yield NO_WORD
        last = position
        yield word
    for word in second:
        yield NO_WORD
        yield word
