"""ZIP archives and office files: all that they announce is compared with what is in them.

The list of entries is read here and not by `zipfile`, which would build objects for as many as it
is told of. Each entry is then expanded, piece by piece, within what is left of the bounds.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from community.discussions.uploads.checks.signatures import ZIP_END, ZIP_END_BYTES, ZIP_START
from community.discussions.uploads.limits import (
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_EXPANDED,
    MOST_RATIO,
    OFFICE,
    OPEN_DOCUMENTS,
    ZIP,
    FileType,
    MiB,
)
from community.discussions.uploads.refusals import (
    ArchiveEncrypted,
    ArchiveNested,
    ArchiveTooLarge,
    ArchiveUnsafe,
    IsBroken,
    IsExecutable,
    IsSeveral,
    TooManyEntries,
)

_ENTRY, _LOCAL = struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_LINK = 0xA000  # of a mode of Unix
_ENCRYPTED = 0x41  # bits of the flags: an entry, or the names of all
_PIECE = 64 * 1024
_OTHERS = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
# Their content tells what they are: a macro, a program in Java or for Android.
_PROGRAMS = ("vbaproject.bin", "meta-inf/manifest.mf", "classes.dex")


@dataclass
class Room:
    """What the archive and those in it may still expand to, all together."""

    bytes: int
    entries: int = MOST_ENTRIES

    def take(self, count: int) -> None:
        """Raises ArchiveTooLarge."""
        self.bytes -= count
        if self.bytes < 0:
            raise ArchiveTooLarge


@dataclass(frozen=True)
class Entry:
    name: str
    flags: int
    method: int
    packed: int  # bytes
    size: int
    mode: int
    at: int  # of its own header
    raw: bytes  # its name


def check_archive(file: IO[bytes], size: int) -> FileType:
    """Return which type it is. Raises one of the refusals of archives."""
    room = Room(min(MOST_EXPANDED, max(MOST_RATIO * size, MiB)))
    try:
        entries = _check(file, size, room, depth=0)
    except (struct.error, zlib.error, UnicodeDecodeError) as error:
        raise IsBroken from error
    return _type(file, entries)


def _check(file: IO[bytes], size: int, room: Room, *, depth: int) -> list[Entry]:
    entries = _entries(file, size, room)
    last = 0
    for entry in sorted(entries, key=lambda one: one.at):
        if entry.at < last:  # several names for the same bytes expand many times
            raise ArchiveTooLarge
        if entry.at != last:
            raise IsSeveral if last == 0 else IsBroken
        start = _start(file, entry)
        last = _end(file, entry, start)
        _check_content(file, entry, start, room, depth)
    return entries


def _entries(file: IO[bytes], size: int, room: Room) -> list[Entry]:
    """What its list announces. Raises TooManyEntries before any of it is read."""
    file.seek(max(size - ZIP_END_BYTES, 0))
    end = file.read(ZIP_END_BYTES)
    if len(end) < ZIP_END_BYTES or not end.startswith(ZIP_END):
        raise IsSeveral if _has_end(file, size) else IsBroken  # something is behind it
    _, disk, other_disk, here, count, length, start, _ = _END.unpack(end)
    if count == 0xFFFF or count > room.entries:
        raise TooManyEntries
    room.entries -= count
    if disk or other_disk or here != count or start + length + ZIP_END_BYTES != size:
        raise IsSeveral  # its numbers are those of a file without what stands before it
    file.seek(start)
    listed = io.BytesIO(file.read(length))
    entries = [_entry(listed) for _ in range(count)]
    if listed.read(1) or not entries:
        raise IsBroken
    return entries


def _has_end(file: IO[bytes], size: int) -> bool:
    file.seek(max(size - 70_000, 0))
    return ZIP_END in file.read()


def _entry(listed: IO[bytes]) -> Entry:
    told = _ENTRY.unpack(listed.read(_ENTRY.size))
    magic, made_by, _, flags, method, _, _, _, packed, size = told[:10]
    name_length, extra, comment, _, _, attributes, at = told[10:]
    if magic != b"PK\x01\x02":
        raise IsBroken
    raw = listed.read(name_length)
    listed.seek(extra + comment, io.SEEK_CUR)
    name = raw.decode("utf-8" if flags & 0x800 else "cp437")
    mode = attributes >> 16 if made_by >> 8 == 3 else 0
    _check_name(name, mode)
    if flags & _ENCRYPTED:
        raise ArchiveEncrypted
    if method not in {0, 8}:
        raise IsBroken
    return Entry(name, flags, method, packed, size, mode, at, raw)


def _check_name(name: str, mode: int) -> None:
    """Raises ArchiveUnsafe for what would be written elsewhere than in the archive's folder."""
    is_outside = name.startswith("/") or ".." in name.split("/") or name[1:2] == ":"
    is_odd = not name or any(sign == "\\" or ord(sign) < 32 for sign in name)
    if is_outside or is_odd or mode & 0xF000 == _LINK:
        raise ArchiveUnsafe
    if name.lower().endswith(_PROGRAMS):
        raise IsExecutable


