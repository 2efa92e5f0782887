"""What the texts of a release must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from community.kernel import markdown
from community.kernel.text import is_blank, one_line, storable
from feedback.releases.errors import ReleaseIncomplete, ReleaseTooLong

LONGEST = {"name": 40, "title": 200}  # as the columns


def checked(texts: Mapping[str, str]) -> dict[str, str]:
    """Names and titles on one line. Raises ReleaseIncomplete, ReleaseTooLong."""
    told = {}
    for name, text in texts.items():
        line = one_line(storable(text))
        if is_blank(line):
            raise ReleaseIncomplete
        if len(line) > LONGEST[name]:
            raise ReleaseTooLong
        told[name] = line
    return told


def rendered(source: str) -> dict[str, Any]:
    """The HTML of notes, as it is stored beside them. Empty notes are allowed."""
    if len(source) > markdown.LONGEST:
        raise ReleaseTooLong
    source = storable(source)
    html = "" if is_blank(source) else markdown.rendering(source).html
    return {"html": html, "html_version": markdown.VERSION}
