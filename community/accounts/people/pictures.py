"""Avatars as files: encoded again from the upload, so that nothing else of it is kept.

They are kept in Django's default storage, so they go to an S3-compatible store by settings alone.

A picture is decoded once for all our sizes (`kernel/pictures.py`), and shrunk strip by strip before
its colours are converted. What the largest allowed ones cost is measured by
tests/accounts/test_hostile_pictures.py.
"""

import io
import secrets
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from community.kernel.languages import filled
from community.kernel.pictures import (
    BYTES,
    Bounds,
    NotAPicture,
    TooLarge,
    in_rgba,
    one_at_a_time,
    opened,
    turned,
)

__all__ = ["NotAPicture", "TooLarge", "forget", "keep"]  # with what is raised here

MOST_MEGABYTES = 4
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
BOUNDS = Bounds(side=10_000, memory=100_000_000, bytes=BYTES)
SIZES = (288, 96)  # pixels a side; shown at a third of it at most, for fine screens
FOLDER = "avatars"

ENOUGH = 2 * max(SIZES)  # pixels a side; what is larger is reduced before all else
STRIP = 500_000  # pixels that are converted at once


TOO_MANY_BYTES = filled(
    _("This picture is too large: the limit is %(count)s MB."), count=MOST_MEGABYTES
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
    with one_at_a_time:
        small = _decoded(content)
        return [_as_webp(small, size) for size in SIZES]


def _decoded(content: bytes) -> Image.Image:
    """The middle of it upright in RGBA, with sides that are not much longer than what we need."""
    with opened(content, BOUNDS) as sent:
        sent.draft("RGB", (ENOUGH, ENOUGH))  # a JPEG need not be decoded whole
        turn = turned(sent)
        small = _shrunk(sent)
    return small if turn is None else small.transpose(turn)


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
        strip = in_rgba(sent.crop((left, top + at, left + side, top + end)))
        small.paste(strip.reduce(step), (0, at // step))
    return small


def _as_webp(small: Image.Image, size: int) -> bytes:
    square = ImageOps.fit(small, (size, size), Image.Resampling.LANCZOS)
    bare = Image.new("RGBA", square.size)
    bare.paste(square)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
