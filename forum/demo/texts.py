"""How a topic of the demonstration is written down, and how it is read from there.

A file begins with `name: value` lines:

    title, category, views
    answer: 4                    the number of the accepted post
    tags: rain, data
    pinned: 20d [everywhere]     for how long it is; so, too: archived
    closed: 5d Ola_Nordmann      for how long, and by whom; so, too: removed
    read: 4 [tracking]           how far the administrator has read, and how closely they watch

Each post begins with a line `@@ author age`, as in `@@ Gale_Sample 3d4h20m`, and may have `to=2`,
`likes=Name,Name:insight`, `lang=ja` where it is not in English, and `removed=1d2h` (with `by=Name`
if its author did not). A line `@@was age` in it, perhaps with `reason="…"`, begins what the post
said until then. `{08-some-file}` stands for the number of that file's topic, in a quote or in an
address.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from community.accounts.demo import Cast
from community.discussions.imports.actions.records import (
    Act,
    Earlier,
    ImportedLike,
    ImportedPost,
    ImportedReading,
    ImportedState,
)
from community.discussions.models import Like
from community.discussions.models.reading import Level, Reason
from forum.actions_import import ImportedTopic
from forum.models import Category

TOPICS = Path(__file__).parent / "topics"
REFERENCE = re.compile(r"\{(\d\d-[a-z0-9-]+)\}")
WATCHED = {
    "normal": (Level.NORMAL, Reason.NONE),
    "tracking": (Level.TRACKING, Reason.READ),
    "replied": (Level.TRACKING, Reason.REPLIED),
    "watching": (Level.WATCHING, Reason.CHOSEN),
    "muted": (Level.MUTED, Reason.CHOSEN),
}


@dataclass
class Block:
    """What stands between two `@@` lines."""

    words: list[str]
    options: dict[str, str]
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


class Text:
    """One file, by its name without the ending."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self._text = name, text

    @property
    def head(self) -> dict[str, str]:
        lines = _blocks(self._text)[0].text.splitlines()
        return dict(line.split(": ", 1) for line in lines)

    @property
    def age(self) -> timedelta:
        return _ago(_blocks(self._text)[1].words[1])

    def topic(
        self, categories: Mapping[str, Category], numbers: Mapping[str, int], cast: Cast
    ) -> ImportedTopic:
        """The topic; `numbers` are those of all of them, by their files' names."""
        text = REFERENCE.sub(lambda found: str(numbers[found[1]]), self._text)
        _head, *blocks = _blocks(text)
        head = self.head
        return ImportedTopic(
            number=numbers[self.name],
            category=categories[head["category"]],
            title=head["title"],
            posts=list(_posts(blocks, cast)),
            views_count=int(head["views"]),
            answer=int(head["answer"]) - 1 if "answer" in head else None,
            tags=head["tags"].split(", ") if "tags" in head else [],
            state=_state(head, cast),
            readings=_readings(head, cast),
        )


def texts() -> list[Text]:
    """The oldest first."""
    found = [Text(path.stem, path.read_text(encoding="utf-8")) for path in TOPICS.glob("*.md")]
    return sorted(found, key=lambda text: (-text.age, text.name))


def _state(head: Mapping[str, str], cast: Cast) -> ImportedState:
    pinned, _, reach = head.get("pinned", "").partition(" ")
    return ImportedState(
        closed=_act(head["closed"], cast) if "closed" in head else None,
        removed=_act(head["removed"], cast) if "removed" in head else None,
        archived_at=cast.now - _ago(head["archived"]) if "archived" in head else None,
        pinned_at=cast.now - _ago(pinned) if pinned else None,
        is_pinned_everywhere=reach == "everywhere",
    )


def _act(said: str, cast: Cast) -> Act:
    age, name = said.split()
    return Act(at=cast.now - _ago(age), by_id=cast[name].pk)


def _readings(head: Mapping[str, str], cast: Cast) -> list[ImportedReading]:
    if "read" not in head:
        return []
    upto, _, watched = head["read"].partition(" ")
    level, reason = WATCHED[watched or "normal"]
    reader = cast.administrator.pk
    return [ImportedReading(member_id=reader, upto=int(upto), level=level, reason=reason)]


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


def _posts(blocks: list[Block], cast: Cast) -> Iterator[ImportedPost]:
    starts = [at for at, block in enumerate(blocks) if block.words[0] != "was"]
    ends = [*starts[1:], len(blocks)]
    for start, end in zip(starts, ends, strict=True):
        yield _post(blocks[start], blocks[start + 1 : end], cast)


def _post(block: Block, versions: list[Block], cast: Cast) -> ImportedPost:
    name, age = block.words
    author, options = cast[name], block.options
    removed, remover = options.get("removed"), cast[options.get("by", name)]
    return ImportedPost(
        author_id=author.pk,
        source=block.text,
        language=options.get("lang", "en"),
        created_at=cast.now - _ago(age),
        parent=int(options["to"]) - 1 if "to" in options else None,
        likes=list(_likes(options.get("likes", ""), _ago(age), cast)),
        removed=Act(at=cast.now - _ago(removed), by_id=remover.pk) if removed else None,
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


def _likes(said: str, age: timedelta, cast: Cast) -> Iterator[ImportedLike]:
    """The first few minutes after the post, the later ones hours, and nobody before they joined."""
    for number, word in enumerate(filter(None, said.split(",")), 1):
        name, _, reaction = word.partition(":")
        liker = cast[name]
        begin = max(cast.now - age, liker.date_joined)
        yield ImportedLike(
            member_id=liker.pk,
            at=min(begin + number**2 * timedelta(minutes=7), cast.now),
            reaction=Like.Reaction(reaction or Like.Reaction.THANKS),
        )


def _ago(age: str) -> timedelta:
    """`3d4h20m`: any of the three may be missing."""
    counts = {unit: int(count) for count, unit in re.findall(r"(\d+)([dhm])", age)}
    return timedelta(days=counts.get("d", 0), hours=counts.get("h", 0), minutes=counts.get("m", 0))
