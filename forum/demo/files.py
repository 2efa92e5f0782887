"""Files in topics of the demonstration, drawn and written when it is made: none is shipped."""

import io
import math
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFont

from community.accounts.demo import Cast
from community.discussions.actions import reply_to_thread
from community.discussions.models import Thread
from community.discussions.uploads.actions import add_upload

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov".split()  # noqa: SIM905
RAIN = (62, 48, 41, 55, 38, 71, 84, 29, 66, 97, 73)  # mm
POINTS = "N NE E SE S SW W NW".split()  # noqa: SIM905
WIND = (3, 1, 2, 4, 6, 11, 9, 5)  # days of a month
LOWS = [round(6 + 5 * math.sin(day / 4.1) - day / 4, 1) for day in range(30)]  # °C
HIGHS = [round(low + 5 + 2 * math.sin(day), 1) for day, low in enumerate(LOWS)]
PAPER, INK, LINE = (250, 250, 247), (52, 64, 60), (214, 220, 215)
BLUE, RED = (58, 116, 172), (196, 84, 44)

_Drawn = tuple[Image.Image, ImageDraw.ImageDraw]


def fill_files(cast: Cast, topics: dict[str, int]) -> None:
    """`topics` are the topics' numbers by the names of their files."""

    def say(topic: str, by: str, source: str, *files: tuple[BinaryIO, str, str]) -> None:
        kept = [add_upload(file=file, name=name, alt=alt, by=cast[by]) for file, name, alt in files]
        thread = Thread.objects.get(pk=topics[topic])
        ids = [upload.key for upload in kept]
        reply_to_thread(thread=thread, source=source, by=cast[by], upload_ids=ids)

    say(
        "37-paper-wind-rose",
        "Fulana_de_Tal",
        "November's, drawn from the log this time. The south-west did not fit on the sheet.",
        (wind_rose(), "wind-rose-november.png", "A wind rose: most days from the south-west"),
    )
    say(
        "30-from-csv-to-chart",
        "Ola_Nordmann",
        "Here is what I drew it from, so that you can try all three with the same numbers.",
        (temperatures(), "november.png", "Line chart of the lowest and highest temperatures"),
        (readings(), "november.csv", ""),
    )
    say(
        "19-a-months-rain",
        "Gale_Sample",
        "Eleven months are in, so here is the chart as far as it goes. October was the wettest.",
        (months_of_rain(), "rain-by-month.png", "Bar chart: rain by month, 97 mm in October"),
    )


def months_of_rain() -> BinaryIO:
    picture, draw = _paper(1400, 760)
    for millimetres in (25, 50, 75, 100):
        y = 660 - millimetres * 6
        draw.line((110, y, 1360, y), fill=LINE, width=2)
        draw.text((90, y), str(millimetres), INK, _font(26), anchor="rm")
    for at, (month, millimetres) in enumerate(zip(MONTHS, RAIN, strict=True)):
        x = 130 + at * 112
        draw.rectangle((x, 660 - millimetres * 6, x + 76, 660), fill=BLUE)
        draw.text((x + 38, 690), month, INK, _font(26), anchor="mm")
    draw.text((110, 730), "Rain in mm", INK, _font(24), anchor="lm")
    return _saved(picture)


def wind_rose() -> BinaryIO:
    picture, draw = _paper(900, 900)
    for days in (3, 6, 9, 12):
        reach = days * 30
        draw.ellipse((450 - reach, 450 - reach, 450 + reach, 450 + reach), outline=LINE, width=2)
    for at, (point, days) in enumerate(zip(POINTS, WIND, strict=True)):
        middle = at * 45 - 90
        reach = days * 30
        box = (450 - reach, 450 - reach, 450 + reach, 450 + reach)
        draw.pieslice(box, middle - 18, middle + 18, fill=BLUE)
        x, y = (450 + 405 * turn(math.radians(middle)) for turn in (math.cos, math.sin))
        draw.text((x, y), point, INK, _font(34), anchor="mm")
    return _saved(picture)


def temperatures() -> BinaryIO:
    picture, draw = _paper(1200, 620)
    for degrees in (-5, 0, 5, 10, 15):
        y = 400 - degrees * 24
        draw.line((90, y, 1170, y), fill=INK if degrees == 0 else LINE, width=2)
        draw.text((75, y), f"{degrees}°", INK, _font(26), anchor="rm")
    for values, colour in ((HIGHS, RED), (LOWS, BLUE)):
        points = [(100 + at * 36, 400 - value * 24) for at, value in enumerate(values)]
        draw.line(points, fill=colour, width=5, joint="curve")
    return _saved(picture)


def readings() -> BinaryIO:
    rows = [
        f"2026-11-{day:02},{low},{high}"
        for day, (low, high) in enumerate(zip(LOWS, HIGHS, strict=True), 1)
    ]
    return io.BytesIO("\n".join(["date,low,high", *rows, ""]).encode())


def _paper(width: int, height: int) -> _Drawn:
    picture = Image.new("RGB", (width, height), PAPER)
    return picture, ImageDraw.Draw(picture)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _saved(picture: Image.Image) -> BinaryIO:
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out
