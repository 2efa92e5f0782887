"""Markdown to the Atlassian Document Format.

The format is stricter than Markdown: no headings in lists or quotes, and no quotes in either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from feedback.trackers.adf.links import leads_out

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

Node: TypeAlias = dict[str, Any]

MARKS = {"strong": "strong", "em": "em", "s": "strike"}  # of Markdown's nodes
LISTS = {"bullet_list": "bulletList", "ordered_list": "orderedList"}


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only who writes to Jira needs it

    return MarkdownIt("commonmark", {"html": False}).enable("strikethrough")


def to_adf(text: str) -> Node:
    """A document of the text's Markdown. Links that lead nowhere outside of this site become
    their text, and images become links."""
    from markdown_it.tree import SyntaxTreeNode  # noqa: PLC0415 - see above

    tree = SyntaxTreeNode(_parser().parse(text))
    return {"version": 1, "type": "doc", "content": list(_blocks(tree, inside=False))}


def _blocks(parent: SyntaxTreeNode, *, inside: bool) -> Iterator[Node]:
    """`inside` of a list or a quote, where fewer kinds of blocks may be."""
    for node in parent.children:
        match node.type:
            case "heading":
                yield from _heading(node, inside=inside)
            case "blockquote":
                yield from _quote(node, inside=inside)
            case "bullet_list" | "ordered_list":
                yield _list(node)
            case "fence" | "code_block":
                yield _code_block(node)
            case "hr":
                yield from [] if inside else [{"type": "rule"}]
            case _:
                yield from _with_content({"type": "paragraph"}, _inline(node))


def _with_content(node: Node, content: Sequence[Node]) -> Iterator[Node]:
    if content:
        yield {**node, "content": content}


def _heading(node: SyntaxTreeNode, *, inside: bool) -> Iterator[Node]:
    if inside:
        return _with_content({"type": "paragraph"}, _inline(node, [{"type": "strong"}]))
    heading = {"type": "heading", "attrs": {"level": int(node.tag[1:])}}
    return _with_content(heading, _inline(node))


def _quote(node: SyntaxTreeNode, *, inside: bool) -> Iterator[Node]:
    content = list(_blocks(node, inside=True))
    return iter(content) if inside else _with_content({"type": "blockquote"}, content)


def _list(node: SyntaxTreeNode) -> Node:
    items = []
    for item in node.children:
        content = list(_blocks(item, inside=True))
        if not content or content[0]["type"] in LISTS.values():
            content.insert(0, {"type": "paragraph", "content": []})  # an item starts with text
        items.append({"type": "listItem", "content": content})
    made: Node = {"type": LISTS[node.type], "content": items}
    if node.type == "ordered_list":
        made["attrs"] = {"order": int(node.attrGet("start") or 1)}
    return made


def _code_block(node: SyntaxTreeNode) -> Node:
    made: Node = {"type": "codeBlock", "content": []}
    if text := node.content.removesuffix("\n"):
        made["content"] = [{"type": "text", "text": text}]
    if language := node.info.split():
        made["attrs"] = {"language": language[0]}
    return made


def _inline(block: SyntaxTreeNode, marks: Sequence[Node] = ()) -> list[Node]:
    """Neighbors with the same marks are one text, and none is empty: the format refuses those."""
    nodes: list[Node] = []
    for node in (one for child in block.children for one in _spans(child, marks)):
        if node.get("text") == "":
            continue
        if nodes and "text" in node and node == {**nodes[-1], "text": node["text"]}:
            nodes[-1]["text"] += node["text"]
        else:
            nodes.append(node)
    return nodes


def _spans(node: SyntaxTreeNode, marks: Sequence[Node]) -> Iterator[Node]:
    if node.type == "inline":
        yield from _inline(node, marks)
    elif node.type in MARKS:
        mark = {"type": MARKS[node.type]}
        yield from _inline(node, [*marks, *([mark] if mark not in marks else [])])
    elif node.type == "link":
        yield from _inline(node, [*marks, *_link(str(node.attrGet("href")))])
    elif node.type == "image":
        address = str(node.attrGet("src"))
        yield _text(node.content or address, [*marks, *_link(address)])
    elif node.type == "code_inline":  # which may be a link, and nothing else
        code = [mark for mark in marks if mark["type"] == "link"]
        yield _text(node.content, [*code, {"type": "code"}])
    elif node.type == "hardbreak":
        yield {"type": "hardBreak"}
    else:
        yield _text(" " if node.type == "softbreak" else node.content, marks)


def _text(text: str, marks: Sequence[Node]) -> Node:
    return {"type": "text", "text": text, **({"marks": list(marks)} if marks else {})}


def _link(address: str) -> list[Node]:
    return [{"type": "link", "attrs": {"href": address}}] if leads_out(address) else []
