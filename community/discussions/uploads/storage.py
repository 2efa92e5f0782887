"""Where the files are: in Django's default storage, so in an S3-compatible store by settings.

uploads/3f/3f09…/file        what is handed out
uploads/3f/3f09…/690.webp    a smaller one of a picture
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

FOLDER = "uploads"
MAIN = "file"
PIECE = 64 * 1024
SHARDS = [f"{number:02x}" for number in range(256)]


class NotThere(Exception):
    """The storage does not have the file."""


def folder_of(key: str) -> str:
    return f"{FOLDER}/{key[:2]}/{key}"


def path_of(key: str, part: str = MAIN) -> str:
    return f"{folder_of(key)}/{part}"


def variant(width: int) -> str:
    return f"{width}.webp"


def keep(key: str, content: bytes | IO[bytes], part: str = MAIN) -> None:
    file = ContentFile(content) if isinstance(content, bytes) else File(content)
    default_storage.save(path_of(key, part), file)


def forget(key: str, parts: list[str]) -> None:
    """Remove its files; those that are gone already are fine."""
    for part in parts:
        default_storage.delete(path_of(key, part))
    with suppress(OSError):  # a folder with something in it; S3 has none
        default_storage.delete(folder_of(key))


def read_whole(key: str) -> bytes:
    try:
        with default_storage.open(path_of(key)) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        raise NotThere from error


def size_of(key: str, part: str) -> int:
    """Raises NotThere."""
    try:
        return default_storage.size(path_of(key, part))
    except FileNotFoundError as error:
        raise NotThere from error


def read(key: str, part: str, start: int, length: int) -> Iterator[bytes]:
    """The bytes, in pieces: as they are sent, none of them waits in memory. django-storages would
    fetch an object whole, so S3 is asked for the range itself. Raises NotThere, at once."""
    bucket = getattr(default_storage, "bucket", None)
    try:
        if bucket is not None:
            return _from_bucket(bucket, path_of(key, part), start, length)
        file = default_storage.open(path_of(key, part))
    except Exception as error:
        if isinstance(error, FileNotFoundError) or _is_missing(error):
            raise NotThere from error
        raise
    return _from_file(file, start, length)


def _from_file(file: IO[bytes], start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _from_bucket(bucket: Any, path: str, start: int, length: int) -> Iterator[bytes]:
    if not length:
        return iter(())
    storage: Any = default_storage
    name = storage._normalize_name(path)  # with the folder of the bucket that settings may name
    body = bucket.Object(name).get(Range=f"bytes={start}-{start + length - 1}")["Body"]
    pieces: Iterator[bytes] = body.iter_chunks(PIECE)
    return pieces


def _is_missing(error: Exception) -> bool:
    """What boto3 raises for an object that is not there, which is not imported for that."""
    answer = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", "")) in {"404", "NoSuchKey"}


def strays(before: datetime, shard: str) -> Iterator[tuple[str, list[str]]]:
    """Keys in one of the 256 folders, with their parts, that were last written before that."""
    folder = f"{FOLDER}/{shard}"
    try:
        keys, _ = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for key in keys:
        _, parts = default_storage.listdir(f"{folder}/{key}")
        times = [default_storage.get_modified_time(path_of(key, part)) for part in parts]
        if all(time < before for time in times):
            yield key, parts
