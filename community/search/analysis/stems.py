"""Stems: "installing" and "installed" are found by each other.

A stem is marked, so that a phrase and a prefix, which ask for the words themselves, never meet one.
Words have been folded before, in documents and queries alike: it is the folded word whose stem is
taken. Whatever a document was stemmed in, `stems_of` knows it: it takes the stems of all languages
in use, and a text in any other language is stemmed as one of these.
"""

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import cast

import Stemmer
from django.conf import settings

from community.kernel import languages
from community.kernel.text import is_unspaced

MARK = "~"  # no word of a text has it
NAMES = {  # of algorithms, by language
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
NO_STEM = re.compile(r"\d")  # names of versions, dates and the like
# Folding took the breve off "й": behind a vowel an "и" at the end of a word was one, or is an
# ending that is cut off just so.
SHORT_I = re.compile("(?<=[аеиоуыэюя])и$")

_threads = threading.local()  # no stemmer may be used by two threads at once


def stem(word: str, language: str) -> str:
    """The marked stem of a word in a text of this language, as it is called here; empty if the
    word has none: it has a digit, or is of a script that is cut into pairs."""
    return stemming_of(language)(word)


def stemming_of(language: str) -> Callable[[str], str]:
    """`stem` for many words of one language."""
    algorithm = _algorithm_for(language, *_in_use())
    return lambda word: _stem(word, algorithm)


def stems_of(word: str) -> tuple[str, ...]:
    """The marked stems that a word can have in documents; none if it has none."""
    known, site = _in_use()
    names = sorted({_algorithm_for(code, known, site) for code in ("", *known)})
    stems = (_stem(word, name) for name in names)
    return tuple(dict.fromkeys(one for one in stems if one))


def lexemes_of(word: str) -> tuple[str, ...]:
    """What a document that has this word, in whatever form, has one of."""
    return stems_of(word) or (word,)


def _in_use() -> tuple[tuple[str, ...], str]:
    """The languages that posts can be written in, and the site's."""
    return tuple(languages.codes()), str(settings.LANGUAGE_CODE)


@lru_cache(maxsize=1000)
def _algorithm_for(language: str, known: tuple[str, ...], site: str) -> str:
    """That of the language if it is in use; else the site's; else that of English, which is what
    words of Latin letters in Chinese, Japanese or Korean texts mostly are."""
    codes = [language] if language in known else []
    names = (NAMES.get(code.partition("-")[0], "") for code in (*codes, site, "en"))
    return next(name for name in names if name)


@lru_cache(maxsize=100_000)
def _stem(word: str, algorithm: str) -> str:
    if NO_STEM.search(word) or _is_cut_in_pairs(word):
        return ""
    if algorithm == "russian":
        word = SHORT_I.sub("й", word)
    return MARK + cast("str", _stemmer(algorithm).stemWord(word))


def _is_cut_in_pairs(word: str) -> bool:
    return not word.isascii() and is_unspaced(word[0])


def _stemmer(algorithm: str) -> Stemmer.Stemmer:
    stemmers: dict[str, Stemmer.Stemmer] = _threads.__dict__.setdefault("stemmers", {})
    if algorithm not in stemmers:
        stemmers[algorithm] = Stemmer.Stemmer(algorithm, 0)  # what is cached is cached above
    return stemmers[algorithm]
