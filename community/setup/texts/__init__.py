"""Texts for people that are not marked for translation, found by reading the code alone.

docs/style.md says how a text is marked. What the check takes for a text is said beside each rule:
`templates.py`, `python.py`, `scripts.py`. `extracted.py` finds the marked ones that no
catalogue would have. `catalogues.py` has what is done with the marked ones.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from community.setup.texts import extracted, python, scripts, templates
from community.setup.texts.files import files
from community.setup.texts.words import Found

Reader = Callable[[str, str], Iterable[Found]]

READERS: list[tuple[Callable[[str], bool], Reader]] = [
    (templates.is_checked, templates.unmarked),
    (python.is_checked, python.unmarked),
    (scripts.is_checked, scripts.unmarked),
    (lambda name: bool(extracted.domain_of(name)), extracted.not_extracted),
]


def unmarked(root: Path) -> Iterator[tuple[str, Found]]:
    """Each text that is not marked, with the path of its file."""
    for name in files(root):
        yield from ((name, found) for found in unmarked_in(name, (root / name).read_text()))


def unmarked_in(name: str, source: str) -> list[Found]:
    """Those of one file. Its path in the project decides by which rules it is read."""
    readers = [reader for is_checked, reader in READERS if is_checked(name)]
    return [found for reader in readers for found in sorted(reader(name, source))]
