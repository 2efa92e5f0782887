"""Searches of the library whose cost grows with the square of a text, made so that it does not.

What they find is the same.
"""

import re
from types import SimpleNamespace
from typing import Any

from django.utils.translation import ngettext_lazy
from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.blockquote import blockquote as whole_quote
from markdown_it.rules_block.table import table as whole_table
from markdown_it.rules_inline import StateInline

from community.kernel.languages import filled
from community.kernel.markdown.limits import CELLS, COLUMNS, TooMuch, count_cells, spend

OPEN, LINKED = -2, -1  # nothing closes it; there is a link in what was to be the text of one
LAZY = 8  # lines of a quote that have no ">" of their own and are looked at first

_TOO_DEEP = re.compile(r"(?!<)(?:(?:[^\x00-\x20\x7f()\\]|\\[^ ])*+\(){33}", re.DOTALL)
_Key = tuple[int, bool, int]  # where, whether links may stand in it, and where the text ends


def link_label(state: StateInline, start: int, disableNested: bool = False) -> int:  # noqa: FBT001, FBT002, N803 - the library's
    """Where the bracket closes that opens at `start`, or -1.

    What was found for one bracket is remembered, and serves those around it: nobody steps through
    the inner one again, and where the inner one stays open, so does the outer one.
    """
    known: dict[_Key, int] = vars(state).setdefault("labels", {})
    key = (start, not disableNested, state.posMax)
    if key not in known:
        known[key] = _label(state, start, known, nested=not disableNested)
    return max(known[key], -1)


def _label(state: StateInline, start: int, known: dict[_Key, int], *, nested: bool) -> int:
    before, level, steps = state.pos, 1, 0
    state.pos, end = start + 1, OPEN
    while state.pos < state.posMax:
        steps += 1
        at = state.pos
        level -= state.src[at] == "]"
        if level == 0:
            end = at
            break
        state.md.inline.skipToken(state)
        if state.src[at] != "[":
            continue
        if at != state.pos - 1:  # a link
            inner = None if nested else LINKED
        else:
            inner = _known(state, at, known, nested=nested)
            level += inner is None
        if inner is not None and inner < 0:
            end = inner
            break
        state.pos = state.pos if inner is None else inner + 1
    state.pos = before
    spend(state, steps // 2)
    return end


def _known(state: StateInline, at: int, known: dict[_Key, int], *, nested: bool) -> int | None:
    inner = known.get((at, nested, state.posMax))
    if inner is None and nested:
        inner = known.get((at, False, state.posMax))
        return None if inner == LINKED else inner
    return inner


def quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A quote. The library looks for its end before it reads what is in it: through all lines that
    may continue a paragraph. Where no paragraph is open the quote ends much earlier, and all lines
    are looked at again for the next one. So it is read as far as a few such lines at first, and if
    it ends before them it has ended.
    """
    limit = end if silent else _first_lazy(state, start, end)
    if limit == end:
        return whole_quote(state, start, end, silent)
    tokens, most, line, tight = len(state.tokens), state.lineMax, state.line, state.tight
    names = {key: len(state.env.get(key, ())) for key in ("references", "duplicate_refs")}
    state.lineMax = limit
    found = whole_quote(state, start, limit, silent)
    state.lineMax = most
    if state.line < limit or not found:
        return found
    del state.tokens[tokens:]
    state.line, state.tight = line, tight
    for key, count in names.items():
        while len(state.env.get(key, ())) > count:
            state.env[key].popitem() if key == "references" else state.env[key].pop()
    spend(state, (_next_empty(state, start, end) - start) // 2)
    return whole_quote(state, start, end, silent)


def _next_empty(state: StateBlock, start: int, end: int) -> int:
    return next((line for line in range(start, end) if state.isEmpty(line)), end)


def _first_lazy(state: StateBlock, start: int, end: int) -> int:
    """The line after the first few that have no ">"."""
    lazy = 0
    for line in range(start + 1, end):
        at = state.bMarks[line] + state.tShift[line]
        if at >= state.eMarks[line]:
            break
        lazy += state.src[at] != ">"
        if lazy > LAZY:
            return line
    return end


def table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A table of a bounded size. The library fills up rows that are too short, so a few signs may
    be many cells. Raises TooMuch.
    """
    if start + 1 >= end:
        return False
    second = state.bMarks[start + 1] + state.tShift[start + 1]
    if state.src[second : second + 1] not in {"|", "-", ":"}:
        return False
    if not whole_table(state, start, end, True):
        return False
    if silent:
        return True
    row = state.src[second : state.eMarks[start + 1]].strip()
    columns = row.removeprefix("|").removesuffix("|").count("|") + 1
    if columns > COLUMNS:
        raise TooMuch(
            filled(
                ngettext_lazy(
                    "A table has at most %(count)s column.",
                    "A table has at most %(count)s columns.",
                    COLUMNS,
                ),
                count=COLUMNS,
            )
        )
    limit = start + 3 + CELLS // columns
    whole_table(state, start, min(end, limit), False)
    count_cells(state.env, columns * (state.line - start - 1))
    return True


def link_destination(string: str, pos: int, maximum: int) -> Any:
    """The address in a link. More than 32 brackets within each other are none, which the library
    finds out sign by sign, for each of them again."""
    if _TOO_DEEP.match(string, pos, maximum):
        return parseLinkDestination(")", 0, 1)  # nothing is found in it
    return parseLinkDestination(string, pos, maximum)


HELPERS = SimpleNamespace(
    parseLinkLabel=link_label,
    parseLinkDestination=link_destination,
    parseLinkTitle=parseLinkTitle,
)


def bound(parser: MarkdownIt) -> None:
    """Put ours in the place of the library's."""
    parser.helpers = HELPERS  # type: ignore[assignment]
    alt = ["paragraph", "reference"]
    parser.block.ruler.at("table", table, {"alt": alt})
    parser.block.ruler.at("blockquote", quote, {"alt": [*alt, "blockquote", "list"]})
