"""What every site is filled with: sizes, and texts of a Stack Exchange dump where there is one."""

import os
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import dump
from defusedxml.ElementTree import iterparse
from markdownify import markdownify

TEXTS = 1000  # different ones: each site renders them once
SHORTEST, LONGEST = 20, 3000  # characters; django-spirit takes no more
MEMBERS = 300
WRITERS = 100  # of these members reply and like, in turn, so that none meets a rate limit


@dataclass(frozen=True)
class Size:
    """How many topics, and posts in each of them, the first one included."""

    topics: int
    posts_each: int

    @property
    def posts(self) -> int:
        return self.topics * self.posts_each


USUAL = Size(2_000, 20)
MANY_TOPICS = Size(20_000, 2)  # for what grows with the topics that a member follows


def larger(posts: int) -> Size:
    """So many posts, in topics that are as long as usual."""
    return Size(posts // USUAL.posts_each, USUAL.posts_each)


def for_site(size: Size) -> dict[str, Any]:
    """What a fill script gets, as JSON; texts and titles are Markdown and plain text."""
    titles, texts = from_dump() if has_dump() else generated()
    return asdict(size) | {
        "members": MEMBERS,
        "writers": WRITERS,
        "texts": texts,
        "titles": titles,
    }


def dump_of_posts() -> Path:
    """Where DATA, or the folder beside the project, has one."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
    folder = Path(os.environ.get("DATA", beside)) / "stackexchange" / "bicycles-meta"
    return folder / "Posts.xml"


def has_dump() -> bool:
    return dump_of_posts().is_file()


def from_dump() -> tuple[list[str], list[str]]:
    """Titles and texts of its first questions and answers."""
    titles: list[str] = []
    texts: list[str] = []
    for _event, row in iterparse(dump_of_posts()):
        if row.tag != "row" or row.get("PostTypeId") not in {"1", "2"}:
            continue
        text = markdownify(row.get("Body", "")).strip()
        if SHORTEST <= len(text) <= LONGEST and len(texts) < TEXTS:
            texts.append(text)
        if title := row.get("Title"):
            titles.append(title[:100])
        row.clear()
    return titles, texts


def generated() -> tuple[list[str], list[str]]:
    """Words without sense, of about the usual length."""
    texts = [
        " ".join(islice((dump.word(n * 31 + k * k) for k in range(90)), 90)) for n in range(TEXTS)
    ]
    return [f"What about the {dump.word(n)} of a {dump.word(n * 7)}" for n in range(450)], texts
