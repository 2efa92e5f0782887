"""Bringing a Stack Exchange dump in: members first, then topics with their answers.

Every batch is one transaction that also writes what its rows were called there, so a run that is
killed leaves whole batches, and the next run goes on behind them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.db import connection

from community.accounts.actions import MACHINE
from community.accounts.actions_import import ImportedMember, import_members
from community.accounts.models import User
from community.discussions.actions.imported import Came, ImportedPost
from community.discussions.actions.imports import announce_import, keep_origins
from community.discussions.models import Thread
from community.discussions.origins import Origin
from community.kernel import markdown
from community.kernel.text import fold
from community.setup.stackexchange import Progress, Row, Shelf, Unreadable, Unusable, rows
from community.setup.stackexchange_text import to_markdown
from forum.actions_import import ImportedTopic, category_for_import, import_topics
from forum.models import KIND, Category

BATCH = 500  # rows
COMMUNITY = -1  # the dump's own machine
NOBODY = "former-member"  # stands for those of whom not even a name is left
LONGEST_TITLE: int = Thread._meta.get_field("title").max_length  # type: ignore[assignment]

MOST_VIEWS = 2**31 - 1

T = TypeVar("T")
Discussion = tuple[Row, list[Row]]  # a question and its answers, by date
Texts = list[tuple[Row, str]]  # what they say


@dataclass
class Tally:
    """What a run has brought in."""

    members: int = 0
    topics: int = 0
    posts: int = 0
    skipped: int = 0


class Import:
    """One run. `complain` hears of each row that cannot be brought in, `progress` how far it is."""

    def __init__(
        self, folder: Path, *, site: str, complain: Callable[[str], None], progress: Progress
    ) -> None:
        self.folder, self.site = folder, site
        self.tally = Tally()
        self._complain, self._progress = complain, progress
        self._machine = User.objects.get(folded_username=fold(MACHINE))

    def run(self, *, category_slug: str) -> Tally:
        """Bring in what is not there yet. Raises Unreadable; what was brought in by then stays."""
        users, posts = self._file("Users.xml"), self._file("Posts.xml")
        with one_at_a_time(self.site), TemporaryDirectory() as folder:
            self._import_members(users)
            with closing(Shelf(Path(folder) / "posts")) as shelf:
                self._read_posts(posts, shelf)
                category = category_for_import(
                    slug=category_slug, title=self.site, by=self._machine
                )
                self._import_topics(shelf, category)
            announce_import(site=self.site, kind=KIND, by=self._machine)
        return self.tally

    def _file(self, name: str) -> Path:
        if not self.folder.is_dir():
            raise Unreadable(f"{self.folder} is no folder")
        path = self.folder / name
        if not path.is_file():
            raise Unreadable(f"{path} is missing")
        return path

    def _skip(self, row: Row, why: object) -> None:
        self.tally.skipped += 1
        self._complain(f"{row.file} row {row.number}: {why}")

    # Members

    def _import_members(self, path: Path) -> None:
        for batch in in_batches(self._members(path)):
            known = self._known(Origin.Kind.USER, [came.key for came, _member in batch])
            self._write_members([pair for pair in batch if pair[0].key not in known])

    def _members(self, path: Path) -> Iterator[tuple[Came, ImportedMember]]:
        for row in rows(path, self._progress):
            try:
                key, joined_at = row.key(), row.time()
            except Unusable as why:
                self._skip(row, why)
                continue
            if key != COMMUNITY:
                name = row.text("DisplayName")
                member = ImportedMember(name=name, number=key, joined_at=joined_at)
                yield self._came(Origin.Kind.USER, key), member

    def _write_members(self, told: Sequence[tuple[Came, ImportedMember]]) -> list[User]:
        told = list(dict(told).items())  # a file may say somebody twice
        written = import_members(
            members=[member for _came, member in told],
            own=lambda members: keep_origins(
                origins=[
                    (came, member.pk) for (came, _told), member in zip(told, members, strict=True)
                ]
            ),
        )
        self.tally.members += len(written)
        return written

    def _came(self, kind: Origin.Kind, key: int) -> Came:
        return Came(site=self.site, kind=kind, key=key)

    def _known(self, kind: Origin.Kind, keys: Iterable[int | None]) -> dict[int, int]:
        """What these are here, of those that were brought in."""
        wanted = {key for key in keys if key is not None}
        found = Origin.objects.filter(site=self.site, kind=kind, key__in=wanted)
        return dict(found.values_list("key", "object_id"))

    def _authors(self, posts: Sequence[Row]) -> dict[int, int]:
        """The member who wrote each row, by its number; whoever has gone has a stand-in."""
        owners = {row.number: row.integer("OwnerUserId") for row in posts}
        known = self._known(Origin.Kind.USER, owners.values())
        known[COMMUNITY] = self._machine.pk
        found = {number: known[owner] for number, owner in owners.items() if owner in known}
        gone = {
            row.number: row.text("OwnerDisplayName") for row in posts if row.number not in found
        }
        standing = self._stand_ins(gone.values())
        return found | {number: standing[key_of_name(name)] for number, name in gone.items()}

    def _stand_ins(self, names: Iterable[str]) -> dict[int, int]:
        """Who stands for each name, by the name's key; made where nobody does yet."""
        by_key: dict[int, str] = {}
        for name in names:
            by_key.setdefault(key_of_name(name), name)
        known = self._known(Origin.Kind.NAME, by_key)
        new = {key: name for key, name in by_key.items() if key not in known}
        told = [
            (
                self._came(Origin.Kind.NAME, key),
                ImportedMember(name=name or NOBODY, number=key % 10_000, is_active=False),
            )
            for key, name in new.items()
        ]
        return known | {
            key: user.pk for key, user in zip(new, self._write_members(told), strict=True)
        }

    # Topics

    def _read_posts(self, path: Path, shelf: Shelf) -> None:
        for row in rows(path, self._progress):
            try:
                shelf.put(row)
            except Unusable as why:
                self._skip(row, why)

    def _import_topics(self, shelf: Shelf, category: Category) -> None:
        total, done = max(len(shelf), 1), 0
        for batch in in_batches(self._discussions(shelf), size=lambda it: 1 + len(it[1])):
            known = self._known(Origin.Kind.QUESTION, [question.key() for question, _ in batch])
            new = []
            for question, answers in batch:
                if question.key() in known:
                    self._skip_late(answers)
                else:
                    new.append((question, answers))
            self._write_topics(new, category)
            done += len(batch)
            self._progress("Importing topics", done / total)

    def _discussions(self, shelf: Shelf) -> Iterator[Discussion]:
        for key, (first, *others) in shelf.threads():
            if first.is_answer:
                for answer in (first, *others):
                    self._skip(answer, f"its question {key} is not in the dump")
            else:
                yield first, others

    def _skip_late(self, answers: Sequence[Row]) -> None:
        """Answers that are new in a dump whose question is here from an earlier one."""
        known = self._known(Origin.Kind.ANSWER, [answer.key() for answer in answers])
        for answer in answers:
            if answer.key() not in known:
                self._skip(answer, "its question was imported without it")

    def _write_topics(self, discussions: Sequence[Discussion], category: Category) -> None:
        readable = [texts for told in discussions if (texts := self._readable(*told))]
        authors = self._authors([row for texts in readable for row, _source in texts])
        topics = [self._topic(texts, authors, category) for texts in readable]
        self.tally.posts += import_topics(topics=topics) if topics else 0
        self.tally.topics += len(topics)

    def _readable(self, question: Row, answers: Sequence[Row]) -> Texts:
        """The rows that can be brought in with what they say; none without the question."""
        try:
            texts = [(question, opening_text_of(question))]
        except Unusable as why:
            self._skip(question, why)
            for answer in answers:
                self._skip(answer, f"its question {question.key()} cannot be used")
            return []
        for answer in answers:
            try:
                texts.append((answer, text_of(answer)))
            except Unusable as why:
                self._skip(answer, why)
        return texts

    def _topic(self, texts: Texts, authors: dict[int, int], category: Category) -> ImportedTopic:
        question, answers = texts[0][0], [row for row, _source in texts[1:]]
        kinds = [Origin.Kind.QUESTION, *(Origin.Kind.ANSWER for _answer in answers)]
        posts = [
            ImportedPost(
                author_id=authors[row.number],
                source=source,
                created_at=row.created_at,
                came=self._came(kind, row.key()),
            )
            for kind, (row, source) in zip(kinds, texts, strict=True)
        ]
        accepted = question.integer("AcceptedAnswerId")
        places = (at for at, row in enumerate(answers, 1) if row.key() == accepted)
        return ImportedTopic(
            category=category,
            title=shortened(question.text("Title")),
            posts=posts,
            tags=tags_of(question),
            views_count=min(max(question.integer("ViewCount") or 0, 0), MOST_VIEWS),
            answer=next(places, None),
        )


