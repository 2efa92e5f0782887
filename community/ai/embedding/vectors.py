"""What the embedders have in common: rows of length 1, and zeros for what has no words."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from community.ai.protocols import Vectors


def embedded(
    texts: Sequence[str], dimensions: int, compute: "Callable[[list[str]], Vectors]"
) -> "Vectors":
    """The rows that `compute` gives for the texts that have words, at length 1; a row that is
    zeros stays so."""
    rows = np.zeros((len(texts), dimensions), np.float32)
    at = [number for number, text in enumerate(texts) if has_words(text)]
    if at:
        found = compute([texts[number] for number in at])
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        rows[at] = found / np.where(lengths > 0, lengths, 1)
    return rows


def has_words(text: str) -> bool:
    return any(map(str.isalnum, text))
