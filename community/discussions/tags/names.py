"""What a tag may be called."""

import unicodedata

from community.kernel.text import fold, mixes_scripts, shows_nothing

LONGEST_TAG = 30
MARKS = frozenset("-.+#")


def tag_name(typed: str) -> str | None:
    """Return the name as it is kept: lower case, without a leading "#". None if it can be none.

    Letters and digits of any script, with hyphens, dots, "+" and "#" between or after them.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    name = "".join(sign for sign in plain.strip() if not shows_nothing(sign)).removeprefix("#")
    fits = len(name) <= LONGEST_TAG and len(fold(name)) <= 2 * LONGEST_TAG
    has_word = any(sign.isalnum() for sign in fold(name))
    return name if fits and has_word and _is_plain(name) else None


def _is_plain(name: str) -> bool:
    letters = all(sign in MARKS or unicodedata.category(sign)[0] in "LNM" for sign in name)
    return letters and not mixes_scripts(name)


def names_in(text: str) -> list[str]:
    """The tags of a line as a person types it, between commas and spaces."""
    return [name for part in text.replace(",", " ").split() if (name := part.strip())]
