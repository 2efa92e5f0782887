"""The first bytes of files, and what must be nowhere else in them."""

import re

from community.discussions.uploads import limits
from community.discussions.uploads.limits import FileType
from community.discussions.uploads.refusals import (
    IsExecutable,
    IsMarkup,
    IsSeveral,
    TypeNotAllowed,
)

HEAD = 4096  # bytes that tell the type
ZIP_START, ZIP_END, ZIP_END_BYTES = b"PK\x03\x04", b"PK\x05\x06", 22
MOST_ZIP_COMMENT = 65_535

_EXECUTABLE = (b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"dex\n", b"!<arch>", b"\x00asm")
_MACH_O = (b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
_AVIF = (b"avif", b"avis")
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_VIDEO_BRANDS = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ",
                 b"M4VP", b"MSNV", b"dash", b"mmp4", b"f4v ")  # fmt: skip
# A tag with which a browser would take a text for a page, were it not told otherwise, or XML.
_MARKUP = re.compile(
    rb"<(?:!doctype|!--|\?xml|\?php|svg|html|head|body|script|iframe|style|title|table|div|font"
    rb"|h1|br|img|link|meta|object|embed|form|math|a|b|p)[\s>/!]|<\?xml|<!doctype|<\?php",
    re.IGNORECASE,
)
# In the parts of a picture that show nothing: comments, metadata, what is behind its end. Its
# pixels have each of these bytes now and then.
_FOREIGN = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\x7fELF"
    rb"|(?i:<!doctype|<html|<head|<body|<script|<iframe|<svg|<\?php|javascript:)"
)


def type_of(head: bytes) -> FileType | None:  # noqa: C901, PLR0911 - one line for each type
    """By its first bytes; None for a text or what is not allowed."""
    box, brand = head[4:8], head[8:12]
    if head.startswith(b"\xff\xd8\xff"):
        return limits.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return limits.PNG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return limits.GIF
    if head.startswith(b"RIFF") and brand in {b"WEBP", b"WAVE"}:
        return limits.WEBP if brand == b"WEBP" else limits.WAV
    if box == b"ftyp":
        return _by_brand(brand)
    if head.startswith(b"%PDF-"):
        return limits.PDF
    if head.startswith((ZIP_START, ZIP_END)):
        return limits.ZIP
    if head.startswith(b"fLaC"):
        return limits.FLAC
    if head.startswith(b"OggS"):
        is_audio = b"OpusHead" in head[:100] or b"\x01vorbis" in head[:100]
        return limits.OGG if is_audio else None
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return limits.WEBM if b"\x42\x82\x84webm" in head[:100] else None
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and _is_frame_of_mp3(head)):
        return limits.MP3
    return None


def _by_brand(brand: bytes) -> FileType | None:
    if brand in _AVIF:
        return limits.AVIF
    if brand in _AUDIO_BRANDS:
        return limits.M4A
    return limits.MP4 if brand in _VIDEO_BRANDS else None


def _is_frame_of_mp3(head: bytes) -> bool:
    """Layer III, with a bit rate and a sample rate that there are."""
    return (
        len(head) > 3
        and head[1] & 0xE6 == 0xE2
        and head[2] >> 4 not in {0, 15}
        and head[2] & 0x0C != 0x0C
    )


def refuse_what_runs(head: bytes) -> None:
    """Raises IsExecutable or IsMarkup."""
    is_of_dos = head.startswith(b"MZ") and b"\0" in head  # or a text about Mozambique
    if is_of_dos or head.startswith((*_EXECUTABLE, *_MACH_O)):
        raise IsExecutable
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start == b"<" and _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf").lstrip()):
        raise IsMarkup
    if head[:4] in {b"\xff\xfe<\0", b"\xfe\xff\0<"}:  # in UTF-16
        raise IsMarkup


def refuse_not_allowed(head: bytes, extension: str) -> None:
    """Raises TypeNotAllowed, with the name of the type."""
    from puremagic import PureError, magic_string  # noqa: PLC0415 - a table that is needed rarely

    try:
        found = magic_string(head)
        told = found[0].name if found and found[0].confidence >= 0.5 else ""
    except (PureError, ValueError):
        told = ""
    raise TypeNotAllowed(told or extension)


def refuse_several(head: bytes, tail: bytes) -> None:
    """Programs look for an archive at the end of a file and for a PDF within its first kilobyte.
    Raises IsSeveral."""
    if b"%PDF-" in head[1:1024]:
        raise IsSeveral
    at = tail.rfind(ZIP_END)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + ZIP_END_BYTES + comment == len(tail):
            raise IsSeveral
        at = tail.rfind(ZIP_END, 0, at)


def refuse_foreign(part: bytes) -> None:
    """Raises IsSeveral, if it holds the beginning of another file or of a page."""
    if _FOREIGN.search(part):
        raise IsSeveral
