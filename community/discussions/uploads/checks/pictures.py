"""How picture files are built: where they end, what is in them beside pixels, how many frames."""

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from community.discussions.uploads import limits
from community.discussions.uploads.checks.signatures import refuse_foreign
from community.discussions.uploads.limits import FileType
from community.discussions.uploads.refusals import IsSeveral
from community.kernel.pictures import NotAPicture

MOST_PARTS = 200_000  # of one file: blocks, chunks, frames
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD8)}  # markers of a JPEG
_OF_PHONES = b"SEFT"  # what some end their notes with


@dataclass
class Built:
    """What a walk through the file found."""

    end: int = 0
    delays: list[int] = field(default_factory=list)  # of each frame, in milliseconds
    other: list[bytes] = field(default_factory=list)  # all that is no pixel


def walk(content: bytes, of: FileType) -> Built:
    """Raises NotAPicture where it is cut off, and IsSeveral where something else is in it or
    behind it."""
    try:
        built = _WALKS[of](content)
    except (IndexError, struct.error, ValueError) as error:
        raise NotAPicture from error
    if built.end > len(content):
        raise NotAPicture
    for part in built.other:
        refuse_foreign(part)
    _check_rest(content[built.end :], of)
    return built


def _check_rest(rest: bytes, of: FileType) -> None:
    """Phones put a second picture, a short video or notes behind a JPEG; none of it is kept, and
    nothing else may be there."""
    rest = rest.strip(b"\0")
    if not rest:
        return
    is_usual = rest.startswith(b"\xff\xd8\xff") or b"ftyp" in rest[:8] or rest.endswith(_OF_PHONES)
    if of is not limits.JPEG or not is_usual:
        raise IsSeveral
    refuse_foreign(rest)


def _jpeg(content: bytes) -> Built:
    built, at = Built(), 2
    for _ in range(MOST_PARTS):
        if content[at] != 0xFF:
            raise ValueError
        marker = content[at + 1]
        at += 1 if marker == 0xFF else 2  # any number of FF may stand before a marker
        if marker == 0xD9:
            built.end = at
            return built
        if marker in _WITHOUT_LENGTH or marker == 0xFF:
            continue
        size = struct.unpack_from(">H", content, at)[0]
        built.other.append(content[at + 2 : at + size])
        at += size
        if marker == 0xDA:
            at = _after_scan(content, at)
    raise ValueError


def _after_scan(content: bytes, at: int) -> int:
    """Where the next marker is: FF within the pixels is followed by 0 or by a restart."""
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _png(content: bytes) -> Built:
    built, at = Built(), 8
    for _ in range(MOST_PARTS):
        size, name = struct.unpack_from(">I4s", content, at)
        data = content[at + 8 : at + 8 + size]
        at += size + 12
        if name == b"fcTL":
            above, below = struct.unpack_from(">HH", data, 20)
            built.delays.append(1000 * above // (below or 100))
        if name == b"IEND":
            built.end = at
            return built
        if name not in {b"IDAT", b"fdAT"}:
            built.other.append(data)
    raise ValueError


def _gif(content: bytes) -> Built:
    built, at, delay = Built(), 13, 0
    if content[10] & 0x80:
        at += 3 * 2 ** ((content[10] & 7) + 1)
    for _ in range(MOST_PARTS):
        kind = content[at]
        if kind == 0x3B:
            built.end = at + 1
            return built
        if kind == 0x21:
            if content[at + 1] == 0xF9:
                delay = 10 * int(struct.unpack_from("<H", content, at + 4)[0])
            start, at = at, _after_blocks(content, at + 2)
            built.other.append(content[start:at])
        elif kind == 0x2C:
            colours = content[at + 9]
            at += 10 + (3 * 2 ** ((colours & 7) + 1) if colours & 0x80 else 0)
            at = _after_blocks(content, at + 1)
            built.delays.append(delay)
        else:
            raise ValueError
    raise ValueError


def _after_blocks(content: bytes, at: int) -> int:
    while size := content[at]:
        at += size + 1
    return at + 1


def _webp(content: bytes) -> Built:
    built = Built(end=8 + struct.unpack_from("<I", content, 4)[0])
    built.end += built.end % 2
    at = 12
    while at + 8 <= min(built.end, len(content)):
        name, size = struct.unpack_from("<4sI", content, at)
        data = content[at + 8 : at + 8 + size]
        if name == b"ANMF":
            built.delays.append(int.from_bytes(data[12:15], "little"))
        elif name not in {b"VP8 ", b"VP8L", b"ALPH"}:
            built.other.append(data)
        at += 8 + size + size % 2
        if at > built.end or len(built.delays) > MOST_PARTS:
            raise ValueError
    return built


def _avif(content: bytes) -> Built:
    """Boxes, one behind the other; the pixels are in `mdat`."""
    built, at = Built(), 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        if size < 8:
            raise ValueError
        if name != b"mdat":
            built.other.append(content[at : at + size])
        at += size
    built.end = at
    return built


_WALKS: dict[FileType, Callable[[bytes], Built]] = {
    limits.JPEG: _jpeg,
    limits.PNG: _png,
    limits.GIF: _gif,
    limits.WEBP: _webp,
    limits.AVIF: _avif,
}
