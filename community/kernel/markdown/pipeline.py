"""From a text to the HTML that is stored: parse, look up, render, clean."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from community.kernel.languages import filled
from community.kernel.markdown.blocks import add_blocks
from community.kernel.markdown.cjk import make_friendly
from community.kernel.markdown.clean import clean, leads_somewhere
from community.kernel.markdown.dispatch import dispatch
from community.kernel.markdown.files import File, find_files, shown, size_of
from community.kernel.markdown.inlines import add_inlines, shown_address
from community.kernel.markdown.limits import LONGEST, TooMuch
from community.kernel.markdown.media import place_media
from community.kernel.markdown.scans import bound
from community.kernel.text import fold, is_blank

VERSION = 3

_TAG = re.compile(r"<[^>]*>")
_PICTURE = re.compile(r"<(?:img|audio|video)\b")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What is known of a page that is linked."""

    title: str
    description: str
    site: str


def _nobody(names: set[str]) -> Mapping[str, str]:
    return {}


def _untitled(links: Mapping[str, str]) -> Mapping[str, str]:
    return {}


def _no_files(keys: set[str]) -> Mapping[str, File]:
    return {}


def _no_previews(links: Mapping[str, str]) -> Mapping[str, Preview]:
    return {}


def _nowhere(topic: int, post: int) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a text needs to know of the place that it stands in. Each is asked at most once.

    `members` gives the addresses of those of the folded names that are somebody's, `titles`
    those of the linked things that have one, `previews` what is known of linked pages,
    `files` those of this site that the text may show,
    by their keys, `post` where a quoted post stands. The links of a trusted author may be followed
    by search engines.
    """

    members: Callable[[set[str]], Mapping[str, str]] = _nobody
    titles: Callable[[Mapping[str, str]], Mapping[str, str]] = _untitled
    previews: Callable[[Mapping[str, str]], Mapping[str, Preview]] = _no_previews
    files: Callable[[set[str]], Mapping[str, File]] = _no_files
    post: Callable[[int, int], str] = _nowhere
    is_trusted: bool = False


NOTHING = Known()
MOST_HTML = 10 * LONGEST  # characters
TOO_LONG = filled(
    ngettext_lazy(
        "The rendered text is longer than %(count)s character.",
        "The rendered text is longer than %(count)s characters.",
        MOST_HTML,
    ),
    count=MOST_HTML,
)


class Quoted(NamedTuple):
    """A post that is quoted: its author's folded name, its thread, its number there."""

    name: str
    topic: int
    post: int


def _code(content: str) -> str:
    return f'<pre tabindex="0" dir="ltr"><code>{escape(content)}</code></pre>'


