"""A Stack Exchange dump's files row by row: what is not usable is said, with its row."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from community.setup.importing.records import Progress, Unreadable, Unusable

QUESTION, ANSWER = "1", "2"  # of posts; the others are tags' wiki pages and the like
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Row:
    """One record. Any attribute may be missing."""

    file: str
    number: int  # counted from 1
    attributes: dict[str, str]

    @property
    def where(self) -> str:
        return f"{self.file} row {self.number}"

    def text(self, name: str) -> str:
        return " ".join(self.attributes.get(name, "").split())

    def key(self, name: str = "Id") -> int:
        """Raises Unusable."""
        if (value := self.integer(name)) is None:
            raise Unusable(f"{name} is missing")
        return value

    def integer(self, name: str) -> int | None:
        """Raises Unusable where there is something that is no number."""
        if not (value := self.text(name)):
            return None
        try:
            number = int(value)
        except ValueError:
            number = LARGEST + 1
        if abs(number) > LARGEST:
            raise Unusable(f"{name} is not a number: {value[:30]}")
        return number

    def time(self, name: str = "CreationDate") -> datetime | None:
        """Dumps write UTC and do not say so. Raises Unusable where it is no date."""
        if not (value := self.text(name)):
            return None
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            raise Unusable(f"{name} is not a date: {value[:30]}") from None
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    def needed_time(self, name: str = "CreationDate") -> datetime:
        """Raises Unusable where there is none."""
        if (time := self.time(name)) is None:
            raise Unusable(f"{name} is missing")
        return time


def rows(path: Path, progress: Progress) -> Iterator[Row]:
    """Every record of a file, in constant memory. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            size, number = max(path.stat().st_size, 1), 0
            events = iterparse(Sound(file), events=("start", "end"))
            root = next(events)[1]
            for event, element in events:
                if event == "end" and element.tag == "row":
                    number += 1
                    yield Row(path.name, number, dict(element.attrib))
                    root.clear()  # else it holds on to an empty element for each row
                    if number % 200 == 0:
                        progress(f"Reading {path.name}", file.tell() / size)
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile("&#(?!xA;|xD;|x9;)(x?)([0-9a-fA-F]{1,12});")
_MISSING = "\ufffd"
_LONGEST_REFERENCE = 16


class Sound:
    """A file of XML without the characters that XML forbids and dumps have all the same.

    One of them, written out or as a reference, would end the reading of the whole file.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._begun = ""  # what may be the beginning of a reference

    def read(self, size: int = -1) -> bytes:
        """Some more of it; nothing where it ends."""
        while True:
            data = self._file.read(size)
            text = self._begun + self._decoder.decode(data, final=not data)
            at = text.rfind("&", max(len(text) - _LONGEST_REFERENCE, 0)) if data else -1
            self._begun = text[at:] if at >= 0 and ";" not in text[at:] else ""
            text = text[: len(text) - len(self._begun)]
            if text or not data:
                return _UNFIT.sub(_MISSING, _REFERENCE.sub(_fit, text)).encode()


def _fit(reference: re.Match[str]) -> str:
    is_hexadecimal, digits = reference.groups()
    try:
        code = int(digits, 16 if is_hexadecimal else 10)
    except ValueError:
        return reference[0]  # no reference at all: what that means, the parser says
    fits = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    return reference[0] if fits and code not in {0xFFFE, 0xFFFF} else _MISSING
