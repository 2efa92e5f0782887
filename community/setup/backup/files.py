"""Where an export goes and where it comes from: a file, packed or not, or the pipe of a shell."""

from __future__ import annotations

import errno
import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

PIPE = "-"
PACKED = b"\x1f\x8b"  # how a gzip file begins


@contextmanager
def written(name: str) -> Iterator[BinaryIO]:
    """A file that appears under its name whole or not at all, readable by its owner alone.

    It is packed where the name ends in .gz. Whoever is killed leaves a draft beside it.
    """
    if name == PIPE:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as kept:  # noqa: PTH123
            with _packing(kept, path) as file:
                yield file
            kept.flush()
            os.fsync(kept.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """The bytes of that file, unpacked if they are packed, whatever it is called."""
    if name == PIPE:
        yield _unpacked(sys.stdin.buffer)
        return
    with Path(name).open("rb") as file:
        yield _unpacked(file)


@contextmanager
def _packing(kept: BinaryIO, path: Path) -> Iterator[BinaryIO]:
    if path.suffix != ".gz":
        yield kept
        return
    with gzip.GzipFile(path.stem, "wb", 6, kept, mtime=0) as packed:
        yield cast("BinaryIO", packed)


def _unpacked(file: BinaryIO) -> BinaryIO:
    begins = file.peek(2)[:2] if hasattr(file, "peek") else b""
    return cast("BinaryIO", gzip.open(file)) if begins == PACKED else file
