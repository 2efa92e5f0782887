"""One way to fold text, for names, tags and prefixes: what looks the same is the same."""

import unicodedata

from django.utils.text import slugify


def fold(text: str) -> str:
    """Return `text` without width, case and marks: "Rónán" and "ronan" fold alike.

    Compatibility forms are taken apart (NFKC), case is folded, combining marks are dropped,
    and runs of white space become one space.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", "".join(letters)).split())


def slug(title: str) -> str:
    """Return what stands for a title in its address, at most 60 characters, never empty."""
    short = slugify(title, allow_unicode=True)[:60].strip("-_")
    return short or "-"


def initials(name: str) -> str:
    """One or two letters that stand for a person who has no picture."""
    words = [word for word in name.replace("_", " ").replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"
