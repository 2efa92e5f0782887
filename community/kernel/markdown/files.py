"""Files of this site in a text: pictures, players, and links to the rest."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from django.template.defaultfilters import filesizeformat
from django.utils.translation import override
from markdown_it.rules_core.state_core import StateCore
from markdown_it.token import Token

KEY = "[0-9a-f]{32}"  # as in the address of a file
MOST = 100  # different ones that are looked up for one text
WIDEST, TALLEST = 690, 560  # pixels that a picture takes on a page, at most

_FILE = re.compile(rf"/files/({KEY})/")
_NAME = "[A-Za-z0-9_.~%-]+"
_PATH = rf"[A-Za-z0-9_.~%/-]*/files/{KEY}/{_NAME}"
_SRCSET = re.compile(rf"{_PATH} [0-9]{{1,5}}w(?:, {_PATH} [0-9]{{1,5}}w)*")
_SIZES = re.compile(r"\(max-width: [0-9]{1,4}px\) 100vw, [0-9]{1,4}px")
_PIXELS = re.compile(r"[0-9]{1,5}")
_UNITS = {"byte": 1, "bytes": 1, "KB": 1 << 10, "MB": 1 << 20}
_SIZE = re.compile(r'(<span class="by">)([0-9.]+)(?:\u00a0|&nbsp;)(bytes?|KB|MB)(?=</span>)')


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that a text may show, with what is to be known of it before it is loaded."""

    kind: str  # "picture", "audio", "video" or "document"
    url: str
    name: str
    bytes: int
    alt: str = ""
    width: int = 0
    height: int = 0
    variants: Sequence[tuple[int, str]] = ()  # smaller pictures: width and address


def find_files(state: StateCore) -> None:
    """Ask once for all files that the text shows or links to, and mark where they are."""
    if "/files/" not in state.src:
        return
    found: list[tuple[list[Token], int, str, bool]] = []
    for block in state.tokens:
        depth = 0
        for at, child in enumerate(block.children or ()):
            if child.type in {"link_open", "image"} and (key := _key(child)):
                found.append((block.children or [], at, key, bool(depth)))
            if child.type in {"link_open", "link_close"}:
                depth += child.nesting
    keys = list(dict.fromkeys(key for _, _, key, _ in found))[:MOST]
    files: Mapping[str, File] = state.env["known"].files(set(keys)) if keys else {}
    for children, at, key, is_linked in reversed(found):  # the positions before stay as they are
        if file := files.get(key):
            _mark(children, at, file, is_linked=is_linked)


def _key(token: Token) -> str:
    address = token.attrs.get("src" if token.type == "image" else "href", "")
    found = _FILE.match(str(address))
    return found[1] if found else ""


def _mark(children: list[Token], at: int, file: File, *, is_linked: bool) -> None:
    token = children[at]
    if token.type == "image":
        token.meta["file"], token.meta["is_linked"] = file, is_linked
    else:
        token.attrSet("href", file.url)
        if file.kind != "picture":
            token.attrSet("class", "file")
            closes = next(
                end for end in range(at, len(children)) if children[end].type == "link_close"
            )
            size = Token("file_size", "", 0, meta={"file": file}, level=token.level)
            children.insert(closes + 1, size)


def player(image: Token) -> Token | None:
    """What plays a file of ours that stands alone on its line; None if it is not such a file."""
    file = image.meta.get("file")
    if not file or file.kind not in {"audio", "video"}:
        return None
    meta = {"tag": file.kind, "url": file.url, "name": file.name, "label": image.children}
    return Token("media", "", 0, block=True, meta=meta)


def shown(file: File, alt: str, title: str, *, is_linked: bool) -> str:
    """What stands in a line for an image that is a file of ours."""
    if file.kind == "picture":
        image = _image(file, alt or file.alt or file.name, title)
        return image if is_linked else f'<a class="picture" href="{escape(file.url)}">{image}</a>'
    name = escape(alt or file.name)
    if is_linked:
        return name
    return f'<a class="file" href="{escape(file.url)}">{name}</a>{size_of(file)}'


def size_of(file: File) -> str:
    with override("en"):  # see sizes_in_language
        return f' <span class="by">{filesizeformat(file.bytes)}</span>'


def _image(file: File, alt: str, title: str) -> str:
    """Its place is kept before it is loaded, and a phone loads no more than it shows."""
    facts = {"alt": alt, "title": title}
    source = file.url
    if file.width and file.height:
        part = min(1, WIDEST / file.width, TALLEST / file.height)
        width, height = (max(1, round(side * part)) for side in (file.width, file.height))
        facts |= {"width": str(width), "height": str(height)}
        if file.variants:
            source = file.variants[0][1]
            sources = [*file.variants, (file.width, file.url)]
            facts["srcset"] = ", ".join(f"{url} {wide}w" for wide, url in sources)
            facts["sizes"] = f"(max-width: {width}px) 100vw, {width}px"
    said = "".join(f' {name}="{escape(value)}"' for name, value in facts.items() if value)
    return f'<img src="{escape(source)}"{said}>'


def is_ours(name: str, value: str) -> bool:
    """Whether an attribute of an image is one that we write: the second wall asks."""
    shape = {"srcset": _SRCSET, "sizes": _SIZES}.get(name, _PIXELS)
    return shape.fullmatch(value) is not None


def sizes_in_language(html: str) -> str:
    """The sizes of files, as the reader's language writes them."""
    return _SIZE.sub(
        lambda found: f"{found[1]}{filesizeformat(float(found[2]) * _UNITS[found[3]])}", html
    )
