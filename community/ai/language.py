"""Which language a text is written in, as far as it says."""

from functools import cache
from typing import Any

SURE = 0.9  # probability
FEWEST = 20  # letters; shorter texts say too little


def detected(text: str, said: str = "") -> str:
    """A code of ISO 639-1 such as "en". Where the text is short or says too little, what its
    author said (`said`, such as "pt-br"), without the region; empty if neither tells."""
    if sum(letter.isalpha() for letter in text) >= FEWEST:
        code, probability = _identifier().classify(text)
        if probability >= SURE:
            return str(code)
    return said.partition("-")[0]


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - only in the worker

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
