"""Avatars as files: encoded again from the upload, so that nothing else of it is kept.

They are kept in Django's default storage, so they go to an S3-compatible store by settings alone.

What is sent may be small as a file and huge as a picture. So its size is read from its header and
bounded before anything is decoded, it is decoded once for all our sizes and shrunk strip by strip
before its colours are converted, and one picture is decoded at a time per process. What the largest
allowed ones cost is measured by tests/accounts/test_hostile_pictures.py.
"""

import io
import secrets
import struct
import threading
import warnings
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from community.kernel.errors import RuleViolation
from community.kernel.languages import Text, filled

MOST_MEGABYTES = 4
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_SIDE = 10_000
# What decoding takes at most, and of it each pixel: a progressive JPEG two bytes for each of its
# colours (four of them in CMYK), a PNG four, a GIF up to five, and a WebP, which is drawn on
# canvases for its animation before it is handed out, twenty-four (measured).
MOST_MEMORY = 100_000_000
BYTES = {"JPEG": 6, "PNG": 4, "GIF": 5, "WEBP": 24}
BYTES_IN_CMYK = 8
MOST_SCANS = 64  # of a progressive JPEG, each of which costs as much time as the whole picture
SIZES = (288, 96)  # pixels a side; shown at a third of it at most, for fine screens
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
FOLDER = "avatars"
SAID = {"WEBP": "WebP"}

ENOUGH = 2 * max(SIZES)  # pixels a side; what is larger is reduced before all else
STRIP = 500_000  # pixels that are converted at once

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
)
_one_at_a_time = threading.Lock()


class NotAPicture(RuleViolation):
    code = "not_a_picture"
    title = _("Invalid picture")
    message = _("This file is not a valid picture. Upload a JPEG, PNG, WebP or GIF.")


class TooLarge(RuleViolation):
    code = "picture_too_large"
    title = _("Picture too large")
    message: Text = filled(
        _(
            "This picture is too large. The limits are %(megabytes)s MB,"
            " %(side)s pixels per side and 16 megapixels (PNG 25, GIF 20, WebP 4)."
        ),
        megabytes=MOST_MEGABYTES,
        side=MOST_SIDE,
    )

    def __init__(self, message: Text) -> None:
        """`message` says which limit was passed."""
        super().__init__()
        self.message = message


TOO_MANY_BYTES = filled(
    _("This picture is too large: the limit is %(count)s MB."), count=MOST_MEGABYTES
)
TOO_LONG = filled(
    ngettext_lazy(
        "This picture is too large: the limit is %(count)s pixel per side.",
        "This picture is too large: the limit is %(count)s pixels per side.",
        MOST_SIDE,
    ),
    count=MOST_SIDE,
)
TOO_MANY_SCANS = filled(
    ngettext_lazy(
        "This picture is too large: the limit for JPEG is %(count)s scan.",
        "This picture is too large: the limit for JPEG is %(count)s scans.",
        MOST_SCANS,
    ),
    count=MOST_SCANS,
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


def keep(picture: BinaryIO) -> str:
    """Write the picture in each of our sizes under a name that nobody can guess; return the name.

    Raises NotAPicture, TooLarge.
    """
    drawn = _squares(picture)
    name = secrets.token_hex(16)
    for size, content in zip(SIZES, drawn, strict=True):
        default_storage.save(path_of(name, size), ContentFile(content))
    return name


def forget(name: str) -> None:
    """Remove its files; those that are gone already are fine."""
    for size in SIZES:
        default_storage.delete(path_of(name, size))


def path_of(name: str, size: int) -> str:
    return f"{FOLDER}/{name}-{size}.webp"


def _squares(picture: BinaryIO) -> list[bytes]:
    """The middle of it as WebP in each size: no EXIF, no location, no profile, no second frame."""
    picture.seek(0)
    content = picture.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge(TOO_MANY_BYTES)
    with _one_at_a_time:
        small = _decoded(content)
        return [_as_webp(small, size) for size in SIZES]


def _decoded(content: bytes) -> Image.Image:
    """The middle of it upright in RGBA, with sides that are not much longer than what we need."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
                _check(sent, content)
                sent.draft("RGB", (ENOUGH, ENOUGH))  # a JPEG need not be decoded whole
                turned = sent.getexif().get(ExifTags.Base.Orientation)
                small = _shrunk(sent)
    except Image.DecompressionBombError as error:
        raise TooLarge(TOO_LONG) from error
    except _UNREADABLE as error:
        raise NotAPicture from error
    return small.transpose(_TURNS[turned]) if turned in _TURNS else small


def _check(sent: ImageFile.ImageFile, content: bytes) -> None:
    """Raises TooLarge: by what the header says, and before a pixel is decoded."""
    if max(sent.size) > MOST_SIDE:
        raise TooLarge(TOO_LONG)
    name = "JPEG" if sent.format == "MPO" else str(sent.format)
    most = MOST_MEMORY // (BYTES_IN_CMYK if sent.mode == "CMYK" else BYTES[name])
    if sent.width * sent.height > most:
        raise TooLarge(_too_many_pixels(SAID.get(name, name), most // 1_000_000))
    if name == "JPEG" and content.count(b"\xff\xda") > MOST_SCANS:
        raise TooLarge(TOO_MANY_SCANS)


def _shrunk(sent: Image.Image) -> Image.Image:
    """The square in its middle, reduced strip by strip: a whole copy in RGBA takes four bytes a
    pixel, whatever the picture itself takes."""
    side = min(sent.size)
    left, top = (sent.width - side) // 2, (sent.height - side) // 2
    step = max(side // ENOUGH, 1)
    height = step * max(STRIP // (side * step), 1)
    small = Image.new("RGBA", (-(-side // step),) * 2)
    for at in range(0, side, height):
        end = min(at + height, side)
        strip = _in_rgba(sent.crop((left, top + at, left + side, top + end)))
        small.paste(strip.reduce(step), (0, at // step))
    return small


def _in_rgba(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):  # grey in 16 bits, of which a page shows 8
        strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return strip.convert("RGBA")


def _as_webp(small: Image.Image, size: int) -> bytes:
    square = ImageOps.fit(small, (size, size), Image.Resampling.LANCZOS)
    bare = Image.new("RGBA", square.size)
    bare.paste(square)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
