"""What leaves the house for other programs: whole addresses, plain text, text that XML can hold."""

import html
import re
from urllib.parse import urljoin

import nh3
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import pgettext

# What XML 1.0 cannot say at all, not even escaped.
_UNSAYABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FOLD = re.compile(r'<details class="(?:spoiler|fold)"><summary>([^<]*)</summary>|</details>')
_SPOILER = "spoiler"
_VALUE = r"""(?: [a-z]+="[^"]*")*"""
_PICTURE = re.compile(rf"""<img{_VALUE}? alt="([^"]*)"{_VALUE}>""")
# What is said of the words around it: a code block's language, a file's size, the numbers of
# footnotes.
_CODE_LABEL = re.compile(r'(?<=<figure class="code">)<figcaption>.*?</figcaption>')
# Of a linked page its title is enough: the rest is what others say on their site.
_PREVIEW = re.compile(
    r'(?<=<figure class="linked">)<span class="by">[^<]*</span>( <a [^>]*>[^<]*</a>)'
    r"(?:<figcaption>[^<]*</figcaption>)?"
)
_FILE_SIZE = re.compile(r' <span class="by">[0-9.]+(?:\u00a0|&nbsp;)(?:bytes?|KB|MB)</span>')
_NOTE_LABEL = re.compile(
    r'<sup><a [^>]*aria-label="Footnote [0-9]+"[^>]*>[0-9]+</a></sup>'
    r'|<a [^>]*aria-label="Back to the text"[^>]*>↑</a>'
)


def origin(request: HttpRequest) -> str:
    """Where this place is in the world: as it was told, else as it was asked for."""
    return str(settings.SITE_URL).rstrip("/") or f"{request.scheme}://{request.get_host()}"


def absolute(request: HttpRequest, path: str) -> str:
    return origin(request) + path


def site_origin() -> str:
    """The same for what is written without a request, such as emails: SITE_URL, else this host."""
    return str(settings.SITE_URL).rstrip("/") or f"http://localhost:{settings.PORT}"


def xml_text(text: str) -> str:
    """The text without what XML forbids."""
    return _UNSAYABLE.sub("", text)


def plain_text(markup: str, most: int | None = None) -> str:
    """The words of our own HTML on one line, cut at a word if they are more than `most`.

    What a spoiler hides stays out: a summary has nothing that one could leave unopened. A picture
    is its alternative text.
    """
    shown = _NOTE_LABEL.sub("", _CODE_LABEL.sub("", without_spoilers(markup, "…")))
    shown = _FILE_SIZE.sub("", _PREVIEW.sub(r"\1", _PICTURE.sub(r"\1", shown)))
    words = " ".join(html.unescape(nh3.clean(shown, tags=set())).split())
    if most is None or len(words) <= most:
        return words
    head = words[: most - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def without_spoilers(markup: str, instead: str) -> str:
    """Our own HTML with something in the place of each spoiler, whatever folds within it."""
    parts, depth, hidden_at, begin = [], 0, 0, 0
    for found in _FOLD.finditer(markup):
        opens = found[1] is not None
        depth += 1 if opens else -1
        if opens and not hidden_at and found[1].strip().lower() == _SPOILER:
            hidden_at = depth
            parts += [markup[begin : found.start()], instead]
        elif not opens and depth < hidden_at:
            hidden_at, begin = 0, found.end()
    return "".join([*parts, markup[begin:] if not hidden_at else ""])


def for_feeds(markup: str, page: str) -> str:
    """Our own HTML for readers elsewhere: addresses whole, nothing but prose, links and pictures.

    `page` is the whole address of the page that it stands on, where spoilers can be opened: a
    feed reader would show them open. What is more than that on a page (boxes, players, marks)
    leaves its words and its links.
    """

    def whole(_tag: str, name: str, value: str) -> str:
        is_ours = name in {"href", "src"} and value.startswith(("/", "#"))
        return urljoin(page, value) if is_ours else value

    spoiler = pgettext("noun", "Spoiler")
    closed = without_spoilers(markup, f'<a href="{html.escape(page)}">{html.escape(spoiler)}</a>')
    return nh3.clean(
        _CODE_LABEL.sub("", closed),
        tags=_IN_FEEDS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_VALUES,
        attribute_filter=whole,
        link_rel=None,
    )


_IN_FEEDS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img",
    "li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_VALUES = {"code": {"dir": {"ltr"}}, "pre": {"dir": {"ltr"}}}
