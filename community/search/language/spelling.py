"""Did you mean: words that no public document has, and what they may be a slip of."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from community.search.analysis.stems import stems_of
from community.search.language.lexing import Term, terms_of
from community.search.language.tree import Query, Words
from community.search.models import Word

SHORTEST, LONGEST = 3, 40  # letters of a word that has variants
MOST_LOOKED_AT = 200  # words of the table that may be meant by one


def corrected(query: Query) -> str | None:
    """The query with each unknown word as the most frequent one within one edit of it: a letter
    more, less or another, or two that changed places. None if there is nothing to correct.

    The table is of public documents only: the word tells nothing of others. That it finds
    something for the viewer is for the caller to see.
    """
    typed = _plain_words(query)
    unknown = set(typed.values()) - _known(typed.values())
    better = {word: found for word in sorted(unknown) if (found := _meant(word))}
    if not better:
        return None
    text, end = "", 0
    for term, word in typed.items():
        if word in better:
            text += query.text[end : term.start] + better[word]
            end = term.end
    return text + query.text[end:]


def variants_of(word: str) -> list[str]:
    """The word, and what is left of it without one of its letters: two words that have one in
    common are within one or two edits of each other."""
    return list(dict.fromkeys([word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]))


def _plain_words(query: Query) -> dict[Term, str]:
    """The typed single words that may be corrected."""
    words = {
        clause.text: clause.part.words[0]
        for clause in query.clauses
        if isinstance(clause.part, Words)
        and not (clause.is_negative or clause.part.is_phrase or clause.part.is_prefix)
        and SHORTEST <= len(clause.part.words[0]) <= LONGEST
        and clause.part.words[0].isalpha()
    }
    return {
        term: words[term.text]
        for term in terms_of(query.text)
        if term.text in words and not term.name
    }


def _known(words: Iterable[str]) -> set[str]:
    return set(Word.objects.filter(word__in=[*words]).values_list("word", flat=True))


def _meant(word: str) -> str:
    """The most frequent word within one edit; empty if there is none, or if some document has the
    word in another form: that is found as it is."""
    rows = Word.objects.filter(variants__overlap=variants_of(word))
    near = rows.order_by("-documents_count", "word").values_list("word", flat=True)
    close = [one for one in near[:MOST_LOOKED_AT] if OSA.distance(word, one, score_cutoff=1) <= 1]
    stems = set(stems_of(word))
    return "" if any(stems & set(stems_of(one)) for one in close) else next(iter(close), "")
