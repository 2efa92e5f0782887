"""What a mail says below its headers: the plain text of it, else its HTML as markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from bs4 import BeautifulSoup

from community.kernel.text import is_blank
from community.setup.importing.mbox.addresses import hidden
from community.setup.importing.mbox.charsets import letters
from community.setup.importing.mbox.headers import charset_of, decoded
from community.setup.importing.mbox.text import LONGEST, to_markdown
from community.setup.importing.stackexchange_text import escaped_within
from community.setup.importing.stackexchange_text import to_markdown as html_to_markdown

DEEPEST = 20  # parts in parts
_UNSAID = {
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
}
_UNSAID |= {"application/pgp-encrypted", "application/ms-tnef", "text/x-vcard", "text/vcard"}
_UNSEEN = ["head", "style", "script", "title", "meta"]
_BOUNDARY = re.compile(r"^--(\S[^\r\n]{0,200}?)[ \t]*\r?\n(?=Content-[\w-]{1,40}:)", re.MULTILINE)
# A file in letters, as mails carried them before MIME; its lines have no small letters.
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} (\S[^\r\n]{0,200})\r?\n(?:[!-`][ -`]{1,90}\r?\n)+"
    r"(?:[ `]?\r?\n)?(?:end[ \t]*(?:\r?\n|\Z)|\Z)",
    re.MULTILINE,
)


@dataclass
class Said:
    """The texts of a mail in their order, and what was attached; `named` are texts among that."""

    texts: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    named: list[tuple[int, Message]] = field(default_factory=list)
    url: str = ""


def body_of(mail: bytes, url: str = "") -> str:
    """In markdown, without addresses; blank where there are no words. `url` leads to all of it."""
    said_in = Said(url=url)
    _read(message_from_bytes(mail, policy=compat32), said_in, 0)
    if said_in.named and all(is_blank(text) for text in said_in.texts):
        place, part = said_in.named[0]
        del said_in.attached[place]
        said_in.texts.append(_text(part, said_in))
    text = "\n\n".join(text for text in said_in.texts if not is_blank(text))
    names = ", ".join(escaped_within(hidden(name)) for name in said_in.attached)
    if not text or not names:
        return text
    return f"{text}\n\n*Attachments: {names}*"


def _read(part: Message, found: Said, depth: int) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822" or depth > DEEPEST:
        found.attached.append("forwarded message")
    elif part.get_content_maintype() == "multipart":
        for inner in _inside(part if part.is_multipart() else _mended(part)):
            _read(inner, found, depth + 1)
    elif kind in {"text/plain", "text/html"} and not _is_file(part):
        found.texts.append(_text(part, found))
    elif kind not in _UNSAID:
        if kind in {"text/plain", "text/html"} and not (depth and _is_attached(part)):
            found.named.append((len(found.attached), part))
        found.attached.append(_name(part) or f"{kind} file")


def _mended(part: Message) -> Message:
    """With the boundary that its parts have, where it names another one or none; as the plain
    text that it may be, where they have none, either.
    """
    said = str(part.get_payload())
    found = _BOUNDARY.search(said)
    kind = part.get_content_type() if found else "text/plain"
    head = f'Content-Type: {kind}; boundary="{found[1] if found else ""}"\n\n'
    whole = message_from_bytes((head + said).encode("utf-8", "surrogateescape"), policy=compat32)
    if whole.is_multipart():
        return whole
    around = Message(policy=compat32)
    around.add_header("Content-Type", "multipart/mixed")
    plain = message_from_bytes(("\n" + said).encode("utf-8", "surrogateescape"), policy=compat32)
    around.attach(plain)
    return around


def _inside(part: Message) -> list[Message]:
    """Of alternatives the plain text, which people wrote, unless their program left it empty."""
    parts = [inner for inner in part.get_payload() if isinstance(inner, Message)]
    if part.get_content_type() != "multipart/alternative":
        return parts
    plain = [part for part in parts if part.get_content_type() == "text/plain"]
    if any(not is_blank(_letters(part)) for part in plain):
        return plain[:1]
    return [part for part in parts if part not in plain][:1] or plain[:1]


def _is_file(part: Message) -> bool:
    """A text with a name is one only beside another text, which has none."""
    return _is_attached(part) or bool(part.get_filename())


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _name(part: Message) -> str:
    name = part.get_filename() or ""
    return " ".join(decoded(name).split())[:100]


def _letters(part: Message) -> str:
    data = part.get_payload(decode=True)
    return letters(data, charset_of(part)) if isinstance(data, bytes) else ""


def _text(part: Message, found: Said) -> str:
    text = _letters(part)[: 8 * LONGEST]
    if part.get_content_type() == "text/html":
        return _html(text)
    found.attached += [" ".join(name.split()) for name in _UUENCODED.findall(text)]
    text = _UUENCODED.sub("", text)
    return to_markdown(
        hidden(text[:LONGEST]),
        is_flowed=_param(part, "format") == "flowed",
        joins=_param(part, "delsp") == "yes",
        url=found.url,
    )


def _param(part: Message, name: str) -> str:
    value = part.get_param(name, "")
    return value.lower() if isinstance(value, str) else ""


def _html(text: str) -> str:
    soup = BeautifulSoup(f"<div>{text}</div>", "html.parser")
    for tag in soup(_UNSEEN):
        tag.decompose()
    for image in soup("img"):
        if (
            not str(image.get("src")).startswith(("http://", "https://"))
            or image.get("width") == "1"
        ):
            image.decompose()  # came with the mail, or counted who opened it
    for link in soup("a"):
        if not str(link.get("href")).startswith(("http://", "https://")):
            link.unwrap()
    return hidden(html_to_markdown(str(soup)))
