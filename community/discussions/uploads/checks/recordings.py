"""Sound, video and PDF, which are kept as they are: whole, and with nothing behind their end.

What they say of themselves (a title, a place) is not removed.
"""

import struct
from typing import IO

from community.discussions.uploads import limits
from community.discussions.uploads.limits import FileType
from community.discussions.uploads.refusals import IsBroken, IsSeveral

MOST_BOXES = 10_000
_BOXES = {
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"mfra", b"sidx"),
    *(b"styp", b"meta", b"pdin", b"ssix", b"prft", b"emsg", b"udta"),
}


def check_recording(file: IO[bytes], size: int, of: FileType) -> None:
    """Raises IsBroken and IsSeveral."""
    if of is limits.PDF:
        _check_pdf(file, size)
    elif of is limits.WAV:
        _check_wav(file, size)
    elif of in {limits.MP4, limits.M4A}:
        _check_boxes(file, size)


def _check_pdf(file: IO[bytes], size: int) -> None:
    file.seek(max(size - 1024, 0))
    tail = file.read()
    at = tail.rfind(b"%%EOF")
    if at < 0:
        raise IsBroken
    if tail[at + 5 :].strip(b"\r\n\t \0"):
        raise IsSeveral


def _check_wav(file: IO[bytes], size: int) -> None:
    file.seek(4)
    told = int(struct.unpack("<I", file.read(4))[0]) + 8
    if told > size + 1:
        raise IsBroken
    if told < size - 1:
        raise IsSeveral


def _check_boxes(file: IO[bytes], size: int) -> None:
    at, seen = 0, set()
    for _ in range(MOST_BOXES):
        if at == size:
            break
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            raise IsSeveral
        length, name = struct.unpack(">I4s", head[:8])
        if name not in _BOXES:
            raise IsSeveral if b"moov" in seen else IsBroken
        if length == 1 and len(head) == 16:
            length = struct.unpack(">Q", head[8:])[0]
        length = length or size - at  # 0: to the end
        if length < 8 or at + length > size:
            raise IsBroken
        seen.add(name)
        at += length
    if at != size or b"moov" not in seen:
        raise IsBroken
