"""A small file may be a huge picture: what one costs is bounded, and the refusal says by what."""

import io
import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from community.accounts.people import pictures
from tests.accounts.hostile_pictures import MORE, REFUSED, TAKEN, png

ROOT = Path(__file__).parents[2]
MOST = 150  # MB beside what a web process holds anyway, which is 150 at most: 300 together


def become(corpus, folder):
    """What a process of its own answers to each of these pictures, and how much it grows."""
    for name, made in corpus.items():
        (folder / name).write_bytes(made())
    told = subprocess.run(
        [sys.executable, "-m", "tests.accounts.hostile_pictures", folder],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=500,
    )
    result = json.loads(told.stdout)
    return result["answers"], result["peak"] - result["before"]


def test_pictures_that_are_larger_than_they_weigh_are_refused_unread(tmp_path):
    answers, growth = become(REFUSED, tmp_path)

    assert {name for name, said in answers.items() if "too large: " not in said} == set()
    assert "the limit is 10,000 pixels per side" in answers["one column"]
    assert "the limit for PNG is 25 megapixels" in answers["one bit"]
    assert "the limit for JPEG is 16 megapixels" in answers["progressive"]
    assert "the limit for JPEG is 64 scans" in answers["scans"]
    assert growth < 30


def test_the_largest_pictures_that_are_taken_leave_room_for_the_rest(tmp_path):
    answers, growth = become(TAKEN, tmp_path)

    assert {name for name, said in answers.items() if "too large: " in said} == set()
    assert answers["largest PNG"] == answers["largest WebP"] == "kept"
    assert growth < MOST


@pytest.mark.soak
def test_no_picture_takes_more_memory_than_there_is(tmp_path):
    answers, growth = become({**REFUSED, **TAKEN, **MORE}, tmp_path)

    assert len(answers) == len({**REFUSED, **TAKEN, **MORE})
    assert growth < MOST


def test_one_picture_is_decoded_at_a_time_and_once(monkeypatch):
    inside, most = [], []
    decode = pictures._decoded

    def watched(content):
        inside.append(content)
        most.append(len(inside))
        time.sleep(0.01)
        small = decode(content)
        inside.pop()
        return small

    monkeypatch.setattr(pictures, "_decoded", watched)
    with ThreadPoolExecutor(4) as threads:
        names = list(threads.map(pictures.keep, [io.BytesIO(png(400, 300)) for _ in range(4)]))

    assert most == [1, 1, 1, 1]
    assert len(set(names)) == 4


@pytest.mark.parametrize(
    ("mode", "size"), [("P", (900, 700)), ("I;16", (700, 900)), ("1", (640, 640))]
)
def test_whatever_a_picture_keeps_its_colours_in_it_is_shown(mode, size):
    half = Image.new("L", size, 0)
    half.paste(255, (0, 0, size[0], size[1] // 2))
    stored = half.convert("I").point(lambda value: value * 257).convert("I;16")
    out = io.BytesIO()
    (stored if mode == "I;16" else half.convert(mode)).save(out, "PNG")

    name = pictures.keep(out)

    with default_storage.open(pictures.path_of(name, 96)) as kept, Image.open(kept) as image:
        shown = image.convert("L")
        assert shown.getpixel((48, 20)) > 230
        assert shown.getpixel((48, 76)) < 25
