"""The forum's part of the demonstration: categories, and the topics that lie in `topics/`.

A topic's file begins with `name: value` lines (title, category, views, answer: the number of the
accepted post). Each post begins with a line `@@ author age`, as in `@@ Gale_Sample 3d4h20m`, and
may have `to=2`, `likes=Name,Name`, `removed=1d2h`. A line `@@was age` in it, perhaps with
`reason="…"`, begins what the post said until then.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from community.accounts.actions import form_audience, form_group
from community.accounts.demo import Cast
from community.accounts.models import Audience, Group
from community.discussions.actions.imports import (
    Earlier,
    ImportedPost,
    Removal,
    announce_threads,
)
from forum.actions import open_category, set_permissions
from forum.actions_import import ImportedTopic, import_topics
from forum.models import KIND, Category

TOPICS = Path(__file__).parent / "topics"
STEWARDS = ("Gale_Sample", "Ola_Nordmann", "山田太郎")

# title, slug, what it is for
PLACES = [
    ("Announcements", "announcements", "Releases, dates and decisions that concern everyone."),
    ("General", "general", "Weather, stations and everything between them."),
    ("Technical support", "support", "Something does not work? Describe it here."),
    ("Feature requests", "features", "What the station, the firmware or this site should learn."),
    ("Troubleshooting", "troubleshooting", "Odd readings, hunted down together."),
    ("Tutorials", "tutorials", "Step by step, by people who have done it."),
    ("Community projects", "projects", "What members build with their readings."),
    ("Off-topic", "off-topic", "The bench outside the workshop."),
]


@dataclass
class Block:
    """What stands between two `@@` lines."""

    words: list[str]
    options: dict[str, str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def fill_forum(cast: Cast) -> None:
    """Open the categories and bring the topics in, with the times that they say."""
    categories = {category.slug: category for category in _open_categories(cast)}
    topics = [
        _topic(path.read_text(encoding="utf-8"), categories, cast)
        for path in sorted(TOPICS.glob("*.md"))
    ]
    topics.sort(key=lambda topic: topic.posts[0].created_at)
    written = import_topics(topics=topics)
    announce_threads(
        kind=KIND, threads_count=len(topics), posts_count=written, by=cast.administrator
    )


def _open_categories(cast: Cast) -> Iterator[Category]:
    for mark, (title, slug, description) in enumerate(PLACES, 1):
        category = open_category(
            title=title,
            slug=slug,
            description=description,
            position=mark,
            blaze=mark,
            hue=mark,
            by=cast.administrator,
        )
        if slug == "announcements":
            moderators = Group.objects.get(rule=Group.Rule.MODERATORS)
            rows = [(moderators, "start", "yes")]
            category = set_permissions(category=category, rows=rows, by=cast.administrator)
        yield category
    stewards = form_group(
        name="Stewards",
        slug="stewards",
        members=[cast.administrator, *(cast[name] for name in STEWARDS)],
        by=cast.administrator,
    )
    yield open_category(
        title="Stewards' room",
        slug="stewards",
        description="Where those who look after Commons talk. Only they can read it.",
        audience=form_audience(kind=Audience.Kind.SHARED, groups=[stewards], title="Stewards"),
        position=len(PLACES) + 1,
        blaze=3,
        hue=6,
        by=cast.administrator,
    )


def _topic(text: str, categories: dict[str, Category], cast: Cast) -> ImportedTopic:
    head, *blocks = _blocks(text)
    facts = dict(line.split(": ", 1) for line in head.text.splitlines())
    return ImportedTopic(
        category=categories[facts["category"]],
        title=facts["title"],
        posts=_posts(blocks, cast),
        views_count=int(facts["views"]),
        answer=int(facts["answer"]) - 1 if "answer" in facts else None,
    )


def _blocks(text: str) -> list[Block]:
    """The head without words, then a block for each line that begins with `@@`."""
    blocks = [Block([], {})]
    for line in text.splitlines():
        if line.startswith("@@"):
            words = shlex.split(line.removeprefix("@@"))
            options = dict(word.split("=", 1) for word in words if "=" in word)
            blocks.append(Block([word for word in words if "=" not in word], options))
        else:
            blocks[-1].lines.append(line)
    return blocks


def _posts(blocks: list[Block], cast: Cast) -> list[ImportedPost]:
    starts = [at for at, block in enumerate(blocks) if block.words[0] != "was"]
    ends = [*starts[1:], len(blocks)]
    return [
        _post(blocks[start], blocks[start + 1 : end], cast)
        for start, end in zip(starts, ends, strict=True)
    ]


def _post(block: Block, versions: list[Block], cast: Cast) -> ImportedPost:
    name, age = block.words
    author, options = cast[name], block.options
    removed = options.get("removed")
    return ImportedPost(
        author_id=author.pk,
        source=block.text,
        created_at=cast.now - _ago(age),
        parent=int(options["to"]) - 1 if "to" in options else None,
        liked_by=[cast[liker].pk for liker in options.get("likes", "").split(",") if liker],
        removed=Removal(at=cast.now - _ago(removed), by_id=author.pk) if removed else None,
        earlier=[
            Earlier(
                source=was.text,
                editor_id=author.pk,
                replaced_at=cast.now - _ago(was.words[-1]),
                reason=was.options.get("reason", ""),
            )
            for was in versions
        ],
    )


def _ago(age: str) -> timedelta:
    """`3d4h20m`: any of the three may be missing."""
    counts = {unit: int(count) for count, unit in re.findall(r"(\d+)([dhm])", age)}
    return timedelta(days=counts.get("d", 0), hours=counts.get("h", 0), minutes=counts.get("m", 0))
