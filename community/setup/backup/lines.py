"""The file: a first line that says what follows, a line for each row, a last one that proves it.

    {"format": "community", "version": 1, "product": …, "migrations": …, "counts": …, …}
    {"model": "discussions.tag", "row": {"id": 7, "name": "rain", …}}
    {"file": "avatars/….webp", "at": 0, "of": 5120, "base64": …}
    {"end": true, "lines": 3, "sha256": …}

The checksum is of all bytes before the last line, unpacked.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

FORMAT, VERSION = "community", 1
SAID = {"secrets", "encryption_keys", "migrations", "counts", "last_ids"}  # in the first line


class Refused(Exception):
    """Why a file cannot be written or brought in, in one line without its full stop."""


class Writer:
    """Counts and sums up what it writes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._sum, self._lines = file, hashlib.sha256(), 0

    def tell(self, record: Mapping[str, Any]) -> None:
        """One line of its own."""
        self.write([json.dumps(record, ensure_ascii=False)])

    def write(self, lines: list[str]) -> None:
        """These are JSON already."""
        told = "".join(f"{line}\n" for line in lines).encode()
        self._sum.update(told)
        self._lines += len(lines)
        self._file.write(told)

    def end(self) -> None:
        """Say that this was all."""
        last = {"end": True, "lines": self._lines, "sha256": self._sum.hexdigest()}
        self._file.write(f"{json.dumps(last)}\n".encode())


def read(file: BinaryIO) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Each line but the last, with its number and what it says.

    Raises Refused at the first that is none, and at the end if they are not those that were
    written: whoever acts on them takes it all back then.
    """
    summed = hashlib.sha256()
    number = 0
    for number, line in enumerate(_lines(file), 1):
        record = _record(number, line)
        if number == 1:
            check_header(record)
        if record.get("end") is True:
            if (record.get("lines"), record.get("sha256")) != (number - 1, summed.hexdigest()):
                raise Refused(
                    "The file was changed after it was written: the checksum does not match"
                )
            if file.read(1):
                raise Refused(f"The file has data after its last line ({number})")
            return
        summed.update(line)
        yield number, line, record
    raise Refused(f"The file is truncated after line {number}" if number else "The file is empty")


def check_header(record: Mapping[str, Any]) -> None:
    """Whether this product reads what follows. Raises Refused."""
    if record.get("format") != FORMAT:
        raise Refused("This is not a community export: the first line has another format")
    if record.get("version") != VERSION:
        raise Refused(
            f"The file has format version {record.get('version')}, and this version ({product()})"
            f" reads {VERSION}: use the version that wrote it ({record.get('product')})"
        )
    if missing := SAID - record.keys():
        raise Refused(f"The first line lacks {', '.join(sorted(missing))}")


def product() -> str:
    """The version of what runs here."""
    told = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    return str(told["project"]["version"])


def _lines(file: BinaryIO) -> Iterator[bytes]:
    try:
        yield from file
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Refused("The file is truncated or damaged: it could not be decompressed") from None


def _record(number: int, line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        what = "is not a record" if line.endswith(b"\n") else "is incomplete"
        raise Refused(f"The file is truncated or damaged: line {number} {what}")
    return record
