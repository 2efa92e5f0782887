"""Chinese, Japanese and Korean, which are written without spaces between words.

Emphasis there follows the CJK-friendly amendments to CommonMark (github.com/tats-u/
markdown-cjk-friendly): marks open and close beside such characters whatever stands on their other
side, so that a full stop may stand within them and the next sentence right behind.
"""

import unicodedata
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token

_HANGUL = ((0x1100, 0x11FF), (0x302E, 0x302F), (0x3130, 0x318F), (0x3200, 0x321E),
           (0x3260, 0x327E), (0xA960, 0xA97F), (0xAC00, 0xD7FF), (0xFFA0, 0xFFDC))  # fmt: skip
_KANA = ((0x3041, 0x309F), (0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))
_HIRAGANA_ENDS = 0x309F
_SYMBOLS = ((0x2300, 0x2BFF), (0x1F000, 0x1FBFF))  # wide ones here are shown as emoji
_SELECTORS = ("\ufe00", "\ufe0e")  # of how the character before them looks, but for emoji
_IDEOGRAPHIC_SELECTORS = ("\U000e0100", "\U000e01ef")
_WIDE_QUOTES = frozenset("\u2018\u2019\u201c\u201d")  # where U+FE01 follows


def _within(sign: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(sign) <= last for first, last in ranges)


@lru_cache(maxsize=4096)
def is_cjk(sign: str) -> bool:
    """Whether it is a wide character that is no emoji, or Hangul; "" is none."""
    if not sign or sign < "\u1100":
        return False
    if _within(sign, _HANGUL):
        return True
    is_emoji = unicodedata.category(sign) == "So" and _within(sign, _SYMBOLS)
    return unicodedata.east_asian_width(sign) in "WFH" and not is_emoji


@lru_cache(maxsize=4096)
def script(sign: str) -> str:
    """The script of a character if it is one written without spaces, otherwise ""."""
    if not is_cjk(sign) or not sign.isalpha():
        return ""
    if _within(sign, _HANGUL):
        return "hangul"
    if _within(sign, _KANA):
        return "hiragana" if ord(sign) <= _HIRAGANA_ENDS else "katakana"
    return "han" if ord(sign) < 0xFF00 or ord(sign) >= 0x20000 else ""


@lru_cache(maxsize=4096)
def _is_punctuation(sign: str) -> bool:
    return isMdAsciiPunct(ord(sign)) or isPunctChar(sign)


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N802, N803 - the library's
        marker, end = self.src[start], start
        while end < self.posMax and self.src[end] == marker:
            end += 1
        after = self.src[end] if end < self.posMax else " "
        before = self.src[start - 1] if start else " "
        is_variant = start > 1 and _SELECTORS[0] <= before <= _SELECTORS[1]
        selected = before if is_variant else ""
        before = self.src[start - 2] if is_variant else before

        is_mark_before, is_mark_after = _is_punctuation(before), _is_punctuation(after)
        is_wide_before = (
            is_cjk(before)
            or _IDEOGRAPHIC_SELECTORS[0] <= before <= _IDEOGRAPHIC_SELECTORS[1]
            or (selected == "\ufe01" and before in _WIDE_QUOTES)
        )
        is_wide_after = is_cjk(after)
        is_free_before = isWhiteSpace(ord(before)) or is_mark_before or is_wide_before
        is_free_after = isWhiteSpace(ord(after)) or is_mark_after or is_wide_after
        left = not isWhiteSpace(ord(after)) and (
            not is_mark_after or is_wide_after or is_free_before
        )
        right = not isWhiteSpace(ord(before)) and (
            not is_mark_before or is_wide_before or is_free_after
        )
        return Scanned(
            left and (canSplitWord or not right or is_mark_before),
            right and (canSplitWord or not left or is_mark_after),
            end - start,
        )


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def make_friendly(parser: MarkdownIt) -> None:
    """To be called before any inline rule is added."""
    parser.inline = _Inline()
