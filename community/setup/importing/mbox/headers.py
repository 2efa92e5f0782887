"""What a mail's headers say, however they are written.

The library's modern policy refuses headers that archives are full of, so its old one reads them
and what that leaves encoded is decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from community.kernel.text import fold
from community.setup.importing.mbox.addresses import hidden, hidden_in_name, key_of
from community.setup.importing.mbox.charsets import letters

EARLIEST = datetime(1975, 1, 1, tzinfo=UTC)  # clocks that were never set say 1970
MOST_ABOVE = 50  # mails that one may say it follows
LONGEST_NAME = 100

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_MARK = (
    r"(?:re|aw|antw(?:ort)?|sv|vs|odp|rif|res|r[ée]p|réf|ynt|vá|doorst|fwd?|fw|wg|tr|rv|enc|atb"
    r"|回[复覆信]|[答转][复覆发]|答覆|轉寄|转寄|返信|転送|답장|회신|전달|отв(?:ет)?|пер|απ|πρθ)"
)
_ANSWERS = re.compile(rf"{_MARK}\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:\uff1a]\s*", re.IGNORECASE)
_LABEL = re.compile(r"\[([^\[\]]{1,60})\]\s*")
_IN_ANGLES = re.compile(r"([^<]*)<\s*([^<>\s]+@[^<>\s]+)\s*>")
_SPELLED = re.compile(r"(\S+) at (\S+\.\w+)(?:\s+\((.*)\))?", re.DOTALL)
_VIA = re.compile(r"(.+?)['\"]? via .+", re.IGNORECASE)
_BESIDE = re.compile(r"\s*[(<\[][^()<>\[\]]* at …[)>\]]")  # an address in brackets
_ELSEWHERE = ("X-Original-From", "X-Google-Original-From", "X-Original-Sender", "Reply-To")
_OF_LISTS = ("X-BeenThere", "X-Mailing-List", "Mailing-List", "X-Loop", "Delivered-To")
_PLAIN = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,200}\w")
_SERVES = re.compile(r"(?:owner-)?([\w.+-]+?)-?(?:owner|bounces|admin|request|errors)?@")
_NOBODYS = re.compile(r"(?:no-?reply|do-?not-?reply|notifications?)@", re.IGNORECASE)


@dataclass(frozen=True)
class Sender:
    """Who wrote a mail; the address itself is forgotten here."""

    key: int | None
    name: str


@dataclass(frozen=True)
class Head:
    key: int | None  # of the mail's name, if it has one
    sender: Sender
    subject: str
    lists: frozenset[str]  # the names of the lists that it went to, folded
    since: datetime | None
    above: tuple[int, ...]  # the mails that it follows, the nearest first
    archived_at: str
    refusal: str  # why it may not be brought in, if so


def head_of(mail: bytes, separator: bytes) -> Head:
    """Of a mail that may be cut after its headers."""
    message = message_from_bytes(mail, policy=compat32)
    named = ids(message, "Message-ID") or said(message, "Message-ID").split()[:1]
    follows = [*reversed(ids(message, "References")), *ids(message, "In-Reply-To")]
    above = [key_of(name) for name in dict.fromkeys(follows)]
    archived = ids(message, "Archived-At")
    return Head(
        key=key_of(named[0]) if named else None,
        sender=sender_of(message),
        subject=hidden(said(message, "Subject")),
        lists=lists_of(message),
        since=since(message, separator),
        above=tuple(above[: MOST_ABOVE - 1] + above[MOST_ABOVE - 1 :][-1:]),
        archived_at=next((url for url in archived if url.startswith("http")), ""),
        refusal=refusal(message),
    )


def said(message: Message, name: str) -> str:
    """A header in letters that people read, on one line."""
    value = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return decoded(str(value), charset_of(message))


def charset_of(part: Message) -> str:
    """What it claims for its text."""
    charset = part.get_param("charset", "")
    return charset if isinstance(charset, str) else charset[2]


def decoded(value: str, charset: str = "") -> str:
    """`charset` is what bytes are in that no header may have, if anybody knows."""
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        value = letters(value.encode("utf-8", "surrogateescape"), charset)
    with suppress(HeaderParseError, ValueError):
        parts = (
            part
            if isinstance(part, str)
            else letters(part, charset)
            if charset
            else part.decode("raw-unicode-escape", "replace")
            for part, charset in decode_header(value)
        )
        value = "".join(parts)
    return " ".join(value.split())


def ids(message: Message, name: str) -> list[str]:
    """All that stands in angles in headers of this name."""
    values = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return [found for value in values for found in _ID.findall(value)]


# Who


def sender_of(message: Message) -> Sender:
    """By the address, whatever name stands beside it. A list that sends under its own address is
    not one person: it says "Ana via Stations", and her address elsewhere or nowhere.
    """
    name, address = parted(message, "From")
    if not name and not address:
        name, address = parted(message, "Sender")
    shared, local = addresses_of_lists(message), address.partition("@")[0]
    via = _VIA.fullmatch(name)
    name = via[1] if via else name
    if via or is_shared(address, shared):
        shared |= {address.casefold()}
        others = [parted(message, header) for header in _ELSEWHERE]
        owners = [other for other in others if other[1] and not is_shared(other[1], shared)]
        named, address = owners[0] if owners else ("", "")
        name = name or named
        local = address.partition("@")[0] or local
    shown = _BESIDE.sub("", hidden_in_name(name)).strip(" '\",")
    is_address = name.lower() == address.lower() or shown.endswith(" at …")
    shown = (local or shown.partition(" at …")[0]) if is_address or not shown else shown
    return Sender(key_of(address.casefold()) if address else None, shown[:LONGEST_NAME])


def is_shared(address: str, shared: Collection[str]) -> bool:
    """Whether many people send under it."""
    return address.casefold() in shared or bool(_NOBODYS.match(address))


def parted(message: Message, header: str) -> tuple[str, str]:
    """A name and an address, each may be missing."""
    value, charset = raw(message, header), charset_of(message)
    if found := _IN_ANGLES.search(value):
        return decoded(found[1], charset).strip(" '\""), found[2]
    if found := _SPELLED.fullmatch(value.strip()):
        return decoded(found[3] or "", charset), f"{found[1]}@{found[2]}"
    name, address = parseaddr(value)
    if "@" in address:
        return decoded(name, charset), address
    return decoded(value, charset).strip(" '\"<>"), ""


def raw(message: Message, name: str) -> str:
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return " ".join(str(next(values, "")).split())


def posted_to(message: Message) -> str:
    found = re.search(r"mailto:([^>?\s]+)", raw(message, "List-Post"))
    return found[1].casefold() if found else ""


def addresses_of_lists(message: Message) -> set[str]:
    """Of those that it went through, as far as it says."""
    said = " ".join(raw(message, header) for header in _OF_LISTS)
    sender = _SERVES.sub(r"\1@", raw(message, "Sender"))
    found = {*_PLAIN.findall(said), posted_to(message)}
    if sender != raw(message, "Sender"):
        found |= set(_PLAIN.findall(sender))
    return {address.casefold() for address in found if address}


def lists_of(message: Message) -> frozenset[str]:
    """What a list may write before its subjects."""
    label, _, address = raw(message, "List-Id").partition("<")
    names = {decoded(label).strip(" \"'"), address.partition(".")[0]}
    names |= {posted_to(message).partition("@")[0]}
    return frozenset(folded for name in names if (folded := fold(name)))


# When


def since(message: Message, separator: bytes) -> datetime | None:
    """By its own clock where that can be, else by the clock of who received it."""
    received = separator.decode("latin-1").partition(" ")[2]
    clock = re.search(r"(?:(?:mon|tue|wed|thu|fri|sat|sun),? .*|\d.*)", received, re.IGNORECASE)
    for text in (raw(message, "Date"), clock[0] if clock else ""):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            time = parsedate_to_datetime(decoded(text))
            time = time if time.tzinfo else time.replace(tzinfo=UTC)
            if EARLIEST < time < datetime.now(UTC) + timedelta(days=1):
                return time.astimezone(UTC)
    return None


# What it is about


def is_answer(subject: str) -> bool:
    return bool(_ANSWERS.match(_LABEL.sub("", subject, count=1)) or _ANSWERS.match(subject))


def title_of(subject: str, lists: frozenset[str]) -> str:
    """Without what programs write before a subject; a label that is no list's stays."""
    labels = ""
    while found := _ANSWERS.match(subject) or _LABEL.match(subject):
        if found.re is _LABEL and list_of(found[1]) not in lists:
            labels += found[0]
        subject = subject[found.end() :]
    return (labels + subject).strip()


def label_of(subject: str) -> str:
    """What stands in brackets before a subject, as the name of a list; blank where nothing does."""
    while found := _ANSWERS.match(subject):
        subject = subject[found.end() :]
    label = _LABEL.match(subject)
    return list_of(label[1]) if label else ""


def list_of(label: str) -> str:
    """Lists count their mails too: "[stations 123]" or "[stations:123]"."""
    return fold(re.sub(r"[\s:#]*\d+$", "", label))


def topic_of(subject: str) -> str:
    """What mails of one subject have in common: neither marks, labels, case nor spaces."""
    while found := _ANSWERS.match(subject) or _LABEL.match(subject):
        subject = subject[found.end() :]
    return fold(subject)


def refusal(message: Message) -> str:
    """Why a mail may not be brought in."""
    if said(message, "X-No-Archive").lower().startswith("yes"):
        return "not to be archived (X-No-Archive)"
    spam = said(message, "X-Spam-Flag"), said(message, "X-Spam-Status")
    if any(value.lower().startswith("yes") for value in spam):
        return "marked as spam"
    return ""
