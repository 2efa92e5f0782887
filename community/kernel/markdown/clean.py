"""The second wall: whatever the parser let through, only this reaches a page."""

import re
from collections.abc import Collection
from urllib.parse import urlsplit

import nh3

from community.kernel.markdown.files import is_ours

_TEXT = {"a", "br", "cite", "code", "del", "em", "img", "input", "s", "span", "strong", "sup"}
_BLOCKS = {"blockquote", "details", "div", "h3", "h4", "h5", "h6", "hr", "summary", "p", "pre"}
_LISTS = {"li", "ol", "ul", "table", "tbody", "td", "th", "thead", "tr"}
_MEDIA = {"audio", "figcaption", "figure", "video"}
_ATTRIBUTES = {
    "a": {"href", "title", "aria-label", "id"},
    "audio": {"controls", "src"},
    "figure": {"data-embed", "data-title"},
    "img": {"src", "alt", "title", "width", "height", "srcset", "sizes"},
    "input": {"checked"},
    "li": {"id"},
    "ol": {"start"},
    "video": {"controls", "src"},
}
_VALUES = {  # no translation: see words.py
    "audio": {"preload": {"none"}},
    "code": {"dir": {"ltr"}},  # in right-to-left text, too
    "div": {"tabindex": {"0"}, "role": {"region"}, "aria-label": {"Table"}},
    "input": {"aria-label": {"Done", "To do"}},
    "pre": {"tabindex": {"0"}, "dir": {"ltr"}},
    "td": {"align": {"left", "center", "right"}},
    "th": {"align": {"left", "center", "right"}},
    "video": {"preload": {"none"}},
}
_CLASSES = {
    "a": {"file", "mention", "picture"},
    "blockquote": {"quote"},
    "details": {"fold", "spoiler"},
    "div": {"par", "scroll"},
    "figure": {"code", "linked", "media", "is-framed"},
    "li": {"task"},
    "ol": {"notes"},
    "span": {"by"},
}
_FORCED = {
    "img": {"loading": "lazy"},
    "input": {"type": "checkbox", "disabled": ""},
}
_ID = re.compile(r"note-[0-9a-f]{8}-[0-9]{1,5}(?:-from)?")
# What only looks like a scheme ("jav%09ascript:…") is no address of ours either.
_ADDRESS = re.compile(r"(?i:https?://|mailto:)|[^:/?#]*(?:[/?#]|$)")
_REFUSED = re.compile(r"<a\b(?![^>]* href=)[^>]*>(.*?)</a>", re.DOTALL)
_NO_HOST = frozenset("%^<>|\\ `{}")
_LABEL = re.compile(r"Footnote [0-9]{1,5}|Back to the text")


def leads_somewhere(address: str) -> bool:
    """Whether a link or picture may have this address."""
    if not _ADDRESS.match(address):
        return False
    try:
        parts = urlsplit(address)
        return parts.port != 0 and _NO_HOST.isdisjoint(parts.hostname or "")
    except ValueError:  # no host or no port that can be
        return False


def clean(html: str, *, frames: Collection[str], rel: str) -> str:
    """Drop all that is not in the lists. `frames` are those that we made for this text."""

    def keep(tag: str, name: str, value: str) -> str | None:
        match name:
            case "id":
                return value if _ID.fullmatch(value) else None
            case "data-embed":
                return value if value in frames else None
            case "href" | "src":
                return value if _ADDRESS.match(value) else None
            case "width" | "height" | "srcset" | "sizes":
                return value if is_ours(name, value) else None
            case "aria-label" if tag == "a":
                return value if _LABEL.fullmatch(value) else None
        return value

    cleaned = nh3.clean(
        html,
        tags=_TEXT | _BLOCKS | _LISTS | _MEDIA,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_VALUES,
        set_tag_attribute_values=_FORCED,
        allowed_classes=_CLASSES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto"},
        link_rel=rel,
    )
    # What has no address any more is no link.
    return _REFUSED.sub(r"\1", cleaned)
