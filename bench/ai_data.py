"""What models are measured on: sentences of our own, and public data of the folder DATA."""

import csv
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from defusedxml.ElementTree import iterparse

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tests" / "ai" / "sentences.csv"
LONGEST = 1000  # characters of a body that an embedder gets besides the title
TEST_OF = 5  # one row of so many is for the test


def folder() -> Path:
    """DATA, or the one beside the project."""
    return Path(os.environ.get("DATA") or ROOT.parent / "shared" / "data")


@dataclass(frozen=True, kw_only=True)
class Sentence:
    text: str
    label: str
    is_technical: bool
    is_test: bool


def sentences() -> list[Sentence]:
    with SENTENCES.open(encoding="utf-8", newline="") as file:
        return [
            Sentence(
                text=row["text"],
                label=row["label"],
                is_technical=row["technical"] == "yes",
                is_test=row["part"] == "test",
            )
            for row in csv.DictReader(file)
        ]


Rows = list[tuple[str, str]]  # a text and its category


def categories() -> Path:
    return folder() / "banking77" / "train.csv"


def split(rows: Sequence[tuple[str, str]]) -> tuple[Rows, Rows]:
    """To train and to test: of each category every fifth row, in the order of hashes of the texts.
    Rows that are equal but for capitals and spaces would be in both: the first of them is kept."""
    of: dict[str, dict[str, str]] = defaultdict(dict)
    seen: set[str] = set()
    for text, category in rows:
        plain = " ".join(text.lower().split())
        if plain not in seen:
            seen.add(plain)
            of[category][hashlib.sha256(plain.encode()).hexdigest()] = text
    train: Rows = []
    test: Rows = []
    for category in sorted(of):
        for at, (_, text) in enumerate(sorted(of[category].items())):
            (test if at % TEST_OF == 0 else train).append((text, category))
    return train, test


def banking77() -> tuple[Rows, Rows]:
    with categories().open(encoding="utf-8-sig", newline="") as file:
        return split([(row["text"], row["category"]) for row in csv.DictReader(file)])


def links() -> Path:
    return folder() / "stackexchange" / "bicycles-meta" / "PostLinks.xml"


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    for _event, element in iterparse(path):
        if element.tag == "row":
            yield element.attrib
            element.clear()


def plain(html: str) -> str:
    """What a post says, without its links: their texts are often the titles that are looked for."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup("a"):
        link.decompose()
    return " ".join(soup.get_text(" ").split())[:LONGEST]


@dataclass(frozen=True, kw_only=True)
class Questions:
    """Texts, the titles among them, and which of them are linked: pairs of their indices."""

    texts: Sequence[str]
    titles: Sequence[str]
    pairs: Sequence[tuple[int, int]]

    def linked(self) -> dict[int, set[int]]:
        """Of each question with a link, those on the other ends, whichever way it goes."""
        found: dict[int, set[int]] = defaultdict(set)
        for one, other in self.pairs:
            found[one].add(other)
            found[other].add(one)
        return dict(found)


def questions() -> Questions:
    """All questions of the dump, oldest first. A link to a post that is no question, or gone, is
    left out."""
    posts: list[tuple[int, str, str]] = []
    for row in _rows(links().parent / "Posts.xml"):
        if row.get("PostTypeId") == "1":
            title = row.get("Title", "")
            posts.append((int(row["Id"]), title, f"{title}\n{plain(row.get('Body', ''))}"))
    posts.sort()
    at = {number: index for index, (number, _, _) in enumerate(posts)}
    pairs = {
        (min(ends), max(ends))
        for row in _rows(links())
        if len(ends := {at.get(int(row[end]), -1) for end in ("PostId", "RelatedPostId")}) == 2
        and -1 not in ends
    }
    texts, titles = [text for _, _, text in posts], [title for _, title, _ in posts]
    return Questions(texts=texts, titles=titles, pairs=sorted(pairs))


def missing(path: Path) -> dict[str, Any] | None:
    """That a measurement cannot be made, where its file is not there."""
    if path.is_file():
        return None
    return {"missing": f"the data: `{path.relative_to(folder())}` in the folder DATA"}
