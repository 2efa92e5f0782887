"""Pictures as they are kept: WebP, upright, not larger than needed, and nothing else of the file.

What a phone writes into a photo (where, when, with what, a small copy) is gone with it. A picture
of few colours, such as a drawing or a screenshot, is kept without loss. A colour profile is applied
and not kept.
"""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageFile

from community.discussions.uploads.limits import (
    KEPT_SIDE,
    MOST_FRAMES,
    MOST_MEMORY,
    MOST_PIXELS,
    MOST_PLAYED_PIXELS,
    MOST_PLAYED_SIDE,
    MOST_SIDE,
)
from community.discussions.uploads.refusals import TooManyFrames
from community.kernel.pictures import Bounds, in_rgba, one_at_a_time, opened, turned

# Beside the decoded pixels of a progressive JPEG there are its coefficients. What AVIF takes was
# measured as nine, and depends on its depth.
BOUNDS = Bounds(
    side=MOST_SIDE,
    memory=MOST_MEMORY,
    bytes={"JPEG": 5, "PNG": 4, "GIF": 5, "WEBP": 24, "AVIF": 16},
    pixels=MOST_PIXELS,
)
PROGRESSIVE = Bounds(
    side=MOST_SIDE, memory=MOST_MEMORY, bytes={"JPEG": 10}, bytes_in_cmyk=12, pixels=MOST_PIXELS
)
STRIP = 1_000_000  # pixels that are converted at once
FEW_COLOURS = 1024
LOSSLESS_PIXELS = 2_000_000
QUALITY = 82


@dataclass(frozen=True)
class Encoded:
    content: bytes
    width: int
    height: int


def encoded(content: bytes, delays: list[int]) -> Encoded:
    """The picture as WebP; `delays` are those of its frames. One at a time per process.

    Raises pictures.NotAPicture, pictures.TooLarge, TooManyFrames.
    """
    with one_at_a_time:
        if len(delays) > 1:
            return _animation(content, delays)
        upright = _upright(content)
        return Encoded(_as_webp(upright), *upright.size)


def smaller(content: bytes, widths: Iterable[int]) -> dict[int, bytes]:
    """One of our own pictures in these widths."""
    with one_at_a_time, opened(content, BOUNDS) as kept:
        kept.load()
        return {
            width: _as_webp(kept.resize((width, max(round(kept.height * width / kept.width), 1))))
            for width in widths
        }


def _upright(content: bytes) -> Image.Image:
    bounds = PROGRESSIVE if _is_progressive(content) else BOUNDS
    with opened(content, bounds) as sent:
        size = _fitting(sent)
        sent.draft("RGB", size)  # a large JPEG need not be decoded whole
        turn = turned(sent)
        upright = _shrunk(sent, size)
    return upright if turn is None else upright.transpose(turn)


def _is_progressive(content: bytes) -> bool:
    if not content.startswith(b"\xff\xd8"):
        return False
    with opened(content, Bounds(side=65_535, memory=2**62, bytes={"JPEG": 1})) as sent:
        return "progressive" in sent.info


def _fitting(sent: Image.Image) -> tuple[int, int]:
    scale = min(1.0, KEPT_SIDE / max(sent.size))
    return max(round(sent.width * scale), 1), max(round(sent.height * scale), 1)


def _shrunk(sent: Image.Image, size: tuple[int, int]) -> Image.Image:
    """In RGBA. First as narrow as it will be, strip by strip, and then as low: a whole copy would
    take four bytes a pixel beside those of the picture itself."""
    width, height = size
    to_srgb = _conversion(sent)
    rows = max(STRIP // sent.width, 1)
    narrow = Image.new("RGBA", (width, sent.height))
    for top in range(0, sent.height, rows):
        below = min(top + rows, sent.height)
        strip = sent.crop((0, top, sent.width, below))
        strip = in_rgba(_in_srgb(strip, to_srgb))
        if strip.width != width:
            strip = strip.resize((width, strip.height), Image.Resampling.LANCZOS)
        narrow.paste(strip, (0, top))
    sent.close()
    return narrow if narrow.height == height else narrow.resize(size, Image.Resampling.LANCZOS)


def _conversion(sent: Image.Image) -> ImageCms.ImageCmsTransform | None:
    """From the picture's own colours, if it says what they are and is not grey."""
    profile = sent.info.get("icc_profile")
    if not profile or sent.mode not in {"RGB", "CMYK"}:
        return None
    try:
        return ImageCms.buildTransform(
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            sent.mode,
            "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None  # its profile is broken, and the picture is not


def _in_srgb(strip: Image.Image, to_srgb: ImageCms.ImageCmsTransform | None) -> Image.Image:
    return to_srgb.apply(strip) if to_srgb else strip


def _as_webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare = picture if picture.getextrema()[-1] != (255, 255) else picture.convert("RGB")
    is_small = math.prod(bare.size) <= LOSSLESS_PIXELS
    lossless = is_small and bare.getcolors(FEW_COLOURS) is not None
    bare.info.clear()
    bare.save(out, "WEBP", lossless=lossless, quality=QUALITY, method=4, exact=False)
    return out.getvalue()


def _animation(content: bytes, delays: list[int]) -> Encoded:
    """All frames, as they are; nothing that the file says beside them. Raises TooManyFrames, by
    what its blocks say, and before a pixel is decoded."""
    with opened(content, BOUNDS) as sent:
        if not getattr(sent, "is_animated", False):
            return _still(sent)
        # What a PNG says is a number that nothing need be behind, such as two thousand million.
        _check_frames(sent, max(len(delays), getattr(sent, "n_frames", 1)))
        out = io.BytesIO()
        sent.save(
            out, "WEBP", save_all=True, duration=_durations(sent, delays), loop=0, quality=75,
            method=1,
        )  # fmt: skip
        return Encoded(out.getvalue(), *sent.size)


def _still(sent: Image.Image) -> Encoded:
    picture = _shrunk(sent, _fitting(sent))
    return Encoded(_as_webp(picture), *picture.size)


def _check_frames(sent: ImageFile.ImageFile, count: int) -> None:
    pixels = count * math.prod(sent.size)
    if count > MOST_FRAMES or pixels > MOST_PLAYED_PIXELS or max(sent.size) > MOST_PLAYED_SIDE:
        raise TooManyFrames


def _durations(sent: Image.Image, delays: list[int]) -> list[int]:
    """As many as it has frames, as browsers play them: what is shorter than 20 ms takes 100."""
    count: int = getattr(sent, "n_frames", 1)
    played = [delay if delay >= 20 else 100 for delay in delays]
    return [*played, *[100] * count][:count]
