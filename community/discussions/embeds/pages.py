"""What a page says of itself in its head: a title, a description, the name of its site."""

import re
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from community.kernel.outgoing import Answer

HEAD = 150_000  # bytes in which a head ends
MOST = 200  # meta elements
KINDS = {"text/html", "application/xhtml+xml"}
# Those of web pages: Python knows others, some of which are slow to read.
_CHARSET = re.compile(
    r"utf-?8|us-ascii|iso-8859-\d{1,2}|windows-\d{3,4}|cp125\d|koi8-[ru]|gb(?:k|2312|18030)|big5"
    r"|shift[_-]jis|sjis|euc-(?:jp|kr)|tis-620",
    re.IGNORECASE,
)
_TOLD = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_SIGN_IN = re.compile(r"log-?_?in|sign-?_?in|/auth\b|/sso\b|consent", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,100}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r"noindex|nosnippet|(?<![\w:])none", re.IGNORECASE)
TITLES = ("og:title", "twitter:title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")


@dataclass(frozen=True)
class Page:
    title: str = ""
    description: str = ""
    site: str = ""


def page_of(answer: Answer, asked: str) -> Page:
    """Nothing of what is no page, wants to stay unseen, or is but the way to sign in."""
    kind, _, _rest = answer.headers.get("Content-Type", "").partition(";")
    if answer.status != 200 or kind.strip().lower() not in KINDS:
        return Page()
    if answer.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
        return Page()  # it was asked not to: what is packed may be of any size
    if _SIGN_IN.search(urlsplit(answer.url).path) and not _SIGN_IN.search(urlsplit(asked).path):
        return Page()
    head = _Head()
    text = _text(answer)
    with suppress(AssertionError):  # the parser's word for a declaration that nobody knows
        head.feed(text)
    if _HIDDEN.search(head.meta.get("robots", "") + answer.headers.get("X-Robots-Tag", "")):
        return Page()
    return Page(
        title=head.first(*TITLES) or _title(text, head.title_at),
        description=head.first(*DESCRIPTIONS),
        site=head.first("og:site_name", "application-name"),
    )


def _title(text: str, at: tuple[int, int] | None) -> str:
    """Whatever stands in it is text, which not every version of the parser knows. It says in which
    line and column the element begins that is no comment, script or picture."""
    if at is None:
        return ""
    line, column = at
    found = _TITLE.match("\n".join(text.split("\n", line)[line - 1 :])[column : column + 700])
    return unescape(found[1]) if found else ""


def _text(answer: Answer) -> str:
    body = answer.body[:HEAD]
    told = answer.headers.get_content_charset("")
    if not told and (found := _TOLD.search(body[:4096])):
        told = found[1].decode()
    charset = told if _CHARSET.fullmatch(told) else "utf-8"
    try:
        return body.decode(charset, errors="replace")
    except LookupError:
        return body.decode(errors="replace")


class _Head(HTMLParser):
    """The meta elements, the first of each name, and where the title begins."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.title_at: tuple[int, int] | None = None
        self.pictures = 0  # that are open: an icon has a title of its own

    def first(self, *names: str) -> str:
        return next((said for name in names if (said := self.meta.get(name, "").strip())), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title" and self.title_at is None and not self.pictures:
            self.title_at = self.getpos()
        self.pictures += tag == "svg"
        if tag == "meta" and len(self.meta) < MOST:
            told = {name: value or "" for name, value in attrs}
            name = (told.get("property") or told.get("name") or "").strip().lower()
            if name and told.get("content"):
                self.meta.setdefault(name, told["content"])

    def handle_endtag(self, tag: str) -> None:
        self.pictures -= tag == "svg"
