"""What stands before and after an element of HTML, where that decides what its Markdown means."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement

BLOCKS = {"address", "article", "aside", "blockquote", "body", "dd", "details", "div", "dl", "dt"}
BLOCKS |= {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
BLOCKS |= {
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}

_LEAD, _TAIL = re.compile(r"(?:\s|\\\n)*"), re.compile(r"(?:\\\n|\s)*\Z")
_PUNCTUATION_FIRST = re.compile(r"(?:\\?[^\w\s\\`\]\[()<>&*_~|])+\s*")
_PUNCTUATION_LAST = re.compile(r"\s*(?:\\?[^\w\s\\`\]\[()<>&*_~|])+\Z")


def emphasised(el: Tag, text: str, mark: str) -> str:
    """The words between two marks, which only count there where they lean on words.

    Between punctuation and a letter they do not ("**Note:**so" is shown with its stars), so
    punctuation moves out of them; where that cannot be, there are no marks.
    """
    lead, tail = _LEAD.match(text)[0], _TAIL.search(text)[0]  # type: ignore[index]
    said = text[len(lead) : len(text) - len(tail)]
    if not said:
        return _space(lead + tail)
    first = last = ""
    clings_before = not lead and not is_letter(said[0]) and is_letter(sign_before(el))
    clings_after = not tail and not is_letter(said[-1]) and is_letter(sign_after(el))
    if clings_before and (found := _PUNCTUATION_FIRST.match(said)):
        first, said, clings_before = found[0], said[found.end() :], False
    if clings_after and (found := _PUNCTUATION_LAST.search(said)):
        last, said, clings_after = found[0], said[: found.start()], False
    leans = said.strip() == said != "" and not clings_before and not clings_after
    marked = f"{mark}{said}{mark}" if leans else said
    return f"{_space(lead)}{first}{marked}{last}{_space(tail)}"


def _space(between: str) -> str:
    return "\\\n" if "\\" in between else " " if between else ""


def is_letter(sign: str) -> bool:
    """Neither a space nor punctuation, as Markdown has it."""
    return bool(sign) and not sign.isspace() and unicodedata.category(sign)[0] not in "PS"


def sign_before(el: Tag) -> str:
    return _first_sign(el.previous_elements, at=-1)


def sign_after(el: Tag) -> str:
    node: PageElement | None = el
    while node is not None and node.next_sibling is None:
        node = node.parent
        if isinstance(node, Tag) and _ends_line(node):
            return ""
    after = node.next_sibling if node is not None else None
    return _first_sign(chain([after], after.next_elements), at=0) if after is not None else ""


def _first_sign(elements: Iterable[PageElement | None], *, at: int) -> str:
    for node in elements:
        if isinstance(node, Tag):
            if _ends_line(node):
                return ""
        elif isinstance(node, NavigableString) and not isinstance(node, Comment) and node:
            return str(node)[at]
    return ""


def _ends_line(tag: Tag) -> bool:
    return tag.name in BLOCKS or tag.name == "br" or isinstance(tag, BeautifulSoup)


def breaks_after(el: Tag) -> bool:
    """Whether words of the same block follow a <br>, so that it breaks a line at all."""
    return _beside(el, "next_sibling") == "words"


def breaks_before(el: Tag) -> bool:
    """Whether words of the same block stand before a <br>."""
    return _beside(el, "previous_sibling") in {"words", "br"}


def follows_break(el: Tag) -> bool:
    return _beside(el, "previous_sibling") == "br"


def _beside(el: Tag, way: str) -> str:
    """What the nearest thing beside it is: "words", "br", or "" for a block or none."""
    node: PageElement | None = el
    while node is not None:
        beside = getattr(node, way)
        while isinstance(beside, NavigableString) and (
            isinstance(beside, Comment) or not beside.strip()
        ):
            beside = getattr(beside, way)
        if isinstance(beside, Tag):
            return "br" if beside.name == "br" else "" if beside.name in BLOCKS else "words"
        if beside is not None:
            return "words"
        node = node.parent
        if isinstance(node, Tag) and _ends_line(node):
            return ""
    return ""
