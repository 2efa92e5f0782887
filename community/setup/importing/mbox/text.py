"""A mail's plain text as markdown that looks as it was written: lines, quotes, code, patches.

Dropped are signatures, what lists put below, and the armour of PGP. Quotes stay; a long one
that ends the mail, which nobody reads twice, folds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import dedent
from urllib.parse import urlsplit

from community.kernel import markdown
from community.setup.importing.cutting import rest
from community.setup.importing.stackexchange_text import at_line_start, escaped_within

LONG_QUOTE = 12  # lines
DEEPEST = 8  # quotes in quotes
LONGEST = 4 * markdown.LONGEST  # characters that are looked at
QUOTED, END_QUOTED = "[details=Quoted text]", "[/details]"

Line = tuple[int, str]  # how deep it is quoted, and what it says

_QUOTE = re.compile(r"(?:> ?)+")
_SIGNATURE = re.compile(r"-- ?")
_RULE = re.compile(r"[_=*-]{5,}")
_OF_LISTS = re.compile(r"mailing list|unsubscribe|listinfo|subscription", re.IGNORECASE)
_FOOTER = 12  # lines at most
_ORIGINAL = re.compile(
    r"-{3,} ?(?:Original Message|Original-Nachricht|Ursprüngliche Nachricht|Message d'origine"
    r"|Mensaje original|Messaggio originale) ?-{3,}",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[\w-]+:.*\n)*\n?")
_ARMOUR = re.compile(
    r"^-----BEGIN PGP (SIGNATURE|MESSAGE|PUBLIC KEY BLOCK)-----$"
    r".*?(?:^-----END PGP \1-----$\n?|\Z)",
    re.MULTILINE | re.DOTALL,
)
_PATCH = re.compile(r"diff --git |Index: \S+$")
_IN_PATCH = re.compile(
    r"[ +@\\-]|diff |index |Index: |new file|deleted file|old mode|new mode|similarity |rename "
    r"|copy |Binary |={10,}|$"
)
_SET = re.compile(r"\S {3,}\S")  # in columns
_DRAWN = re.compile(r"\s*(?:\||\+[-=])")
_TABLE = re.compile(r"[\s|:-]*-[\s|:-]*")
_URL = re.compile(r"(?<![^\W_])(https?://[^\s<>\"`\\]+)")
_AFTER = ".,;:!?*_~'\")]}|"  # belongs to the sentence, not to the address


def to_markdown(text: str, *, is_flowed: bool = False, joins: bool = False, url: str = "") -> str:
    """`is_flowed`, `joins`: as RFC 3676 has it, with "DelSp"; `url` leads to all of it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:LONGEST]
    lines = text.split("\n")
    if is_flowed:
        lines = flowed(lines, joins=joins)
    lines = [line.expandtabs(8).rstrip() for line in unarmoured("\n".join(lines)).split("\n")]
    lines = without_signature(without_footers(lines))
    return fitting(levelled(lines), rest(url))


def fitting(lines: Sequence[Line], note: str) -> str:
    """As much of it as a post can hold, and the note that there was more."""
    said = shown(lines)
    while len(said) > markdown.LONGEST:
        most = len(lines) * (markdown.LONGEST - len(note)) // len(said)
        lines = lines[: min(most, len(lines) - 1)]
        said = f"{shown(lines)}\n\n{note}"
    return said


# What programs added


def flowed(lines: Sequence[str], *, joins: bool) -> list[str]:
    """Paragraphs in one line each that were broken where a space ends the line."""
    whole: list[str] = []
    open_at = None  # how deep the line is quoted that goes on
    for line in lines:
        quote = re.match(r">*", line)
        depth = len(quote[0]) if quote else 0
        said = line[depth:].removeprefix(" ")
        if open_at == depth and said and said != "-- ":
            whole[-1] = (whole[-1][:-1] if joins else whole[-1]) + said
        else:
            is_apart = depth or said.startswith(">")
            whole.append(f"{'>' * depth}{' ' if is_apart else ''}{said}")
        open_at = depth if said.endswith(" ") and said != "-- " else None
    return whole


