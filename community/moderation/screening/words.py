"""How word filters are found in a text: by RE2, whose time grows with the text alone."""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text
from community.moderation.models import WordFilter

MEMORY = 64 << 20  # bytes, for all filters together
MEMORY_OF_ONE = 1 << 20  # a repetition of repetitions is refused, not built

# What is laid over a letter, or shows nothing: it must not hide a word.
_OVER = (
    "\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff"
)
_HIDES = re.compile(f"[{_OVER}]")
_CLUSTER = re.compile(f".[{_OVER}]*", re.DOTALL)
# Markdown that is not shown itself; between the letters of a word it must not hide it, either.
_MARKUP = re.compile(
    r"[*`]+|~~+|\|\||\[|\]\([^()\s<>]*\)|\\(?=[!-/:-@\[-`{-~])|&#?\w{2,32};", re.ASCII
)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+", re.IGNORECASE)


class InvalidPattern(RuleViolation):
    """The regular expression cannot be read; the message says why."""

    code = "invalid_pattern"
    title = _("Invalid regular expression")
    message: Text = _("This is not a valid regular expression.")

    def __init__(self, problem: str = "") -> None:
        super().__init__()
        if problem:
            told = _("This is not a valid regular expression: %(problem)s.")
            self.message = str(told) % {"problem": problem}


class MatchesEverything(RuleViolation):
    code = "matches_everything"
    title = _("Pattern matches empty text")
    message = _("This pattern matches every text, even an empty one.")


@dataclass(frozen=True)
class Plain:
    """A text without what hides words in it, and where each character of it stood."""

    text: str
    starts: Sequence[int] | None = None  # None: each where it stands

    def span(self, start: int, end: int, length: int) -> tuple[int, int]:
        """The part of the original, `length` long, that this part was."""
        if self.starts is None:
            return start, end
        stop = self.starts[end] if end < len(self.starts) else length
        return self.starts[start], stop


def plain(text: str) -> Plain:
    """Wide, stacked and styled letters as ordinary ones (NFKC), without marks that are laid over
    letters and characters that show nothing. Accents that belong to a letter stay."""
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _HIDES.search(text)):
        return Plain(text)
    letters: list[str] = []
    starts: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        said = _HIDES.sub("", unicodedata.normalize("NFKC", cluster[0]))
        letters.append(said)
        starts += [cluster.start()] * len(said)
    return Plain("".join(letters), starts)


def shown(text: str) -> Plain | None:
    """The letters that readers see, without the Markdown around and between them; None where there
    is no Markdown. What is escaped or an entity is what it stands for."""
    letters: list[str] = []
    starts: list[int] = []
    done = 0
    for mark in _MARKUP.finditer(text):
        letters.append(text[done : mark.start()])
        starts += range(done, mark.start())
        said = html.unescape(mark[0]) if mark[0].startswith("&") else ""
        letters.append(said)
        starts += [mark.start()] * len(said)
        done = mark.end()
    if not done:
        return None
    letters.append(text[done:])
    starts += range(done, len(text))
    seen = plain("".join(letters))
    return Plain(seen.text, [starts[at] for at in seen.starts] if seen.starts else starts)


def compiled(row: WordFilter) -> Any:
    """Its pattern, for RE2. Raises InvalidPattern, MatchesEverything."""
    found = _pattern(_source(row), MEMORY_OF_ONE)
    if row.is_pattern and found.search(""):
        raise MatchesEverything
    return found


def _pattern(source: str, memory: int) -> Any:
    import re2  # noqa: PLC0415 - 3 MB that a process without filters does not need

    options = re2.Options()
    options.log_errors, options.max_mem = False, memory
    try:
        return re2.compile(source, options)
    except re2.error as error:
        said = error.args[0]
        told = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise InvalidPattern(told) from error


def _source(row: WordFilter) -> str:
    said = row.pattern if row.is_pattern else re.escape(plain(row.pattern).text)
    return f"(?:{said})" if row.is_case_sensitive else f"(?i:{said})"


@dataclass(frozen=True, kw_only=True)
class Match:
    """Where a filter was found in a text."""

    row: WordFilter
    start: int
    end: int


class Filters:
    """Filters that are looked for together. One that cannot be read any more finds nothing."""

    def __init__(self, rows: Sequence[WordFilter]) -> None:
        self.rows = rows

    @cached_property
    def _patterns(self) -> list[tuple[WordFilter, Any]]:
        found = []
        for row in self.rows:
            try:
                found.append((row, compiled(row)))
            except RuleViolation:
                continue
        return found

    @cached_property
    def _any(self) -> Any:
        """All of them in one pattern: a text in which none is found is read once."""
        try:
            return _pattern("|".join(_source(row) for row, _ in self._patterns), MEMORY)
        except InvalidPattern:  # too large: each is looked for by itself
            return None

    def found_in(self, text: str) -> list[Match]:
        """Every place of every filter, in the order of the text."""
        if not self._patterns:
            return []
        matches = self._matches(plain(text), len(text))
        if (without := shown(text)) and (more := self._matches(without, len(text))):
            known = {(one.row.pk, at) for one in matches for at in range(one.start, one.end)}
            matches += [one for one in more if not _is_known(one, known)]
        return sorted(matches, key=lambda one: (one.start, -one.end, one.row.pk or 0))

    def _matches(self, seen: Plain, length: int) -> list[Match]:
        if self._any is not None and not self._any.search(seen.text):
            return []
        return [
            Match(row=row, start=start, end=end)
            for row, pattern in self._patterns
            for start, end in _places(row, pattern, seen, length)
        ]


def _is_known(one: Match, known: Container[tuple[int | None, int]]) -> bool:
    return any((one.row.pk, at) in known for at in range(one.start, one.end))


def _places(row: WordFilter, pattern: Any, seen: Plain, length: int) -> Iterator[tuple[int, int]]:
    for match in pattern.finditer(seen.text):
        start, end = match.span()
        if start < end and (row.is_pattern or _is_whole(seen.text, start, end)):
            yield seen.span(start, end, length)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on before or after it. Scripts without spaces have no such places."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    return before.isalnum() and after.isalnum() and not (_is_cjk(before) or _is_cjk(after))


def _is_cjk(sign: str) -> bool:
    return "\u2e80" <= sign <= "\ud7ff" or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"


def replaced(text: str, matches: Sequence[Match]) -> str:
    """The text with what its filters put in their place; addresses stay as they are."""
    addresses = [found.span() for found in _ADDRESS.finditer(text)]
    starts = [start for start, _ in addresses]
    parts, done = [], 0
    for one in matches:
        at = bisect_right(starts, one.start) - 1
        if one.start < done or (at >= 0 and one.start < addresses[at][1]):
            continue
        parts += [text[done : one.start], one.row.replacement]
        done = one.end
    return "".join([*parts, text[done:]])


def links_in(text: str) -> list[str]:
    """The addresses that a text mentions."""
    return [found[0].rstrip(".,;:!?)]}\"'") for found in _ADDRESS.finditer(text)]
