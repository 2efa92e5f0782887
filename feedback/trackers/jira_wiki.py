"""Jira's old wiki markup to Markdown: its webhooks still write comments in it.

What it does not know stays as it was written.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"\{(code|noformat)(?::([^{}\n]*))?\}\n?(.*?)\n?\{\1\}", re.DOTALL)
_QUOTE = re.compile(r"\{quote\}\n?(.*?)\n?\{quote\}", re.DOTALL)
_COLOR = re.compile(r"\{color(?::[^{}\n]*)?\}")
_HEADING = re.compile(r"^h([1-6])\.\s+")
_ITEM = re.compile(r"^([*#-]{1,6})\s+")
_MONOSPACED = re.compile(r"(\{\{[^{}\n]+\}\})")
_MENTION = re.compile(r"\[~[^\[\]\n]+\]")
_LINK = re.compile(r"\[(?:([^\[\]|\n]+)\|)?((?:https?://|mailto:)[^\[\]|\s]+)(?:\|[^\[\]\n]*)?\]")
_MARKS = (
    (re.compile(r"(?<![\w*\\])\*(\S|\S[^*\n]*\S)\*(?![\w*])"), r"**\1**"),
    (re.compile(r"(?<![\w_\\/])_(\S|\S[^_\n]*\S)_(?![\w_])"), r"*\1*"),
    (re.compile(r"(?<![\w\\-])-(\S|\S[^-\n]*\S)-(?![\w-])"), r"~~\1~~"),
)


def to_markdown(text: str) -> str:
    """The Markdown of a text. Who is mentioned there is nobody here, so no name is left."""
    parts, at = [], 0
    text = text.replace("\r\n", "\n")
    for code in _CODE.finditer(text):
        parts += [_prose(text[at : code.start()]), _fenced(code)]
        at = code.end()
    parts.append(_prose(text[at:]))
    return "\n\n".join(part for part in parts if part)


def _fenced(code: re.Match[str]) -> str:
    language = re.sub(r"[^\w+#.-].*", "", (code[2] or "").removeprefix("language="))
    fence = "`" * (1 + max([2, *map(len, re.findall("`+", code[3]))]))
    return f"{fence}{language}\n{code[3]}\n{fence}"


def _prose(text: str) -> str:
    parts, at = [], 0
    for quote in _QUOTE.finditer(text):
        quoted = "\n".join(f"> {line}".rstrip() for line in _lines(quote[1]).split("\n"))
        parts += [_lines(text[at : quote.start()]), quoted]
        at = quote.end()
    parts.append(_lines(text[at:]))
    return "\n\n".join(part for part in parts if part)


def _lines(text: str) -> str:
    """A line break is one there, so it is one here."""
    return "\n".join(_line(line) for line in _COLOR.sub("", text).strip("\n").split("\n"))


def _line(line: str) -> str:
    if heading := _HEADING.match(line):
        return f"{'#' * int(heading[1])} {_inline(line[heading.end() :])}"
    if line.startswith("bq. "):
        return f"> {_inline(line[4:])}"
    if item := _ITEM.match(line):
        sign = "1." if item[1][-1] == "#" else "-"
        return f"{'   ' * (len(item[1]) - 1)}{sign} {_inline(line[item.end() :])}"
    return _inline(line)


def _inline(text: str) -> str:
    return "".join(
        _monospaced(part) if place % 2 else _marked(part)
        for place, part in enumerate(_MONOSPACED.split(text))
    )


def _monospaced(part: str) -> str:
    return f"`{part[2:-2].replace('`', chr(39))}`"


def _marked(part: str) -> str:
    part = _MENTION.sub("[…]", part)
    parts, at = [], 0
    for link in _LINK.finditer(part):
        shown = f"[{link[1]}](<{link[2]}>)" if link[1] else f"<{link[2]}>"
        parts += [_signs(part[at : link.start()]), shown]
        at = link.end()
    return "".join([*parts, _signs(part[at:])])


def _signs(part: str) -> str:
    for pattern, replacement in _MARKS:
        part = pattern.sub(replacement, part)
    return part
