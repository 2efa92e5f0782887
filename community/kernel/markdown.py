"""Member text to HTML: raw HTML off, then an allow-list. Stored beside its source with VERSION.

Raise VERSION whenever the same source would come out differently, so that old rows can be found.
"""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

VERSION = 1
LONGEST = 32_000  # characters of one text
CELLS = 200  # in one row of a table

_TEXT = {"a", "br", "code", "del", "em", "img", "s", "strong"}
_BLOCKS = {
    "blockquote",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "ul",
}
_TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "pre": {"tabindex"},
}


class _Renderer(RendererHTML):
    """Prose as the design has it: wide things scroll in a box of their own, images load late."""

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        box = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
        return box + self.renderToken(tokens, at, options, env)

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return self.renderToken(tokens, at, options, env) + "</div>"

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        tokens[at].attrSet("loading", "lazy")
        return super().image(tokens, at, options, env)

    def td_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The policy forbids inline style, so the column's side is said by `align`."""
        style = str(tokens[at].attrs.pop("style", ""))
        if side := style.removeprefix("text-align:"):
            tokens[at].attrSet("align", side)
        return self.renderToken(tokens, at, options, env)

    th_open = td_open


_parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
    ["table", "strikethrough"]
)


class TooMuch(ValueError):
    """A text that is short to write and huge to show."""


def render(source: str) -> str:
    """Return HTML that may be put into a page as it is. Raises TooMuch.

    The parser passes no raw HTML and the allow-list drops whatever is not in it, so each of
    the two alone would do.
    """
    if any(line.count("|") > CELLS for line in source.splitlines()):
        raise TooMuch("a table that is too wide")
    env: dict[str, Any] = {}
    tokens = _parser.parse(source, env)
    inner = (child for token in tokens for child in token.children or ())
    if sum(len(str(value)) for child in inner for value in child.attrs.values()) > 4 * LONGEST:
        raise TooMuch("addresses that are used over and over")
    html = _parser.renderer.render(tokens, _parser.options, env)
    if len(html) > 10 * LONGEST:
        raise TooMuch("more on the page than anybody typed")
    html = html.replace("<pre>", '<pre tabindex="0">')
    return nh3.clean(
        html,
        tags=_TEXT | _BLOCKS | _TABLES,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
