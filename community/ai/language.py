"""Which language a text is written in, as far as it says.

The identifier (py3langid, 140 languages) is rarely sure of a short technical text: of 67 English
ones such as "Nginx returns 502 bad gateway", 9 get a probability of 0.9. So a text need not prove
its language, but contradict what its author said: another one is taken if it is OVERRULES times as
probable. With that, none of the 67 is lost where English was said, two thirds are found to be
English where German, French or Spanish was said, and 49 of 60 short texts in ten other languages
are found not to be English where it was said; the others are a word or two. (With a bar of 0.9 and
20 letters instead: none, an eighth, and 14.)
"""

from functools import cache
from typing import Any

from django.conf import settings

OVERRULES = 10.0  # times as probable as the language that was said
FEWEST = 8  # Latin letters; "Hi all" could be of many languages
NO_LANGUAGE = "zxx"  # of ISO 639: numbers, names of files, noise


def detected(text: str, said: str = "") -> str:
    """A code of ISO 639-1 such as "en", without a region. `said` is what the author said, such as
    "pt-br"; where nothing was said, the site's language. Unless the text contradicts it, it is
    returned."""
    expected = (said or settings.LANGUAGE_CODE).partition("-")[0]
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter < "ɐ" for letter in letters)
    if not letters or (latin < FEWEST and latin * 2 > len(letters)):
        return expected
    ranked = _identifier().rank(text)  # the most probable first
    code, probability = ranked[0]
    of_expected = next((other for name, other in ranked if name == expected), 0.0)
    if code == NO_LANGUAGE or probability < OVERRULES * of_expected:
        return expected
    return str(code)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - only in the worker

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