class _Renderer(RendererHTML):  # no translation: see words.py
    """Prose as the design has it: wide things scroll in a box of their own, images load late."""

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        box = '<div class="scroll" tabindex="0" role="region" aria-label="Table">'
        return box + self.renderToken(tokens, at, options, env)

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return self.renderToken(tokens, at, options, env) + "</div>"

    def td_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The policy forbids inline style, so the column's side is said by `align`."""
        style = str(tokens[at].attrs.pop("style", ""))
        if side := style.removeprefix("text-align:"):
            tokens[at].attrSet("align", side)
        return self.renderToken(tokens, at, options, env)

    th_open = td_open

    def heading_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The page has its own title: those in a post stand two steps below."""
        token = tokens[at]
        level = min(int(token.tag[1]) + 2, 6)
        return f"<h{level}>" if token.nesting > 0 else f"</h{level}>\n"

    heading_close = heading_open

    def code_block(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f"{_code(tokens[at].content)}\n"

    def code_inline(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f'<code dir="ltr">{escape(tokens[at].content)}</code>'

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        language = _LANGUAGE.match(unescapeAll(tokens[at].info).strip())
        named = f"<span>{escape(language[0])}</span>" if language else ""
        code = _code(tokens[at].content)
        return f'<figure class="code"><figcaption>{named}</figcaption>{code}</figure>\n'

    def quote_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        meta = tokens[at].meta
        known: Known = env["known"]
        env["depth"] += 1
        if env["depth"] == 1 and meta["name"] and {"topic", "post"} <= meta.keys():
            env["quoted"].append(Quoted(fold(meta["name"]), meta["topic"], meta["post"]))
        wrote = f"{escape(meta['name'])} wrote" if meta["name"] else "Quoted"
        href = known.post(meta["topic"], meta["post"]) if {"topic", "post"} <= meta.keys() else ""
        source = f'<a href="{escape(href)}">{wrote}</a>' if href else wrote
        cite = f"<cite>{source}</cite>" if meta["name"] or href else ""
        return f'<blockquote class="quote">{cite}\n'

    def quote_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        env["depth"] -= 1
        return "</blockquote>\n"

    def details_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        summary = escape(tokens[at].meta["summary"] or "Details")
        return f'<details class="fold"><summary>{summary}</summary>\n'

    def details_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return "</details>\n"

    def spoiler_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return '<details class="spoiler"><summary>Spoiler</summary><span>'

    def spoiler_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return "</span></details>"

    def mention(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The longest that is somebody's name becomes a link; the rest is text."""
        whole = tokens[at].meta["candidates"][0]
        for name in tokens[at].meta["candidates"]:
            if address := env["members"].get(fold(name)):
                if "is_quoted" not in tokens[at].meta:
                    env["called"].add(fold(name))
                rest = escape(whole[len(name) :])
                return f'<a class="mention" href="{escape(address)}">@{escape(name)}</a>{rest}'
        return escape(tokens[at].content)

    def task(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        is_done = tokens[at].meta["is_done"]
        state = 'checked="" aria-label="Done"' if is_done else 'aria-label="To do"'
        return f'<input type="checkbox" disabled="" {state}> '

    def footnote_ref(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        number, is_first = tokens[at].meta["number"], tokens[at].meta["is_first"]
        name = f"note-{env['key']}-{number}"
        back = f' id="{name}-from"' if is_first else ""
        label = f'aria-label="Footnote {number}"'
        return f'<sup><a href="#{name}"{back} {label}>{number}</a></sup>'

    def footnotes_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return '<ol class="notes">\n'

    def footnote_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return f'<li id="note-{env["key"]}-{tokens[at].meta["number"]}">'

    def footnote_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return "</li>\n"

    def footnote_back(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        name = f"note-{env['key']}-{tokens[at].meta['number']}"
        return f' <a href="#{name}-from" aria-label="Back to the text">↑</a>'

    def media(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        meta = tokens[at].meta
        tag, url = meta["tag"], meta["url"]
        label = self.renderInlineAsText(meta.get("label"), options, env)
        name = label or meta.get("name") or unquote(urlsplit(url).path).rpartition("/")[2] or url
        player = f'<{tag} controls="" preload="none" src="{escape(url)}"></{tag}>'
        link = f'<a href="{escape(url)}">{escape(name)}</a>'
        return f'<figure class="media">{player}<figcaption>{link}</figcaption></figure>\n'

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        token = tokens[at]
        if not (file := token.meta.get("file")):
            return super().image(tokens, at, options, env)
        alt = " ".join(self.renderInlineAsText(token.children, options, env).split())
        title = str(token.attrs.get("title", ""))
        return shown(file, alt, title, is_linked=token.meta["is_linked"])

    def file_size(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        return size_of(tokens[at].meta["file"])

    def embed(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        meta = tokens[at].meta
        title = env["titles"].get(meta["url"]) or meta["url"]
        link = f'<a href="{escape(meta["url"])}">{escape(title)}</a>'
        by = f'<span class="by">{escape(meta["label"])}</span>'
        frame = f'data-embed="{escape(meta["frame"])}" data-title="{escape(title)}"'
        figure = f'<figure class="media is-framed" {frame}>'
        return f"{figure}<figcaption>{link} {by}</figcaption></figure>\n"

    def preview(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A plain link until it is known where it leads."""
        url = tokens[at].meta["url"]
        if not (page := env["known_previews"].get(url)):
            return f"<p>{self.renderInline(tokens[at].children or [], options, env)}</p>\n"
        site = f'<span class="by">{escape(page.site)}</span>'
        link = f'<a href="{escape(url)}">{escape(page.title)}</a>'
        about = f"<figcaption>{escape(page.description)}</figcaption>" if page.description else ""
        return f'<figure class="linked">{site} {link}{about}</figure>\n'


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """What the second wall would refuse is no link at all, and stays as it was typed."""
        return leads_somewhere(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the library's name
        return shown_address(self.normalizeLink(link), link)


def _made() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False}, renderer_cls=_Renderer)
    make_friendly(parser)
    parser.enable(["table", "strikethrough"])
    add_blocks(parser)
    add_inlines(parser)
    parser.core.ruler.before("mentions", "files", find_files)
    parser.core.ruler.before("mentions", "media", place_media)
    bound(parser)
    dispatch(parser)
    return parser


_parser = _made()


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What became of a text: `called` are the folded names of the members that it calls, `links`
    the addresses that may be shown in place, each with its provider's name, `previews` those
    of pages that may be previewed, each with its host, `quoted` the posts
    that it quotes itself, not within another quote; `is_blank` says that there is nothing to be
    seen in it."""

    html: str
    called: frozenset[str]
    links: Mapping[str, str]
    previews: Mapping[str, str] = field(default_factory=dict)
    quoted: Sequence[Quoted] = ()

    @property
    def is_blank(self) -> bool:
        return not _PICTURE.search(self.html) and is_blank(unescape(_TAG.sub("", self.html)))


def render(source: str, known: Known = NOTHING) -> str:
    """Return HTML that may be put into a page as it is. Raises TooMuch."""
    return rendering(source, known).html


def rendering(source: str, known: Known = NOTHING) -> Rendering:
    """Return the HTML and what else the text says. Raises TooMuch.

    The parser passes no raw HTML and the allow-list drops whatever is not in it, so each of
    the two alone would do.
    """
    # Two posts on a page do not clash in the names of their footnotes.
    key = hashlib.blake2s(source.encode(), digest_size=4).hexdigest()
    env: dict[str, Any] = {"known": known, "key": key, "called": set(), "quoted": [], "depth": 0}
    tokens = _parser.parse(source, env)
    inner = (child for token in tokens for child in token.children or ())
    if sum(len(str(value)) for child in inner for value in child.attrs.values()) > 4 * LONGEST:
        raise TooMuch(_("Its links and images use the same long addresses over and over."))
    env["members"] = known.members(env["names"]) if env["names"] else {}
    env["titles"] = known.titles(env["links"]) if env["links"] else {}
    previews = env["previews"]
    env["known_previews"] = known.previews(previews) if previews else {}
    html = _parser.renderer.render(tokens, _parser.options, env)
    if len(html) > MOST_HTML:
        raise TooMuch(TOO_LONG)
    rel = "ugc noopener" if known.is_trusted else "nofollow ugc noopener"
    html = clean(html, frames=env["frames"], rel=rel)
    quoted = tuple(dict.fromkeys(env["quoted"]))
    called = frozenset(env["called"])
    return Rendering(html=html, called=called, links=env["links"], previews=previews, quoted=quoted)
