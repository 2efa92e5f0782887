"""What may be similar to a title that somebody is typing."""

from collections.abc import Sequence

from community.search.analysis.words import words_of
from community.search.language.tree import Clause, Keys, Query, Words
from community.search.models import Word
from community.search.registration import key, kinds

MOST_WORDS = 5
MOST_READ = 40  # words of a title


def query_of_title(title: str, of: Sequence[str] | None = None) -> Query:
    """Discussions that have at least one of the rarest words of a title, in what opens them: of
    all kinds, or only of those that `of` names. It is empty if the title has no word."""
    words = list(dict.fromkeys(words_of(title, is_typed=True)[:MOST_READ]))
    discussions = tuple(
        key("kind", kind.name)
        for kind in kinds()
        if kind.is_discussion and (of is None or kind.name in of)
    )
    if not words or not discussions:
        return Query(text=title)
    clauses = (Clause(Keys((key("first", 1),))), Clause(Keys(discussions)))
    return Query(
        text=title, clauses=clauses, any_of=tuple(Words((word,)) for word in _rarest(words))
    )


def _rarest(words: list[str]) -> list[str]:
    """Those that the fewest public documents have. What none has comes last, longer words first:
    it may stand in private ones, or not have been counted yet."""
    rows = Word.objects.filter(word__in=words)
    counts = dict(rows.values_list("word", "documents_count"))
    ordered = sorted(words, key=lambda word: (not counts.get(word), counts.get(word), -len(word)))
    return ordered[:MOST_WORDS]
