"""The words of a text, the same for documents and for what is typed: folded and cut once, here."""

from community.kernel.text import cut, fold, number_of

LONGEST = 100  # bytes of a word; of a longer one its beginning


def words_of(text: str, *, is_typed: bool = False) -> list[str]:
    """The words of a text in order; `is_typed` is explained at `kernel.text.cut`."""
    words = cut(fold(text), is_typed=is_typed)
    return [word if len(word) <= LONGEST // 4 else shortened(word) for word in words]


def shortened(word: str) -> str:
    """As much of a word as is kept of it, whole characters."""
    return word.encode()[:LONGEST].decode(errors="ignore")


def title_key(text: str) -> int:
    """What titles of the same words have in common; 0 if there are none."""
    words = words_of(text)
    return number_of(" ".join(words)) if words else 0
