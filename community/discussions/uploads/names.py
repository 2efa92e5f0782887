"""Names of files as they are kept: a base name and one extension, which fits the content."""

import re
import unicodedata

from community.discussions.uploads.limits import (
    BY_EXTENSION,
    EXECUTABLE,
    LONGEST_NAME,
    MARKUP,
    FileType,
)

_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")
_KNOWN = {*BY_EXTENSION, *MARKUP, *EXECUTABLE}
# What a path, a shell, a header or Markdown reads as something else than a letter.
_UNSAFE = re.compile(r"""[<>:"/\\|?*%#&;`$'\x00-\x1f\x7f]+""")


def base_of(name: str) -> str:
    """Without folders, of whichever system they are."""
    return re.split(r"[/\\]", name)[-1]


def extension_of(name: str) -> str:
    """In small letters and without its dot; empty if there is none."""
    found = _EXTENSION.search(_visible(base_of(name)).strip(" ."))
    return found[1].lower() if found else ""


def safe_name(name: str, of: FileType) -> str:
    """`photo.png.exe` of a picture is `photo.webp`: extensions that mean something are removed, so
    that there is one."""
    stem = _UNSAFE.sub(" ", _visible(base_of(name))).strip(" .")
    while (found := _EXTENSION.search(stem)) and found[1].lower() in _KNOWN:
        stem = stem[: found.start()].strip(" .")
    ending = extension_of(name)
    ending = ending if ending in of.extensions else of.extension
    stem = " ".join(stem.split())[: LONGEST_NAME - len(ending) - 1].strip(" .")
    if not stem or stem.isdecimal():  # the names of variants are numbers
        stem = f"{of.kind} {stem}".strip()
    return f"{stem}.{ending}"


def _visible(name: str) -> str:
    """Composed, and without signs that are not seen or that turn the direction of others."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFC", name)
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
