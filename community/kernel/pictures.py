"""Pictures that members send, decoded with care: for avatars and for files in posts.

What is sent may be small as a file and huge as a picture. So its size is read from its header and
bounded before anything is decoded, and one picture is decoded at a time per process. Pillow is
loaded with this module: whoever needs it imports it when a picture arrives.
"""

import io
import struct
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text, filled

# What decoding takes of memory for each pixel: a progressive JPEG two bytes for each of its colours
# (four of them in CMYK), a PNG four, a GIF up to five, and a WebP, which is drawn on canvases for
# its animation before it is handed out, up to twenty-four (measured).
BYTES = {"JPEG": 6, "PNG": 4, "GIF": 5, "WEBP": 24}
BYTES_IN_CMYK = 8
MOST_SCANS = 64  # of a progressive JPEG, each of which costs as much time as the whole picture
SAID = {"WEBP": "WebP"}

one_at_a_time = threading.Lock()

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What the decoders and the reader of EXIF raise where a file is cut off or lies.
_UNREADABLE = (
    *(UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError),
    *(EOFError, LookupError, TypeError, OverflowError, ZeroDivisionError, struct.error),
    RuntimeError,  # of AVIF
)


class NotAPicture(RuleViolation):
    code = "not_a_picture"
    title = _("Invalid picture")
    message = _("This file is not a valid picture. Upload a JPEG, PNG, WebP or GIF.")


class TooLarge(RuleViolation):
    code = "picture_too_large"
    title = _("Picture too large")
    message: Text = _("This picture is too large. The detail says which limit was passed.")

    def __init__(self, message: Text) -> None:
        """`message` says which limit was passed."""
        super().__init__()
        self.message = message


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """What is decoded at most."""

    side: int  # pixels
    memory: int  # bytes
    bytes: Mapping[str, int]  # of memory for each pixel, by format
    bytes_in_cmyk: int = BYTES_IN_CMYK
    pixels: int = 2**63

    def pixels_of(self, sent: ImageFile.ImageFile) -> int:
        """How many the picture may have."""
        each = self.bytes_in_cmyk if sent.mode == "CMYK" else self.bytes[format_of(sent)]
        return min(self.memory // each, self.pixels)


def too_long(side: int) -> Text:
    return filled(
        ngettext_lazy(
            "This picture is too large: the limit is %(count)s pixel per side.",
            "This picture is too large: the limit is %(count)s pixels per side.",
            side,
        ),
        count=side,
    )


def _too_many_pixels(kind: str, megapixels: int) -> Text:
    return filled(
        ngettext_lazy(
            "This picture is too large: the limit for %(format)s is %(count)s megapixel.",
            "This picture is too large: the limit for %(format)s is %(count)s megapixels.",
            megapixels,
        ),
        format=kind,
        count=megapixels,
    )


TOO_MANY_SCANS = filled(
    ngettext_lazy(
        "This picture is too large: the limit for JPEG is %(count)s scan.",
        "This picture is too large: the limit for JPEG is %(count)s scans.",
        MOST_SCANS,
    ),
    count=MOST_SCANS,
)


def format_of(sent: ImageFile.ImageFile) -> str:
    """A picture with a second one behind it, as phones make them, is a JPEG."""
    return "JPEG" if sent.format == "MPO" else str(sent.format)


@contextmanager
def opened(content: bytes, bounds: Bounds) -> Iterator[ImageFile.ImageFile]:
    """The picture, none of whose pixels is decoded yet. Raises NotAPicture, also for what is found
    broken while it is open, and TooLarge."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            with Image.open(io.BytesIO(content), formats=tuple(bounds.bytes)) as sent:
                _check(sent, content, bounds)
                yield sent
    except Image.DecompressionBombError as error:
        raise TooLarge(too_long(bounds.side)) from error
    except _UNREADABLE as error:
        raise NotAPicture from error


def _check(sent: ImageFile.ImageFile, content: bytes, bounds: Bounds) -> None:
    """Raises TooLarge: by what the header says, and before a pixel is decoded."""
    if max(sent.size) > bounds.side:
        raise TooLarge(too_long(bounds.side))
    name, most = format_of(sent), bounds.pixels_of(sent)
    if sent.width * sent.height > most:
        raise TooLarge(_too_many_pixels(SAID.get(name, name), most // 1_000_000))
    if name == "JPEG" and content.count(b"\xff\xda") > MOST_SCANS:
        raise TooLarge(TOO_MANY_SCANS)


def turned(sent: Image.Image) -> Image.Transpose | None:
    """How it is to be turned to be upright."""
    return _TURNS.get(sent.getexif().get(ExifTags.Base.Orientation, 0))


def in_rgba(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):  # grey in 16 bits, of which a page shows 8
        strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return strip.convert("RGBA")
