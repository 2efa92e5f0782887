"""All checks of a file, in order: its size, what it is, what its name says, what is in it."""

from dataclasses import dataclass, field
from typing import IO

from community.discussions.uploads import limits
from community.discussions.uploads.checks import signatures
from community.discussions.uploads.checks.archives import check_archive
from community.discussions.uploads.checks.recordings import check_recording
from community.discussions.uploads.checks.texts import check_text
from community.discussions.uploads.limits import BY_EXTENSION, PICTURES, TEXTS, FileType
from community.discussions.uploads.names import extension_of
from community.discussions.uploads.refusals import (
    ContentDiffers,
    FileEmpty,
    FileTooLarge,
    IsExecutable,
    IsMarkup,
)


@dataclass(frozen=True)
class Checked:
    """What a file is. A picture is read whole; `delays` are those of its frames."""

    type: FileType
    size: int
    content: bytes = b""
    delays: list[int] = field(default_factory=list)


def check_file(file: IO[bytes], name: str) -> Checked:
    """Raises one of the refusals of uploads, or of kernel/pictures.py."""
    size = _size(file)
    if not size:
        raise FileEmpty
    if size > limits.MOST_BYTES:
        raise FileTooLarge(limits.MOST_BYTES)
    file.seek(0)
    head = file.read(signatures.HEAD)
    extension = extension_of(name)
    signatures.refuse_what_runs(head)
    found = signatures.type_of(head)
    if found in PICTURES:
        return _picture(file, found, size, extension)
    return Checked(_checked(file, found, size, extension, head), size)


def _size(file: IO[bytes]) -> int:
    file.seek(0, 2)
    return file.tell()


def _picture(file: IO[bytes], of: FileType, size: int, extension: str) -> Checked:
    """It is encoded again, so it may be another picture than its name says."""
    from community.discussions.uploads.checks.pictures import walk  # noqa: PLC0415 - Pillow

    if size > limits.MOST_BYTES_OF_PICTURE:
        raise FileTooLarge(limits.MOST_BYTES_OF_PICTURE)
    _check_extension(extension, of, PICTURES)
    file.seek(0)
    content = file.read()
    signatures.refuse_several(content[: signatures.HEAD], content[-_tail_length() :])
    return Checked(of, size, content, walk(content, of).delays)


def _checked(
    file: IO[bytes], found: FileType | None, size: int, extension: str, head: bytes
) -> FileType:
    if found is None:
        return _text(file, extension, head)
    if found is limits.ZIP:
        found = check_archive(file, size)
        fits = (found, limits.ZIP) if extension == "zip" else (found,)
        _check_extension(extension, found, fits)
        return limits.ZIP if extension == "zip" else found
    _check_extension(extension, found, (found,))
    file.seek(max(size - _tail_length(), 0))
    signatures.refuse_several(head, file.read())
    check_recording(file, size, found)
    return found


def _text(file: IO[bytes], extension: str, head: bytes) -> FileType:
    """Of no type that has a signature: a text, if it is called one."""
    of = BY_EXTENSION.get(extension)
    _check_extension(extension, TEXTS[0], TEXTS)
    if b"\0" in head or (extension and of is None):
        signatures.refuse_not_allowed(head, extension)
    return check_text(file, extension)


def _check_extension(extension: str, found: FileType, fits: tuple[FileType, ...]) -> None:
    """Raises ContentDiffers, IsMarkup, IsExecutable and TypeNotAllowed."""
    if extension in limits.MARKUP:
        raise IsMarkup
    if extension in limits.EXECUTABLE:
        raise IsExecutable
    named = BY_EXTENSION.get(extension)
    if named is not None and named not in fits:
        raise ContentDiffers(extension)


def _tail_length() -> int:
    return signatures.MOST_ZIP_COMMENT + signatures.ZIP_END_BYTES
