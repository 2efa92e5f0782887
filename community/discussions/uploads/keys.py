"""The names of files, which nobody can guess, and where they are in a text."""

import re
from secrets import token_hex

from community.kernel.markdown.files import KEY

_IN_TEXT = re.compile(rf"/files/({KEY})(?![0-9a-f])")


def new_key() -> str:
    """Of 128 random bits: who was not told it does not find the file."""
    return token_hex(16)


def keys_in(source: str) -> set[str]:
    """The files that a text may show. Code is not left out: it costs nothing, and whoever writes
    about a file keeps it."""
    return set(_IN_TEXT.findall(source)) if "/files/" in source else set()
