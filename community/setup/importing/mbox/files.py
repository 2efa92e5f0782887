"""An archive's files, mail by mail, in constant memory: a mail is known by where it stands.

Archives come as one file or as a folder with one for each month, packed or not.
"""

from __future__ import annotations

import gzip
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from community.setup.importing.records import Progress, Unreadable

BLOCK = 1 << 20
AHEAD = 1 << 12  # of a block, where the line and the header after it may be cut off
USUAL_HEAD, LONGEST_HEAD = 1 << 14, 1 << 18
LONGEST_MAIL = 32 << 20  # what is beyond belongs to files that were attached
_PACKED = b"\x1f\x8b"
_TIME = rb"\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_DAY = rb"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6},?[ \t]+)?"
_MONTH = rb"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_ZONE = rb"(?:[ \t]+(?:[+-]\d\d:?\d\d|[a-z]{1,5}(?:[+-]\d{1,4})?)){0,2}"
# "Sat Mar  3 09:00:00 EST 2012", "3 Mar 2012 09:00", "2012-03-03T09:00:00Z", and what may follow.
_DATED = re.compile(
    rb"From (?:[^\n]{0,500}?[ \t])??(?:"
    + _DAY + _MONTH + rb"[ \t]+\d{1,2}[ \t]+" + _TIME + _ZONE + rb"[ \t]+(?:(?:19|20)\d\d|\d\d)"
    rb"|" + _DAY + rb"\d{1,2}[ -]" + _MONTH + rb"[ -]\d{2,4}[ \t]+" + _TIME
    + rb"|\d{4}-\d\d-\d\d[t ]" + _TIME + rb"z?"
    rb")" + _ZONE + rb"(?:[ \t]+\([^)\n]{1,40}\))?(?:[ \t]+remote from \S{1,200})?[ \t]*\r?\n",
    re.IGNORECASE,
)  # fmt: skip
_LOOSELY_DATED = re.compile(
    rb"From \S.{0,500}\b\d{1,2}:\d\d(?::\d\d)?\b.{0,500}\b(?:19|20)\d\d\b.{0,500}\n"
)
_HEADER = re.compile(rb"[!-9;-~]+:(?!//)|>From ")
# Patches that git wrote; people send them in their mails, and archives consist of them.
_PATCH = re.compile(rb"From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001\r?\n")
_END_OF_HEAD = re.compile(rb"^\r?\n", re.MULTILINE)
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """Where a mail stands: its file's number, its bytes, and which of the mails there it is."""

    file: int
    begin: int
    end: int
    number: int


class Files:
    """Its methods raise Unreadable."""

    def __init__(self, path: Path) -> None:
        try:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}") from None
        self._path = path
        self._paths = [file for file in inside if not file.name.startswith(".")]
        self._unpacked = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this does
        self._plain: tuple[int, BinaryIO] | None = None
        self._packed: set[int] = set()
        self.separators_count = 0  # lines that look like the beginning of a message, so far

    def where(self, place: Place) -> str:
        return f"{self._paths[place.file].name} message {place.number}"

    def places(self, progress: Progress) -> Iterator[Place]:
        """All mails, file by file."""
        place = None
        for number, path in enumerate(self._paths):
            try:
                for place in self._places_in(number, progress):
                    yield place
            except (OSError, EOFError, zlib.error) as error:
                raise Unreadable(f"{path} cannot be read: {error}") from None
        if place is None:
            raise Unreadable(f"no messages found in {self._path}")

    def read(self, place: Place) -> tuple[bytes, bytes]:
        """The line that parts it from the one before, and the mail."""
        return self._parted(place, LONGEST_MAIL)

    def read_head(self, place: Place) -> tuple[bytes, bytes]:
        """The same, with nothing of the mail but its headers."""
        for most in (USUAL_HEAD, LONGEST_HEAD):
            separator, mail = self._parted(place, most)
            if end := _END_OF_HEAD.search(mail):
                return separator, mail[: end.end()]
        return separator, mail

    def _parted(self, place: Place, most: int) -> tuple[bytes, bytes]:
        file = self._file(place.file)
        file.seek(place.begin)
        data = file.read(min(place.end - place.begin, most))
        first, _, mail = data.partition(b"\n")
        return first, _ESCAPED.sub(rb"\1", mail)

    def _places_in(self, number: int, progress: Progress) -> Iterator[Place]:
        begin, end = self._extent(number)
        for count, (at, until) in enumerate(self._between(number, begin, end), 1):
            yield Place(file=number, begin=at, end=until, number=count)
            if count % 200 == 0:
                share = (until - begin) / max(end - begin, 1)
                progress(f"Reading {self._paths[number].name}", share)

    def _extent(self, number: int) -> tuple[int, int]:
        """From where to where the mails of a file stand; a packed one is unpacked on disk."""
        path = self._paths[number]
        with path.open("rb") as file:
            is_packed = file.read(2) == _PACKED
        if not is_packed:
            return 0, path.stat().st_size
        self._packed.add(number)
        begin = self._unpacked.seek(0, 2)
        with gzip.open(path) as packed:
            shutil.copyfileobj(packed, self._unpacked, 1 << 20)
        end = self._unpacked.tell()
        self._unpacked.write(b"\n")  # else the next file could begin within a line
        return begin, end

    def _file(self, number: int) -> BinaryIO:
        if number in self._packed:
            return self._unpacked
        if self._plain is None or self._plain[0] != number:
            if self._plain:
                self._plain[1].close()
            self._plain = number, self._paths[number].open("rb")
        return self._plain[1]

    def _between(self, number: int, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The bytes of each mail: from its beginning to that of the next one."""
        opened = None
        for at, is_beginning in separators(self._file(number), begin, end):
            self.separators_count += 1
            if not is_beginning:
                continue
            if opened is not None:
                yield opened, at
            opened = at
        if opened is not None:
            yield opened, end


def separators(file: BinaryIO, begin: int, end: int) -> Iterator[tuple[int, bool]]:
    """Where lines look like the beginning of a message, and whether one begins there.

    That is at "From " with a date at the line's end and a header in the next line: archives often
    lack the empty line before it. After an empty line any time and year will do for the date.
    A patch begins a message only where the first one is a patch, too.
    """
    of_patches: bool | None = None
    held = b"\n\n\n"  # as if an empty line stood before the first
    at, is_last = begin, False
    while not is_last:
        file.seek(at)  # a mail may have been read meanwhile
        data = held + file.read(min(BLOCK, end - at))
        base, at = at - len(held), at + len(data) - len(held)
        is_last = at >= end or len(data) == len(held)
        most = len(data) if is_last else max(len(data) - AHEAD, 2)
        found = data.find(b"\nFrom ", 2)
        while 0 <= found < most:
            is_patch = _PATCH.match(data, found + 1) is not None
            if is_patch and of_patches is False:
                found = data.find(b"\nFrom ", found + 1)
                continue
            after_blank = data[found - 2 : found].endswith((b"\n", b"\n\r"))
            dated = _DATED.match(data, found + 1)
            loosely = after_blank and not dated and _LOOSELY_DATED.match(data, found + 1)
            line = dated or loosely
            is_beginning = bool(line and _HEADER.match(data, line.end()))
            if dated or is_beginning:
                of_patches = is_patch if of_patches is None else of_patches
                yield base + found + 1, is_beginning
            found = data.find(b"\nFrom ", found + 1)
        held = data[most - 2 :]
