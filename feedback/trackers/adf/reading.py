"""The Atlassian Document Format to Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

from feedback.trackers.adf.links import leads_out

DEEPEST = 40  # levels of a document that are read: what lies deeper is left out
LARGEST = 10**8  # numbers of list items that Markdown allows are below it
BREAK = "\\\n"
SIGNS = {"strong": "**", "em": "*", "strike": "~~"}

_SPECIAL = re.compile(r"[\\`*_\[\]<>~]|!$|&(?=#|\w+;)")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s|$)|[-+](?=\s|$)|[-=]+$|\d+(?=[.)](?:\s|$)))")
_TICKS = re.compile(r"`+")


def from_adf(document: object) -> str:
    """The Markdown of a document; empty if it is none. Whatever a stranger may have put into the
    JSON, this ends and raises nothing."""
    return _read_blocks(document, DEEPEST).strip("\n")


def _content(node: object) -> list[Mapping[str, Any]]:
    content = node.get("content") if isinstance(node, Mapping) else None
    return [one for one in content if isinstance(one, Mapping)] if isinstance(content, list) else []


def _attribute(node: Mapping[str, Any], name: str) -> Any:
    attributes = node.get("attrs")
    return attributes.get(name) if isinstance(attributes, Mapping) else None


def _read_blocks(node: object, left: int) -> str:
    """Blocks that stand in a node; text that stands there without a paragraph is one."""
    parts = []
    for is_block, group in groupby(_content(node), key=_is_block):
        nodes = list(group)
        parts += [_block(one, left - 1) for one in nodes] if is_block else [_paragraph(nodes)]
    return "\n\n".join(part for part in parts if part)


def _is_block(node: Mapping[str, Any]) -> bool:
    return isinstance(node.get("content"), list) or node.get("type") == "rule"


def _block(node: Mapping[str, Any], left: int) -> str:
    if left < 0:
        return ""
    read = _READERS.get(str(node.get("type")), _read_blocks)
    return read(node, left)


def _heading(node: Mapping[str, Any], left: int) -> str:
    level = _attribute(node, "level")
    signs = "#" * min(max(level, 1), 6) if isinstance(level, int) else "#"
    return f"{signs} {_read_inline(_content(node)).replace(BREAK, ' ')}"


def _quote(node: Mapping[str, Any], left: int) -> str:
    text = _read_blocks(node, left)
    return _indented(text, "> ", "> ") if text else ""


def _list(node: Mapping[str, Any], left: int) -> str:
    is_ordered = node.get("type") == "orderedList"
    first = _attribute(node, "order")
    number = first if isinstance(first, int) and 0 <= first < LARGEST else 1
    items = []
    for place, item in enumerate(_content(node)):
        sign = f"{number + place}. " if is_ordered else "- "
        items.append(_indented(_read_blocks(item, left), sign, " " * len(sign)))
    return "\n".join(items)


def _row(node: Mapping[str, Any], left: int) -> str:
    return " | ".join(_read_blocks(cell, left) for cell in _content(node))


def _indented(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        ((others if place else first) + line).rstrip() for place, line in enumerate(lines)
    )


def _fenced(node: Mapping[str, Any], left: int) -> str:
    text = "".join(str(one.get("text", "")) for one in _content(node))
    fence = "`" * max(3, 1 + _longest(text))
    language = re.sub(r"[^\w+#.-]", "", str(_attribute(node, "language") or ""))
    return f"{fence}{language}\n{text}\n{fence}"


_READERS: dict[str, Callable[[Mapping[str, Any], int], str]] = {
    "heading": _heading,
    "rule": lambda _node, _left: "---",
    "codeBlock": _fenced,
    "blockquote": _quote,
    "panel": _quote,
    "bulletList": _list,
    "orderedList": _list,
    "taskList": _list,
    "decisionList": _list,
    "tableRow": _row,
}


def _longest(text: str) -> int:
    """How many backticks stand in a row."""
    return max((len(run) for run in _TICKS.findall(text)), default=0)


def _paragraph(nodes: Sequence[Mapping[str, Any]]) -> str:
    lines = _read_inline(nodes).split("\n")
    return "\n".join(_LINE_START.sub(_escaped_start, line.strip(" ")) for line in lines).strip()


def _escaped_start(found: re.Match[str]) -> str:
    sign = found[2]
    return f"{sign}\\" if sign.isdecimal() else f"\\{sign}"


def _read_inline(
    nodes: Sequence[Mapping[str, Any]], kinds: Sequence[str] = ("link", *SIGNS, "code")
) -> str:
    """Neighbors with the same mark are marked together, from the outermost kind to the text."""
    if not kinds:
        runs = groupby(nodes, key=lambda node: node.get("type"))
        return "".join(_leaves(kind, list(run)) for kind, run in runs)
    kind, *others = kinds
    parts = []
    for mark, grouped in groupby(nodes, key=lambda node: _mark(node, kind)):
        group = list(grouped)
        if mark and kind == "code":
            parts.append(_coded("".join(_plain(node) for node in group)))
        else:
            inner = _read_inline(group, others)
            parts.append(_marked(inner, kind, mark) if mark else inner)
    return "".join(parts)


def _mark(node: Mapping[str, Any], kind: str) -> str:
    """The address of a link, the name of any other mark; empty if the node has it not."""
    marks = node.get("marks")
    for mark in marks if isinstance(marks, list) else []:
        if isinstance(mark, Mapping) and mark.get("type") == kind:
            address = str(_attribute(mark, "href"))
            return kind if kind != "link" else address if leads_out(address) else ""
    return ""


def _marked(text: str, kind: str, mark: str) -> str:
    """With the spaces at its ends outside, since signs beside a space mark nothing."""
    inner = text.strip()
    if not inner:
        return text
    before = text[: len(text) - len(text.lstrip())]
    after = text[len(text.rstrip()) :]
    if kind == "link":
        return f"{before}[{inner}]({_address(mark)}){after}"
    return f"{before}{SIGNS[kind]}{inner}{SIGNS[kind]}{after}"


def _address(address: str) -> str:
    return "<{}>".format(re.sub(r"[<>\s\\]", lambda found: f"%{ord(found[0]):02X}", address))


def _leaves(kind: object, nodes: Sequence[Mapping[str, Any]]) -> str:
    """Neighbors of one kind: signs of Markdown can be parts of two texts."""
    text = "".join(_plain(node) for node in nodes)
    match kind:
        case "hardBreak":
            return BREAK * len(nodes)
        case "mention":  # of somebody there, who is nobody here
            return _escaped(text).replace("@", r"\@")
        case "inlineCard":
            urls = [str(_attribute(node, "url") or "") for node in nodes]
            return " ".join(_address(url) for url in urls if leads_out(url))
        case _:
            return _escaped(text)


def _plain(node: Mapping[str, Any]) -> str:
    """What a text says, or another node instead of one."""
    text = node.get("text") or _attribute(node, "text") or _attribute(node, "shortName") or ""
    return re.sub(r"\s+", " ", str(text))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _coded(text: str) -> str:
    if not text.strip():
        return text
    fence = "`" * (1 + _longest(text))
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}"
