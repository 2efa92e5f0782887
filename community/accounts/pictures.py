"""Members' pictures as files: drawn anew from what was sent, so that nothing else comes along.

They lie in Django's default storage, so they go to an S3-compatible store by settings alone.
"""

import io
import secrets
import warnings
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from community.kernel.errors import RuleViolation

MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 40_000_000
SIZES = (288, 96)  # pixels a side; shown at a third of it at most, for fine screens
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
FOLDER = "avatars"


class NotAPicture(RuleViolation):
    code = "not_a_picture"
    message = "This is no picture that we can read. Send a JPEG, PNG, WebP or GIF."


class TooLarge(RuleViolation):
    code = "picture_too_large"
    message = "This picture is too large. Send one of at most 4 MB and 40 megapixels."


def keep(picture: BinaryIO) -> str:
    """Write the picture in each of our sizes under a name that nobody can guess; return the name.

    Raises NotAPicture, TooLarge.
    """
    drawn = [_square(picture, size) for size in SIZES]
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


def _square(picture: BinaryIO, size: int) -> bytes:
    """The middle of it as WebP: no EXIF, no place, no colour profile, no second frame."""
    picture.seek(0)
    content = picture.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooLarge
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            with Image.open(io.BytesIO(content), formats=FORMATS) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise TooLarge
                sent.draft("RGB", (size * 2, size * 2))  # a JPEG need not be decoded whole
                upright = ImageOps.exif_transpose(sent).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise NotAPicture from error
    square = ImageOps.fit(upright, (size, size), Image.Resampling.LANCZOS)
    bare = Image.new("RGBA", square.size)
    bare.paste(square)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()
