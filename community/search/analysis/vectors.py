"""The lexemes of a document, as PostgreSQL reads them: words with their places and weights, and
the keys that operators ask for."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from community.search.analysis.stems import stemming_of
from community.search.analysis.words import shortened, words_of
from community.search.registration import Entry, key

MOST_POSITION = 16383  # PostgreSQL counts no further: all that follows stands there
MOST_PLACES = 255  # of one lexeme; what PostgreSQL would drop itself
MOST_BYTES = 900_000  # of all lexemes with their places; PostgreSQL takes 1 MB
GAP = 10  # places between two fields: no phrase stands in both


def keys_of(entry: Entry, source: str = "") -> list[str]:
    """The keys of a document: those that each has, and those of its source's own operators."""
    keys = [key("kind", entry.kind)]
    if source:
        keys += [key("source", source), key("group", f"{source}:{entry.group_id}")]
    if entry.number == 1:
        keys.append(key("first", 1))
    if entry.title:
        keys.append(key("titled", 1))
    keys.append(month_of(entry.created_at))
    if entry.author_id is not None:
        keys.append(key("by", entry.author_id))
    keys += [key("in", pk) for pk in entry.container_ids]
    keys += [key("tag", pk) for pk, _name in entry.tags]
    keys += [key("status", state) for state in entry.states]
    return list(dict.fromkeys([*keys, *entry.keys]))


def month_of(moment: datetime) -> str:
    """The key of all that was created in the same month (UTC), by which the newest documents are
    looked at first where many match."""
    return key("month", f"{moment.astimezone(UTC):%Y-%m}")


def fields_of(entry: Entry) -> list[tuple[str, str]]:
    """The texts of a document with the weight of each, in the order in which they stand."""
    tags = [("C", name) for _pk, name in entry.tags]
    return [("A", entry.title), ("B", entry.place), *tags, ("D", entry.body)]


def vector_of(entry: Entry, source: str = "") -> str:
    """The literal of the document's tsvector: its keys, and each word with its stem at one place.

    A text that is longer than a tsvector can be is found by its beginning.
    """
    places = _Places()
    stem = stemming_of(entry.language)
    for weight, text in fields_of(entry):
        places.add(words_of(text), weight, stem)
    keys = (_quoted(one) for one in keys_of(entry, source) if one.strip("\0"))
    words = (f"'{lexeme}':{','.join(found)}" for lexeme, found in places.by_lexeme.items())
    return " ".join([*keys, *words])


class _Places:
    """Where each lexeme stands. Words are letters and digits: nothing in them needs an escape."""

    def __init__(self) -> None:
        self.by_lexeme: dict[str, list[str]] = {}
        self.position = 0
        self.bytes = 0

    def add(self, words: Sequence[str], weight: str, stem: Callable[[str], str]) -> None:
        """The words of one field. This runs for each word of a million posts."""
        by_lexeme, size = self.by_lexeme, self.bytes
        weight = "" if weight == "D" else weight
        for position, word in enumerate(words, self.position + 1):
            if size > MOST_BYTES:
                break
            place = (
                f"{position}{weight}" if position < MOST_POSITION else f"{MOST_POSITION}{weight}"
            )
            for lexeme in (word, stem(word)):
                if found := by_lexeme.get(lexeme):
                    if len(found) < MOST_PLACES:
                        found.append(place)
                        size += 2
                elif lexeme:
                    by_lexeme[lexeme] = [place]
                    size += len(lexeme.encode()) + 12
        self.position, self.bytes = self.position + len(words) + GAP, size


def _quoted(lexeme: str) -> str:
    plain = shortened(lexeme.replace("\0", "")).replace("\\", "\\\\").replace("'", "''")
    return f"'{plain}'"
