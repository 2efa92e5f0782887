"""What leaves the house for other programs: whole addresses, plain text, text that XML can hold."""

import html
import re
from urllib.parse import urljoin

import nh3
from django.conf import settings
from django.http import HttpRequest

# What XML 1.0 cannot say at all, not even escaped.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPOILER = re.compile(r'<details class="spoiler">.*?</details>', re.DOTALL)
_RELATIVE = re.compile(r'\b(href|src)="(/[^"]*|#[^"]*)"')


def origin(request: HttpRequest) -> str:
    """Where this place is in the world: as it was told, else as it was asked for."""
    return str(settings.SITE_URL).rstrip("/") or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    return origin(request) + path


def xml_text(text: str) -> str:
    """The text without what XML forbids."""
    return _UNSAYABLE.sub("", text)


def plain_text(markup: str, most: int | None = None) -> str:
    """The words of our own HTML on one line, cut at a word if they are more than `most`.

    What a spoiler hides stays out: a summary has nothing that one could leave unopened.
    """
    shown = _SPOILER.sub("…", markup)
    words = " ".join(html.unescape(nh3.clean(shown, tags=set())).split())
    if most is None or len(words) <= most:
        return words
    head = words[: most - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def for_feeds(markup: str, page: str) -> str:
    """Our own HTML for readers elsewhere: addresses whole, nothing but prose, links and pictures.

    `page` is the whole address of the page that it stands on. What is more than that on a page
    (boxes, players, marks) leaves its words and its links.
    """
    whole = _RELATIVE.sub(lambda found: f'{found[1]}="{urljoin(page, found[2])}"', markup)
    return nh3.clean(whole, tags=_IN_FEEDS, attributes=_ATTRIBUTES, link_rel=None)


_IN_FEEDS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
