"""What a mail says below its headers: the plain text of it, else its HTML as markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from bs4 import BeautifulSoup

from community.kernel.text import is_blank
from community.setup.importing.mbox.addresses import hidden
from community.setup.importing.mbox.heads import decoded, letters
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


@dataclass
class Said:
    """The texts of a mail in their order, and what was attached."""

    texts: list[str] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)


def body_of(mail: bytes) -> str:
    """In markdown, without addresses; blank where there are no words."""
    said_in = Said()
    _read(message_from_bytes(mail, policy=compat32), said_in, 0)
    text = "\n\n".join(text for text in said_in.texts if not is_blank(text))
    names = ", ".join(escaped_within(hidden(name)) for name in said_in.attached)
    if not text or not names:
        return text
    return f"{text}\n\n*Attached there: {names}*"


def _read(part: Message, found: Said, depth: int) -> None:
    kind = part.get_content_type()
    if kind == "message/rfc822" or depth > DEEPEST:
        found.attached.append("another mail")
    elif part.is_multipart():
        for inner in _inside(part):
            _read(inner, found, depth + 1)
    elif kind in {"text/plain", "text/html"} and not _is_file(part):
        found.texts.append(_text(part, is_html=kind == "text/html"))
    elif kind not in _UNSAID:
        found.attached.append(_name(part) or f"a file of the type {kind}")


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
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _name(part: Message) -> str:
    name = part.get_filename() or ""
    return " ".join(decoded(name).split())[:100]


def _letters(part: Message) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_param("charset", "")
    named = charset if isinstance(charset, str) else charset[2]
    return letters(data, named) if isinstance(data, bytes) else ""


def _text(part: Message, *, is_html: bool) -> str:
    text = _letters(part)[: 8 * LONGEST]
    if is_html:
        return _html(text)
    return to_markdown(
        hidden(text[:LONGEST]),
        is_flowed=_param(part, "format") == "flowed",
        joins=_param(part, "delsp") == "yes",
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
