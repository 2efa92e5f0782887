"""Where code between fences stands, as far as it can be told line by line.

For what looks at a whole text before it is parsed: what stands in code is no tag.
"""

import re
from collections.abc import Iterator

_MARKS = re.compile(r"(?:[ \t]*(?:>|[-*+](?=[ \t])|[0-9]{1,9}[.)](?=[ \t])))*")
_FENCE = re.compile(r"(`{3,})(?=[^`]*$)|(~{3,})")
_TAB = 4


class _Fence:
    """One that is open: it ends where one as long stands alone, or with the quote or list item
    that it stands in."""

    def __init__(self, fence: str, marks: str, column: int) -> None:
        self.fence, self.column = fence, column
        self.quotes = marks.count(">")
        self.item = bool(marks.rstrip()) and marks.rstrip()[-1] != ">"

    def is_left_by(self, marks: str, column: int, said: str) -> bool:
        if marks.count(">") < self.quotes:
            return True
        return self.item and bool(said) and column < self.column

    def is_closed_by(self, column: int, said: str) -> bool:
        alone = len(said) >= len(self.fence) and not said.strip(self.fence[0])
        return alone and column < self.column + _TAB


def outside_fences(source: str) -> Iterator[tuple[int, str]]:
    """Each line that stands in no code block, by its number, without the marks before it."""
    fence: _Fence | None = None
    in_item = False  # where what is indented need not be code
    for number, line in enumerate(source.split("\n")):
        if fence:
            marks, column, said = _parted(line, most=fence.quotes)
            if not fence.is_left_by(marks, column, said):
                if fence.is_closed_by(column, said):
                    fence = None
                continue
            fence = None
        marks, column, said = _parted(line)
        if marks or (said and not column):
            in_item = marks.rstrip()[-1:] not in {"", ">"} or said.startswith("[^")
        if not marks and column >= _TAB and not in_item:
            continue
        if found := _FENCE.match(said):
            fence = _Fence(found[0], marks, column)
        else:
            yield number, said


def _parted(line: str, most: int | None = None) -> tuple[str, int, str]:
    """The marks of quotes and items, the column after them, and the rest without white space.

    In a fence only the marks of quotes are marks, and not more of them than it stands in.
    """
    if most is None:
        found = _MARKS.match(line)
        end = found.end() if found else 0
    else:
        end = _after_quotes(line, most)
    rest = line[end:].lstrip(" \t")
    column = len(line[: len(line) - len(rest)].expandtabs(_TAB))
    return line[:end], column, rest.rstrip()


def _after_quotes(line: str, most: int) -> int:
    end = at = 0
    while most and at < len(line) and line[at] in " \t>":
        at += 1
        if line[at - 1] == ">":
            end, most = at, most - 1
    return end
