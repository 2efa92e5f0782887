"""Two languages for development and tests, made from the English texts at run time.

`en-xa` has accents, brackets and 40 % more length: a text without brackets was not marked for
translation, and a layout that breaks has no room for German. `ar-xb` is the same from right to
left: its letters are made to run that way, as those of Arabic do, so that numbers, names and signs
beside them are where they would be in Arabic. Their names are those that Android and Chromium use.
"""

import gettext
import re
from functools import lru_cache

from django.utils.translation import trans_real

ACCENTED, MIRRORED = "en-xa", "ar-xb"
LANGUAGES = [(ACCENTED, "[Àççéñţéð]"), (MIRRORED, "[Ɯɹɹoɹǝp]")]
OPENS, CLOSES = "⟦", "⟧"
LEFTWARDS, AS_BEFORE = "\u202e", "\u202c"  # letters between them run from right to left
MORE = 0.4  # how much longer than English texts are

ACCENTS = str.maketrans(
    "abcdeghiklnoprstuwyzACDEGHIKLNOPRSTUWYZ", "åƀçðéĝĥîķļñöþŕšţûŵýžÅÇÐÉĜĤÎĶĻÑÖÞŔŠŢÛŴÝŽ"
)
# What is no text: placeholders, tags, entities.
KEPT = re.compile(r"(%\(\w+\)[#0\- +]*[\d.]*\w|%%|%[sd]|\{[^{}\s]*\}|<[^<>]+>|&#?\w+;)")
CONTEXT = "\4"  # between a text's context and the text, as gettext joins them


def around(language: str) -> tuple[str, str]:
    """What is before and after each run of changed letters."""
    return (LEFTWARDS, AS_BEFORE) if language == MIRRORED else ("", "")


@lru_cache(4096)
def pseudo(text: str, language: str = ACCENTED) -> str:
    """The text as such a language has it. Placeholders, tags and entities stay as they are."""
    if not text.strip():
        return text
    parts = KEPT.split(text)  # every second one is kept
    starts, ends = around(language)
    changed = [
        part if at % 2 or not part else f"{starts}{part.translate(ACCENTS)}{ends}"
        for at, part in enumerate(parts)
    ]
    letters = sum(len(part) for part in parts[::2])
    more = " ".join(["ẋẋẋẋẋẋ"] * (round(letters * MORE) // 7 + 1))[: max(1, round(letters * MORE))]
    return f"{OPENS}{''.join(changed)} {starts}{more}{ends}{CLOSES}"


class PseudoTranslation(gettext.NullTranslations):
    """What Django asks of a language's catalogues, with every text in it."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def to_language(self) -> str:
        return self._language

    def gettext(self, message: str) -> str:
        return pseudo(message.rpartition(CONTEXT)[2], self._language)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


def install() -> None:
    """Let Django translate into these languages. Calling it again does nothing."""
    for language, _name in LANGUAGES:
        trans_real._translations.setdefault(language, PseudoTranslation(language))  # type: ignore[attr-defined]
