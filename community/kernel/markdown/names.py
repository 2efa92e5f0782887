"""Mentions in imported texts: "@ana" of another site is not the member ana of this one.

The source is changed, so that later edits and renderings mean the same member: a known name becomes
the member's username here, any other name becomes plain text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from community.kernel.markdown.inlines import LONGEST_NAME
from community.kernel.markdown.limits import TooMuch
from community.kernel.markdown.pipeline import _parser
from community.kernel.text import may_name

Whose = Callable[[str], str]  # the name that somebody has here, "" for nobody's

_RUN = re.compile(r"(\\*)(`+)")
_ADDRESS = re.compile(r"https?://[^\s<>\"`]+|<[a-z][a-z0-9+.-]{1,31}:[^\s<>]*>", re.IGNORECASE)
_LATIN = re.compile(r"[\w.-]+", re.ASCII)


def renamed(source: str, whose: Whose) -> str:
    """The text with the names in it as they are here; code and addresses stay as they are."""
    if "@" not in source:
        return source
    lines = source.split("\n")
    try:
        is_code = _code(source)
    except TooMuch:
        return source  # which no post can be
    begin = 0
    while begin < len(lines):
        end = begin
        while end < len(lines) and lines[end].strip() and end not in is_code:
            end += 1
        if end > begin:
            block = "\n".join(lines[begin:end])
            if "@" in block:
                lines[begin:end] = _prose(block, whose).split("\n")
        begin = end + 1
    return "\n".join(lines)


def called(source: str) -> set[str]:
    """All that may be a name in it, in code as well: cheaper, and enough to look them up."""
    names: set[str] = set()

    def heard(name: str) -> str:
        names.add(name)
        return ""

    _words(source, heard)
    return names


def _code(source: str) -> set[int]:
    """The lines that are code, as the parser has them."""
    tokens: list[object] = []
    _parser.block.parse(source, _parser, {}, tokens)  # type: ignore[arg-type]
    found = ((token.type, token.map) for token in tokens)  # type: ignore[attr-defined]
    return {
        line
        for kind, lines in found
        if kind in {"fence", "code_block"} and lines
        for line in range(*lines)
    }


def _prose(block: str, whose: Whose) -> str:
    """A block of lines of which none is code; there may be code within them."""
    said, at = [], 0
    for begin, end in _verbatim(block):
        said += [_words(block[at:begin], whose), block[begin:end]]
        at = end
    return "".join([*said, _words(block[at:], whose)])


def _verbatim(block: str) -> Iterator[tuple[int, int]]:
    """Where code and addresses stand in it. A backslash keeps code from beginning, not from
    ending."""
    runs = list(_RUN.finditer(block))
    later: dict[int, list[int]] = defaultdict(list)  # where runs of a length end, the last first
    for run in reversed(runs):
        later[len(run[2])].append(run.end())
    at = 0
    for run in runs:
        later[len(run[2])].pop()
        begin = run.start(2) + len(run[1]) % 2
        closes = later[run.end() - begin]
        if begin < at or begin == run.end() or not closes:
            continue
        yield from _addresses(block, at, begin)
        yield begin, closes[-1]
        at = closes[-1]
    yield from _addresses(block, at, len(block))


def _addresses(block: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    for found in _ADDRESS.finditer(block, begin, end):
        yield found.span()


def _words(text: str, whose: Whose) -> str:
    said, begin, at = [], 0, text.find("@")
    while at >= 0:
        end = at + 1
        while end < len(text) and end - at <= LONGEST_NAME + 1 and may_name(text[end]):
            end += 1
        before = text[at - 1 : at]
        is_within = (before.isascii() and before.isalnum()) or before in {*"@._-/\\"}
        if end > at + 1 and not (before and is_within):
            said += [text[begin:at], _called(text[at + 1 : end], whose)]
            begin = end
        at = text.find("@", max(end, at + 1))
    return "".join([*said, text[begin:]])


def _called(name: str, whose: Whose) -> str:
    """The longest that is somebody's; dots and hyphens at its end may belong to the sentence."""
    bare = name.rstrip("._-")
    ends = list(range(len(name), max(len(bare), len(name) - 4) - 1, -1))
    if (latin := _LATIN.match(name)) and latin.end() < len(name):
        ends.append(len(latin[0].rstrip("._-")))  # letters of another script may follow at once
    for end in ends:
        if here := whose(name[:end]):
            return f"@{here}{name[end:]}"
    return f"\\@{name}"
