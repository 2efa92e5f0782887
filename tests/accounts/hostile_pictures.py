"""Pictures that cost more than they weigh, each made of bytes here, and a process that takes them.

    python -m tests.accounts.hostile_pictures FOLDER

prints what became of each file of the folder, the most memory that the process ever held (in MB)
and what it held before the first.
"""

import io
import json
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a PNG's colour types
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2)]  # fmt: skip


def png(width, height, *, depth=8, colours=6, interlaced=False, extra=b"", cut=None):
    """All of it black, or clear, and so nearly nothing as a file."""
    packer, parts = zlib.compressobj(9), []
    for x, y, across, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        columns, rows = -(-(width - x) // across), -(-(height - y) // down)
        line = b"\0" + bytes((columns * depth * CHANNELS[colours] + 7) // 8)
        block = line * 64
        parts += [packer.compress(block) for _ in range(rows // 64 if columns > 0 else 0)]
        parts.append(packer.compress(line * (rows % 64 if columns > 0 else 0)))
    lines = b"".join([*parts, packer.flush()])[:cut]
    head = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(768)) if colours == 3 else b""
    body = chunk(b"IHDR", head) + extra + palette + chunk(b"IDAT", lines) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def notes(count):
    """Texts that unpack to a megabyte each."""
    packed = zlib.compress(b"a" * 1_000_000, 9)
    return b"".join(chunk(b"zTXt", b"k%d\0\0" % n + packed) for n in range(count))


def saved(kind, size, *, mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def jpeg(width, height, *, mode="RGB", scans=0, **options):
    """A small one that says it is a large one: the decoder makes room for what is announced."""
    content = bytearray(saved("JPEG", (64, 64), mode=mode, subsampling=0, **options))
    frame = re.search(rb"\xff[\xc0\xc2]\x00[\x11\x14]\x08", content).end()
    content[frame : frame + 4] = struct.pack(">HH", height, width)
    last = content.rfind(b"\xff\xda")
    return bytes(content[:-2] + content[last:-2] * scans + content[-2:])


def gif(screen, frame, *, frames=1):
    """A logical screen of one size with frames of another."""
    small = saved("GIF", frame if max(frame) < 5_000 else (8, 8), mode="P")
    at = small.index(b",", 13 + 3 * 2 ** ((small[10] & 7) + 1))
    picture = b"," + struct.pack("<HHHH", 0, 0, *frame) + small[at + 9 : -1]
    return small[:6] + struct.pack("<HH", *screen) + small[10:at] + picture * frames + b";"


def animation(kind, size, *, frames):
    others = [Image.new("RGB", size, (n, n, n)) for n in range(1, frames)]
    return saved(kind, size, save_all=True, append_images=others)


def webp(width, height):
    """A small one that says it is a large one."""
    content = bytearray(saved("WEBP", (8, 8), mode="RGBA", lossless=True))
    at = content.index(b"VP8L") + 9
    bits = struct.unpack("<I", content[at : at + 4])[0] & ~0xFFFFFFF
    content[at : at + 4] = struct.pack("<I", bits | (width - 1) | (height - 1) << 14)
    return bytes(content)


Corpus = dict[str, Callable[[], bytes]]

REFUSED: Corpus = {
    "one column": lambda: png(1, 39_000_000, depth=1, colours=0),
    "one bit": lambda: png(6_300, 6_300, depth=1, colours=0),
    "interlaced": lambda: png(6_000, 6_000, interlaced=True),
    "16 bits": lambda: png(5_100, 5_100, depth=16),
    "wide": lambda: png(10_001, 1),
    "progressive": lambda: jpeg(4_100, 4_100, progressive=True),
    "progressive in CMYK": lambda: jpeg(3_600, 3_600, mode="CMYK", progressive=True),
    "scans": lambda: jpeg(4_000, 4_000, progressive=True, scans=2_000),
    "wide screen": lambda: gif((65_535, 65_535), (8, 8)),
    "wide frame": lambda: gif((8, 8), (65_535, 65_535)),
    "square frame": lambda: gif((8, 8), (9_000, 9_000)),
    "largest WebP": lambda: webp(16_383, 16_383),
    "large WebP": lambda: webp(9_000, 9_000),
}
# The largest that we take, and what lies about itself.
TAKEN: Corpus = {
    "largest PNG": lambda: png(5_000, 5_000),
    "largest progressive": lambda: jpeg(4_080, 4_080, progressive=True),
    "largest in CMYK": lambda: jpeg(3_530, 3_530, mode="CMYK", progressive=True),
    "largest GIF": lambda: gif((4_470, 4_470), (4_470, 4_470)),
    "largest WebP": lambda: saved("WEBP", (2_040, 2_040), mode="RGBA", lossless=True, method=0),
    "notes": lambda: png(300, 300, extra=notes(60)),
}
MORE: Corpus = {
    "palette": lambda: png(5_000, 5_000, colours=3),
    "grey in 16 bits": lambda: png(5_000, 5_000, depth=16, colours=0),
    "colours in 16 bits": lambda: png(5_000, 5_000, depth=16),
    "one bit": lambda: png(5_000, 5_000, depth=1, colours=0),
    "interlaced": lambda: png(5_000, 5_000, interlaced=True),
    "long and thin": lambda: png(10_000, 1),
    "as wide as it may": lambda: png(10_000, 2_500),
    "cut off": lambda: png(5_000, 5_000, cut=200),
    "too many notes": lambda: png(300, 300, extra=notes(200)),
    "profile": lambda: png(
        300, 300, extra=chunk(b"iCCP", b"p\0\0" + zlib.compress(b"a" * 60_000_000, 9))
    ),
    "frames": lambda: animation("GIF", (600, 600), frames=100),
    "frames without end": lambda: gif((3_000, 3_000), (3_000, 3_000), frames=50_000),
    "small frames": lambda: gif((4_000, 4_000), (1, 1), frames=1_000),
    "moving WebP": lambda: animation("WEBP", (1_500, 1_500), frames=20),
    "scans": lambda: jpeg(4_080, 4_080, progressive=True, scans=50),
    "two in one": lambda: animation("MPO", (2_000, 2_000), frames=8),
    "photograph": lambda: saved("JPEG", (4_000, 4_000), quality=95, subsampling=0),
    "in CMYK": lambda: saved("JPEG", (3_500, 3_500), mode="CMYK"),
    "another kind": lambda: saved("TIFF", (2_000, 2_000)),
    "another's beginning": lambda: b"\xff\xd8\xff" + png(300, 300)[3:],
    "nothing": lambda: b"",
}


def peak() -> int:
    """The most memory that this process has ever held."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024


def taken(folder: Path) -> Iterator[tuple[str, str]]:
    from community.accounts.people import pictures  # noqa: PLC0415 - once settings are there
    from community.kernel.errors import RuleViolation  # noqa: PLC0415

    for file in sorted(folder.iterdir()):
        with file.open("rb") as sent:
            try:
                pictures.keep(sent)
                yield file.name, "kept"
            except RuleViolation as error:
                yield file.name, str(error)


def main() -> None:
    from django.conf import settings  # noqa: PLC0415 - nobody else may configure them

    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.configure(STORAGES={"default": storage}, USE_I18N=False)
    from community.accounts.people import pictures  # noqa: F401, PLC0415 - not counted below

    before = peak()
    answers = dict(taken(Path(sys.argv[1])))
    json.dump({"before": before, "peak": peak(), "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
