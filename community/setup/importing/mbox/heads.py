"""What a mail's headers say, however they are written.

The library's modern policy refuses headers that archives are full of, so its old one reads them
and what that leaves encoded is decoded here.
"""

from __future__ import annotations

import re
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
from community.setup.importing.mbox.addresses import hidden, key_of

EARLIEST = datetime(1975, 1, 1, tzinfo=UTC)  # clocks that were never set say 1970
MOST_ABOVE = 50  # mails that one may say it follows
LONGEST_NAME = 100

_ID = re.compile(r"<\s*([^<>\s]+)\s*>")
_MARK = r"(?:re|aw|fwd?|sv|wg|tr|antw|vs|odp|rif|res|enc|回复|答复)"
_ANSWERS = re.compile(rf"{_MARK}\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s*[:\uff1a]\s*", re.IGNORECASE)
_LABEL = re.compile(r"\[([^\[\]]{1,60})\]\s*")
_IN_ANGLES = re.compile(r"([^<]*)<\s*([^<>\s]+@[^<>\s]+)\s*>")
_SPELLED = re.compile(r"(\S+) at (\S+\.\w+)(?:\s+\((.*)\))?", re.DOTALL)
_VIA = re.compile(r"(.+?)['\"]? via .+", re.IGNORECASE)


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
    return decoded(str(value))


def decoded(value: str) -> str:
    if any("\ud800" <= sign <= "\udfff" for sign in value):  # bytes that no header may have
        value = letters(value.encode("utf-8", "surrogateescape"), "")
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


def letters(data: bytes, charset: str) -> str:
    """What the bytes say. What mails claim of themselves is wrong often enough: UTF-8 is
    recognised whatever they say, and without a better idea they came from a Windows of the West.
    """
    claimed = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "ascii"}
    charset = charset.lower().strip("'\" ")
    names = [claimed.get(charset, charset) or "ascii", "cp1252"]
    for name in names if data.isascii() else ["utf-8", *names]:
        with suppress(LookupError, ValueError):
            return data.decode(name)
    return data.decode("cp1252", "replace")


def ids(message: Message, name: str) -> list[str]:
    """All that stands in angles in headers of this name."""
    values = (str(value) for key, value in message.raw_items() if key.lower() == name.lower())
    return [found for value in values for found in _ID.findall(value)]


# Who


def sender_of(message: Message) -> Sender:
    """By the address, whatever name stands beside it; lists that send under their own address
    say "Ana via Stations", and her address elsewhere or nowhere.
    """
    name, address = parted(raw(message, "From") or raw(message, "Sender"))
    if via := _VIA.fullmatch(name):
        name = via[1]
        elsewhere = raw(message, "X-Original-From") or raw(message, "Reply-To")
        own = parted(elsewhere)[1]
        address = own if own.lower() not in {address.lower(), posted_to(message)} else ""
    local = address.partition("@")[0]
    shown = hidden(name).strip(" '\",")
    is_address = name.lower() == address.lower() or shown.endswith(" at …")
    shown = (local or shown.partition(" at …")[0]) if is_address or not shown else shown
    return Sender(key_of(address.casefold()) if address else None, shown[:LONGEST_NAME])


def parted(value: str) -> tuple[str, str]:
    """A name and an address, each may be missing."""
    if found := _IN_ANGLES.search(value):
        return decoded(found[1]).strip(" '\""), found[2]
    if found := _SPELLED.fullmatch(value.strip()):
        return decoded(found[3] or ""), f"{found[1]}@{found[2]}"
    name, address = parseaddr(value)
    if "@" in address:
        return decoded(name), address
    return decoded(value).strip(" '\"<>"), ""


def raw(message: Message, name: str) -> str:
    values = (value for key, value in message.raw_items() if key.lower() == name.lower())
    return " ".join(str(next(values, "")).split())


def posted_to(message: Message) -> str:
    found = re.search(r"mailto:([^>?\s]+)", raw(message, "List-Post"))
    return found[1].lower() if found else ""


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
    """Without what programs write before a subject."""
    while True:
        found = _ANSWERS.match(subject) or _LABEL.match(subject)
        if not found or (found.re is _LABEL and not _is_of(found[1], lists)):
            return subject.strip()
        subject = subject[found.end() :]


def _is_of(label: str, lists: frozenset[str]) -> bool:
    """Lists count their mails too: "[stations 123]" or "[stations:123]"."""
    return fold(re.sub(r"[\s:#]*\d+$", "", label)) in lists


def topic_of(subject: str) -> str:
    """What mails of one subject have in common: neither marks, labels, case nor spaces."""
    while found := _ANSWERS.match(subject) or _LABEL.match(subject):
        subject = subject[found.end() :]
    return fold(subject)


def refusal(message: Message) -> str:
    """Why a mail may not be brought in."""
    if said(message, "X-No-Archive").lower().startswith("yes"):
        return "its author asked for it not to be archived"
    spam = said(message, "X-Spam-Flag"), said(message, "X-Spam-Status")
    if any(value.lower().startswith("yes") for value in spam):
        return "it was marked as spam"
    return ""
