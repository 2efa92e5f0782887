"""Texts that are longer than a post can be: as much as fits, and the way to the rest."""

from __future__ import annotations

import re

from community.kernel import markdown

_FENCE = re.compile(r"^[ >]*(?:[-*+] )?(`{3,}|~{3,})")
_TAG = re.compile(r"^[ >]*\[(/?)(quote|details)(?:=[^\n]*)?\]$")


def rest(url: str) -> str:
    """What stands where a text was cut."""
    where = f" [Read the full text]({url})." if url else ""
    return f"*This text is longer than a post can be. The rest is left out.*{where}"


def fitted(source: str, url: str) -> str:
    """The text, cut after a paragraph if it is too long; what is open there is closed."""
    if len(source) <= markdown.LONGEST:
        return source
    note = rest(url)
    room = markdown.LONGEST - len(note) - 200  # for what closes
    said = source[:room]
    ends = (said.rfind(end) for end in ("\n\n", "\n", " "))
    said = said[: next((end for end in ends if end > room // 2), room)].rstrip()
    return "\n".join([said, *_closing(said), "", note])


def _closing(said: str) -> list[str]:
    """The lines that close its code, quotes and folds."""
    fence, is_open = "", []
    for line in said.split("\n"):
        if mark := _FENCE.match(line):
            if not fence:
                fence = mark[1]
            elif mark[1].startswith(fence) and line.strip(" >").endswith(mark[1]):
                fence = ""
        elif not fence and (tag := _TAG.match(line)):
            if not tag[1]:
                is_open.append(tag[2])
            elif tag[2] in is_open:
                is_open.remove(tag[2])
    return [fence] * bool(fence) + [f"[/{kind}]" for kind in reversed(is_open[-8:])]
