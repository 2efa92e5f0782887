"""What members sent, such as their pictures: each file as lines of its parts, after all rows."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.storage import Storage, default_storage

from community.setup.backup.lines import Refused

PART = 384 * 1024  # bytes of a file in one line


def names_in(storage: Storage, folder: str = "") -> Iterator[str]:
    """All files that are kept."""
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nobody has sent anything yet
        return
    before = f"{folder}/" if folder else ""
    yield from (before + name for name in files)
    for name in folders:
        yield from names_in(storage, before + name)


def parts_of(name: str) -> Iterator[dict[str, Any]]:
    """The file as lines, an empty one as one line; none if it was taken back a moment ago."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        return
    with file:
        at, size = 0, file.size
        while at < size or at == 0:
            part = file.read(min(PART, size - at))
            yield {"file": name, "at": at, "of": size, "base64": base64.b64encode(part).decode()}
            at += len(part) or 1


class Arriving:
    """Files that are put together part by part and kept when they are whole."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._part: IO[bytes] = TemporaryFile()  # noqa: SIM115 - closed by undone_on_failure

    def take(self, number: int, told: Mapping[str, Any]) -> None:
        """Take one line. Raises Refused."""
        try:
            part = base64.b64decode(told["base64"], validate=True)
            name, at, size = str(told["file"]), int(told["at"]), int(told["of"])
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Refused(f"Line {number} is not part of a file") from None
        if at == 0:
            self._part.seek(0)
            self._part.truncate()
        if at != self._part.tell():
            raise Refused(f"Line {number} is not the next part of {name}")
        self._part.write(part)
        if self._part.tell() == size:
            self._keep(name)

    def _keep(self, name: str) -> None:
        """In the place of what a run that was killed may have left under this name."""
        self._part.seek(0)
        try:
            default_storage.delete(name)
            self.names.append(name)
            default_storage.save(name, File(self._part))
        except (SuspiciousOperation, ValueError):
            raise Refused(f"{name!r} is not a valid file name") from None


@contextmanager
def undone_on_failure() -> Iterator[Arriving]:
    """Files know no transaction: those that came are removed again unless all goes well."""
    arriving = Arriving()
    try:
        yield arriving
    except BaseException:
        for name in arriving.names:
            default_storage.delete(name)
        raise
    finally:
        arriving._part.close()