def unarmoured(text: str) -> str:
    text, is_signed = _SIGNED.subn("", _ARMOUR.sub("", text))
    return re.sub(r"^- (?=-)", "", text, flags=re.MULTILINE) if is_signed else text


def without_footers(lines: list[str]) -> list[str]:
    """One or several, of lists that sent it on to each other."""
    at: int | None = len(lines)
    while at is not None:
        lines = lines[:at]
        at = next((n for n in _last(lines, _FOOTER) if _begins_footer(lines, n)), None)
    return lines


def _last(lines: Sequence[str], most: int) -> range:
    return range(len(lines) - 1, max(len(lines) - most, -1), -1)


def _begins_footer(lines: Sequence[str], at: int) -> bool:
    return bool(_RULE.fullmatch(lines[at])) and any(map(_OF_LISTS.search, lines[at + 1 :]))


def without_signature(lines: list[str]) -> list[str]:
    """What follows "-- ", but for a quote below it and the line that says whose words it has."""
    at = next((at for at, line in enumerate(lines) if _SIGNATURE.fullmatch(line)), None)
    if at is None or _is_in_patch(lines, at):
        return lines
    quote = next((n for n in range(at, len(lines)) if _quotes(lines[n])), len(lines))
    begin = quote
    while quote < len(lines) and begin - 1 > at and lines[begin - 1] and quote - begin < 3:
        begin -= 1
    return [*lines[:at], "", *lines[begin:]]


def _is_in_patch(lines: Sequence[str], at: int) -> bool:
    """A line "- " that a patch takes away looks like it."""
    return any(line.startswith(("@@ -", "+", "-")) for line in lines[at + 1 : at + 2])


def _quotes(line: str) -> bool:
    return line.startswith(">") or bool(_ORIGINAL.fullmatch(line))


def levelled(lines: Sequence[str]) -> list[Line]:
    """Each line with how deep it is quoted; below "Original Message" everything is."""
    found: list[Line] = []
    below = 0
    for line in lines:
        quote = _QUOTE.match(line)
        depth = quote[0].count(">") if quote else 0
        if not depth and _ORIGINAL.fullmatch(line):
            below += 1
        else:
            said = line[quote.end() :] if quote else line
            found.append((min(depth + below, DEEPEST) if said or depth else below, said))
    return found


# How it looks


def shown(lines: Sequence[Line]) -> str:
    """The whole of it; the quote that ends it folds where it is long."""
    lines = _trimmed(lines)
    tail = len(lines)
    while tail and lines[tail - 1][0]:
        tail -= 1
    folds = 0 < tail < len(lines) - LONG_QUOTE
    parts = [_parts(lines[:tail])]
    if tail < len(lines):
        quote = _parts(lines[tail:])
        parts.append(f"{QUOTED}\n{quote}\n{END_QUOTED}" if folds else quote)
    return "\n\n".join(part for part in parts if part)


def _trimmed(lines: Sequence[Line]) -> list[Line]:
    kept = list(lines)
    while kept and not kept[-1][1]:
        kept.pop()
    return kept


def _parts(lines: Sequence[Line]) -> str:
    """Block by block; what stands between two is quoted as deep as the shallower."""
    said: list[str] = []
    before = 0
    for depth, group in groupby(_spread(lines), key=lambda line: line[0]):
        for block in blocks([text for _, text in group]):
            if said:
                said.append(("> " * min(before, depth)).rstrip())
            said += [f"{'> ' * depth}{line}".rstrip(" ") for line in block]
            before = depth
    return "\n".join(said)


def _spread(lines: Sequence[Line]) -> Iterator[Line]:
    """An empty line between two of one quote belongs to the quote."""
    for at, (depth, said) in enumerate(lines):
        after = next((deep for deep, text in lines[at + 1 : at + 4] if text), depth)
        yield (depth, said) if said or not at else (min(lines[at - 1][0], after), said)


def blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    """Paragraphs, and what has to keep its spaces, in markdown."""
    at = 0
    while at < len(lines):
        end = _end_of_patch(lines, at)
        if end > at:
            yield _fenced("diff", lines[at:end])
        elif not lines[at]:
            end = at + 1
        else:
            end = _end_of_paragraph(lines, at)
            if _is_set(lines[at:end]):
                end = _end_of_code(lines, end) if _is_code(lines[at:end]) else end
                yield _fenced("", dedent("\n".join(lines[at:end])).split("\n"))
            else:
                yield _paragraph(lines[at:end])
        at = end


def _end_of_patch(lines: Sequence[str], at: int) -> int:
    """Where the patch ends that begins here; here, if none does."""
    has_files = lines[at].startswith("--- ") and lines[at + 1 : at + 2]
    if not _PATCH.match(lines[at]) and not (has_files and lines[at + 1].startswith("+++ ")):
        return at
    end = at
    while end < len(lines) and _IN_PATCH.match(lines[end]):
        end += 1
    while not lines[end - 1]:
        end -= 1
    return end


def _end_of_paragraph(lines: Sequence[str], at: int) -> int:
    end = at + 1
    while end < len(lines) and lines[end] and _end_of_patch(lines, end) == end:
        end += 1
    return end


def _end_of_code(lines: Sequence[str], end: int) -> int:
    """There are empty lines in code."""
    begin = end
    while begin < len(lines):
        after = begin + 1
        if lines[begin]:
            after = _end_of_paragraph(lines, begin)
            if _end_of_patch(lines, begin) > begin or not _is_code(lines[begin:after]):
                break
            end = after
        begin = after
    return end


def _is_set(lines: Sequence[str]) -> bool:
    """Tables and drawings have columns."""
    in_columns = sum(1 for line in lines if _SET.search(line)) > 1
    return _is_code(lines) or in_columns or all(map(_DRAWN.match, lines))


def _is_code(lines: Sequence[str]) -> bool:
    return all(line.startswith("    ") for line in lines)


def _fenced(language: str, lines: Sequence[str]) -> list[str]:
    runs = re.findall(r"^\s*(`{3,})", "\n".join(lines), re.MULTILINE)
    fence = "`" * max(3, *(len(run) + 1 for run in runs), 3)
    return [f"{fence}{language}", *lines, fence]


def _paragraph(lines: Sequence[str]) -> list[str]:
    """Line by line, and indented as far as the first one is not."""
    first = len(lines[0]) - len(lines[0].lstrip())
    said: list[str] = []
    for line in lines:
        indent = len(line) - len(line.lstrip()) - first
        said.append("\u00a0" * max(indent, 0) * bool(said) + line_to_markdown(line.strip()))
    return [*(f"{line}{_broken(line)}" for line in said[:-1]), said[-1]]


def _broken(line: str) -> str:
    """What ends a line here; right after an address it would be part of that."""
    return " \\" if "://" in line[line.rfind(" ") + 1 :] else "\\"


def line_to_markdown(line: str) -> str:
    """One line of words, of which nothing is markup but the addresses of pages."""
    if _TABLE.fullmatch(line):
        return f"\\{line[0]}{escaped_within(line[1:])}"
    parts = _URL.split(line)
    said = [at_line_start(escaped_within(parts[0]))]
    for url, after in zip(parts[1::2], parts[2::2], strict=True):
        said.append(_address(url, after))
        said.append(escaped_within(after))
    return "".join(said)


def _address(url: str, after: str) -> str:
    """As it stands where a space or the line's end follows, else in angles."""
    bare = url.rstrip(_AFTER)
    if not _is_link(bare):
        return escaped_within(url)
    ending = url[len(bare) :]
    if not ending.strip(".,;:!?)") and (not after or after[0].isspace()):
        return url
    return f"<{bare}>{escaped_within(ending)}"


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return "@" not in parts.netloc and "." in (parts.hostname or "").strip(".")
