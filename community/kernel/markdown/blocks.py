"""Blocks that Markdown has not: quotes that name their source, parts that fold, footnotes.

    [quote="ana, post:12, topic:5"]      [details=What I tried]      [^1]: Said at the foot.
    …                                    …
    [/quote]                             [/details]

A tag stands alone on its line. Which line closes which is found once for the whole text, so an
opening one that nothing closes costs no search of its own.
"""

import re
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block.state_block import StateBlock

from community.kernel.markdown.fences import outside_fences

DEEPEST_QUOTE = 5
NOTE_INDENT = 4  # of what belongs to a footnote after its first paragraph
DEEPEST = 16  # levels of any blocks; what is deeper stays as it was typed

_TAG = re.compile(r"\[(quote|details)(?:=([^\[\]\n]{1,300}))?\]\s*")
_POST = re.compile(r"\s*(post|topic):\s*([0-9]{1,18})\s*")
_NOTE = re.compile(r"\[\^([^\s\[\]^]{1,40})\]:[ \t]*")
_KINDS = ("quote", "details")


def add_blocks(parser: MarkdownIt) -> None:
    parser.block.ruler.before(
        "blockquote", "tagged", _tagged, {"alt": ["paragraph", "blockquote", "list"]}
    )
    parser.block.ruler.before("reference", "footnote", _footnote, {"alt": ["paragraph"]})


def _pairs(source: str) -> dict[int, int]:
    """Which line closes the tag that a line opens."""
    pairs: dict[int, int] = {}
    is_open: list[tuple[str, int]] = []
    for number, said in outside_fences(source):
        if said.startswith("[") and said.endswith("]"):
            _match(said, number, is_open, pairs)
    return pairs


def _match(said: str, number: int, is_open: list[tuple[str, int]], pairs: dict[int, int]) -> None:
    for kind in _KINDS:
        if said.startswith((f"[{kind}]", f"[{kind}=")):
            is_open.append((kind, number))
        elif said == f"[/{kind}]":
            while is_open:
                opened, line = is_open.pop()
                if opened == kind:
                    pairs[line] = number
                    break


def _tagged(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("[", begin):
        return False
    if not (tag := _TAG.fullmatch(state.src, begin, state.eMarks[start])):
        return False
    if "pairs" not in state.env:
        state.env["pairs"] = _pairs(state.src)
    close = state.env["pairs"].get(start, -1)
    if (
        not start < close < end
        or not _may_nest(state, tag[1])
        or not _is_whole(state, start, close)
    ):
        return False
    if not silent:
        _put(state, tag[1], tag[2] or "", start, close)
    return True


def _may_nest(state: StateBlock, kind: str) -> bool:
    is_room = kind != "quote" or state.env.get("quotes", 0) < DEEPEST_QUOTE
    return is_room and state.level < DEEPEST


def _is_whole(state: StateBlock, start: int, close: int) -> bool:
    """Whether all of it is in the list that it begins in."""
    lines = range(start + 1, close + 1)
    return all(state.isEmpty(n) or state.sCount[n] >= state.blkIndent for n in lines)


def _put(state: StateBlock, kind: str, said: str, start: int, close: int) -> None:
    token = state.push(f"{kind}_open", "blockquote" if kind == "quote" else kind, 1)
    token.map = [start, close]
    token.meta = quoted(said) if kind == "quote" else {"summary": said.strip().strip('"').strip()}
    before = state.lineMax, state.parentType
    state.lineMax, state.parentType = close, "blockquote"
    state.env["quotes"] = state.env.get("quotes", 0) + (kind == "quote")
    state.md.block.tokenize(state, start + 1, close)
    state.env["quotes"] -= kind == "quote"
    state.lineMax, state.parentType = before
    state.push(f"{kind}_close", "blockquote" if kind == "quote" else kind, -1)
    state.line = close + 1


def quoted(said: str) -> dict[str, Any]:
    """Read "ana, post:12, topic:5": whose words, and where they stand; each may be missing."""
    name, *facts = said.strip().strip('"').split(",")
    read = {found[1]: int(found[2]) for fact in facts if (found := _POST.fullmatch(fact))}
    return {"name": name.strip()[:60], **read}


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """A paragraph, and whatever follows it that is indented by four more."""
    begin = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("[^", begin):
        return False
    found = _NOTE.match(state.src, begin, state.eMarks[start])
    if not found or state.level > 0 or found.end() >= state.eMarks[start]:
        return False
    if silent:
        return True
    last = start + 1
    while last < end and not state.isEmpty(last) and not _begins_note(state, last):
        last += 1
    whole = _end_of_note(state, last, end)
    state.push("footnote_open", "li", 1).meta = {"label": found[1]}
    if whole > last:
        state.push("paragraph_open", "p", 1)
    inline = state.push("inline", "", 0)
    inline.content = state.src[found.end() : state.eMarks[last - 1]].strip()
    inline.map, inline.children = [start, last], []
    if whole > last:
        state.push("paragraph_close", "p", -1)
        _more_of_note(state, last, whole)
    state.push("footnote_close", "li", -1)
    state.env.setdefault("notes", {}).setdefault(found[1], 0)
    state.line = whole
    return True


def _end_of_note(state: StateBlock, last: int, end: int) -> int:
    """The line after the indented ones that come next, with empty ones between them."""
    whole = line = last
    while line < end:
        if not state.isEmpty(line):
            if state.sCount[line] - state.blkIndent < NOTE_INDENT:
                break
            whole = line + 1
        line += 1
    return whole


def _more_of_note(state: StateBlock, last: int, whole: int) -> None:
    before = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent += NOTE_INDENT
    state.lineMax, state.parentType = whole, "blockquote"
    state.md.block.tokenize(state, last, whole)
    state.blkIndent, state.lineMax, state.parentType = before


def _begins_note(state: StateBlock, line: int) -> bool:
    return state.src.startswith("[^", state.bMarks[line] + state.tShift[line])