def _start(file: IO[bytes], entry: Entry) -> int:
    """Where its bytes begin. Raises IsBroken if its own header has another name."""
    file.seek(entry.at)
    told = _LOCAL.unpack(file.read(_LOCAL.size))
    if told[0] != ZIP_START or file.read(told[-2]) != entry.raw:
        raise IsBroken
    if told[2] & _ENCRYPTED:
        raise ArchiveEncrypted
    return entry.at + _LOCAL.size + int(told[-2]) + int(told[-1])


def _end(file: IO[bytes], entry: Entry, start: int) -> int:
    """Behind it there may be its sizes once more, if they were not known before."""
    end = start + entry.packed
    if not entry.flags & 8:
        return end
    file.seek(end)
    return end + (16 if file.read(4) == b"PK\x07\x08" else 12)


def _check_content(file: IO[bytes], entry: Entry, start: int, room: Room, depth: int) -> None:
    """Expand it. An archive in it is checked in its turn, one in that is refused."""
    pieces = _expanded(file, entry, start)
    first = next(pieces, b"")
    is_archive = first.startswith(ZIP_START)
    if (is_archive and depth) or first.startswith(_OTHERS):
        raise ArchiveNested
    with SpooledTemporaryFile(MiB) as inner:
        size = 0
        while first:
            size += len(first)
            room.take(len(first))
            if is_archive:
                if size > MOST_BYTES:
                    raise ArchiveTooLarge
                inner.write(first)
            first = next(pieces, b"")
        if size != entry.size:
            raise IsBroken
        if is_archive:
            _check(inner, size, room, depth=depth + 1)


def _expanded(file: IO[bytes], entry: Entry, start: int) -> Iterator[bytes]:
    """Its content, in pieces. Raises IsBroken and zlib.error."""
    if entry.method == 0 and entry.packed != entry.size:
        raise IsBroken
    unpacker, left, at = zlib.decompressobj(-zlib.MAX_WBITS), entry.packed, start
    while left:
        file.seek(at)
        packed = file.read(min(left, _PIECE))
        if not packed:
            raise IsBroken
        at, left = at + len(packed), left - len(packed)
        while packed:
            yield packed if entry.method == 0 else unpacker.decompress(packed, _PIECE)
            packed = b"" if entry.method == 0 else unpacker.unconsumed_tail
    if entry.method == 8:
        while piece := unpacker.decompress(b"", _PIECE):
            yield piece
        if not unpacker.eof:
            raise IsBroken


def _type(file: IO[bytes], entries: list[Entry]) -> FileType:
    """An office file is an archive with certain names in it."""
    names = {entry.name for entry in entries}
    if "[Content_Types].xml" in names:
        folders = {name.partition("/")[0] for name in names}
        return next((of for folder, of in OFFICE.items() if folder in folders), ZIP)
    first = min(entries, key=lambda one: one.at)
    if first.name == "mimetype" and first.size < 100:
        told = b"".join(_expanded(file, first, _start(file, first)))
        return OPEN_DOCUMENTS.get(told.decode("ascii", "replace"), ZIP)
    return ZIP