def opening_text_of(question: Row) -> str:
    """What a question says, if it has a title, too. Raises Unusable."""
    if not question.text("Title"):
        raise Unusable("it has no Title")
    return text_of(question)


def text_of(row: Row) -> str:
    """What a post says, in markdown. Raises Unusable."""
    try:
        text = to_markdown(row.attributes.get("Body", ""))
    except RecursionError:
        raise Unusable("its Body is nested too deep") from None
    if not text:
        raise Unusable("its Body is empty")
    if len(text) > markdown.LONGEST:
        raise Unusable(f"its Body is longer than {markdown.LONGEST:,} characters")
    return text


def tags_of(question: Row) -> list[str]:
    """Dumps write "<one><two>", newer ones "|one|two|"."""
    return [name for name in re.split(r"[<>|]+", question.text("Tags")) if name]


def shortened(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def key_of_name(name: str) -> int:
    """A number for a name, the same in every run."""
    return int.from_bytes(hashlib.sha256(fold(name).encode()).digest()[:8], "big") >> 1


def in_batches(
    things: Iterable[T], size: Callable[[T], int] = lambda _thing: 1
) -> Iterator[list[T]]:
    """Lists of about BATCH rows; nothing is cut in two."""
    batch: list[T] = []
    held = 0
    for thing in things:
        batch.append(thing)
        held += size(thing)
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


@contextmanager
def one_at_a_time(site: str) -> Iterator[None]:
    """Two imports of one site at once would refuse each other's rows. Raises Unreadable."""
    with connection.cursor() as cursor:
        key = key_of_name(f"import {site}")
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        if not cursor.fetchone()[0]:
            raise Unreadable(f"another import of {site} is running")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
