"""Pictures of some people of the demonstration, drawn when it is made: none is shipped."""

import io
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image, ImageDraw

SIDE = 288
Colour = tuple[int, int, int]
Draw = ImageDraw.ImageDraw


def _sky(top: Colour, bottom: Colour) -> Image.Image:
    """A sky that pales towards the horizon."""
    strip = Image.new("RGB", (1, 2))
    strip.putpixel((0, 0), top)
    strip.putpixel((0, 1), bottom)
    return strip.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _sent(picture: Image.Image) -> BinaryIO:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out


def sun_over_hills() -> BinaryIO:
    picture = _sky((240, 196, 120), (250, 232, 200))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((150, 60, 226, 136), fill=(224, 122, 60))
    draw.ellipse((-120, 170, 220, 460), fill=(70, 110, 92))
    draw.ellipse((90, 200, 420, 480), fill=(44, 82, 72))
    return _sent(picture)


def moon_over_fjord() -> BinaryIO:
    picture = _sky((18, 34, 66), (70, 104, 140))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((176, 44, 232, 100), fill=(246, 238, 210))
    draw.ellipse((160, 36, 214, 90), fill=(26, 44, 78))
    draw.polygon([(0, 190), (90, 84), (180, 190)], fill=(30, 46, 62))
    draw.polygon([(120, 190), (220, 120), (320, 190)], fill=(40, 60, 78))
    draw.rectangle((0, 190, SIDE, SIDE), fill=(36, 70, 102))
    for at in (210, 234, 258):
        draw.line((40 + at // 3, at, 150 + at // 2, at), fill=(120, 160, 190), width=4)
    return _sent(picture)


def stacked_saucers() -> BinaryIO:
    picture = _sky((150, 190, 214), (214, 232, 238))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((136, 40, 152, SIDE), fill=(96, 84, 74))
    for at in range(5):
        top = 58 + at * 30
        draw.ellipse((66, top, 222, top + 24), fill=(250, 250, 246), outline=(150, 150, 148))
    draw.rectangle((0, 250, SIDE, SIDE), fill=(106, 142, 84))
    return _sent(picture)


def rain_in_gauge() -> BinaryIO:
    picture = _sky((92, 112, 136), (160, 176, 190))
    draw = ImageDraw.Draw(picture)
    for at in range(14):
        x, y = (at * 61) % 300 - 6, (at * 97) % 150
        draw.line((x, y, x - 10, y + 34), fill=(208, 224, 236), width=4)
    draw.polygon([(84, 130), (204, 130), (174, 180), (114, 180)], fill=(226, 232, 236))
    draw.rectangle((114, 180, 174, SIDE), fill=(226, 232, 236))
    draw.rectangle((120, 222, 168, SIDE), fill=(58, 116, 172))
    return _sent(picture)


PICTURES: dict[str, Callable[[], BinaryIO]] = {
    "Gale_Sample": sun_over_hills,
    "Ola_Nordmann": moon_over_fjord,
    "Erika_Mustermann": stacked_saucers,
    "Misty_Example": rain_in_gauge,
}
