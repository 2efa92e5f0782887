"""Reading a public Stack Exchange dump row by row: what is not usable is said, with its row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

QUESTION, ANSWER = "1", "2"  # the others are wiki pages and the like
LARGEST = 2**63 - 1
Progress = Callable[[str, float], None]


class Unreadable(Exception):
    """The dump cannot be read on."""


class Unusable(Exception):
    """This row cannot be brought in; the others can."""


@dataclass(frozen=True)
class Row:
    """One record. Any attribute may be missing."""

    file: str
    number: int  # counted from 1
    attributes: dict[str, str]

    def text(self, name: str) -> str:
        return " ".join(self.attributes.get(name, "").split())

    def key(self, name: str = "Id") -> int:
        """Raises Unusable."""
        if (value := self.integer(name)) is None:
            raise Unusable(f"it has no {name}")
        return value

    def integer(self, name: str) -> int | None:
        """Raises Unusable where there is something that is no number."""
        if not (value := self.text(name)):
            return None
        try:
            number = int(value)
        except ValueError:
            number = LARGEST + 1
        if abs(number) > LARGEST:
            raise Unusable(f"its {name} is no number: {value[:30]}")
        return number

    def time(self, name: str = "CreationDate") -> datetime | None:
        """Dumps write UTC and do not say so. Raises Unusable where it is no date."""
        if not (value := self.text(name)):
            return None
        try:
            time = datetime.fromisoformat(value)
        except ValueError:
            raise Unusable(f"its {name} is no date: {value[:30]}") from None
        return time if time.tzinfo else time.replace(tzinfo=UTC)

    @property
    def is_answer(self) -> bool:
        return self.text("PostTypeId") == ANSWER

    @property
    def created_at(self) -> datetime:
        """For posts, which need one. Raises Unusable."""
        if (time := self.time("CreationDate")) is None:
            raise Unusable("it has no CreationDate")
        return time


def rows(path: Path, progress: Progress) -> Iterator[Row]:
    """Every record of a file, in constant memory. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            size, number = max(path.stat().st_size, 1), 0
            events = iterparse(file, events=("start", "end"))
            root = next(events)[1]
            for event, element in events:
                if event == "end" and element.tag == "row":
                    number += 1
                    yield Row(path.name, number, dict(element.attrib))
                    root.clear()  # else it holds on to an empty element for each row
                    if number % 200 == 0:
                        progress(f"Reading {path.name}", file.tell() / size)
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"{path} cannot be read: {error}") from None
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}") from None


CREATE = """
    CREATE TABLE post (key INTEGER PRIMARY KEY, thread INTEGER, is_answer INTEGER, created REAL,
        number INTEGER, attributes TEXT)
"""
NEEDED = {
    *("Id", "PostTypeId", "Title", "Body", "CreationDate", "ViewCount", "AcceptedAnswerId"),
    *("OwnerUserId", "OwnerDisplayName", "Tags"),
}

NUMBERS = ("OwnerUserId", "ViewCount", "AcceptedAnswerId")


class Shelf:
    """A dump's questions and answers, put on disk to be taken out thread by thread.

    The file has them in the order of writing, an answer far from its question, and may be
    larger than the memory. This is a sort on disk and no part of the product's data.
    """

    def __init__(self, path: Path) -> None:
        self._file = ""
        self._database = sqlite3.connect(path)
        self._database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        self._database.execute(CREATE)

    def put(self, row: Row) -> None:
        """Take in a question or an answer; others are not asked for. Raises Unusable."""
        kind = row.text("PostTypeId")
        if kind not in {QUESTION, ANSWER}:
            return
        key, thread = row.key(), row.key("Id" if kind == QUESTION else "ParentId")
        for name in NUMBERS:
            row.integer(name)
        kept = json.dumps({k: v for k, v in row.attributes.items() if k in NEEDED})
        told = (key, thread, row.is_answer, row.created_at.timestamp(), row.number, kept)
        try:
            self._database.execute("INSERT INTO post VALUES (?, ?, ?, ?, ?, ?)", told)
        except sqlite3.IntegrityError:
            raise Unusable(f"there was a post {key} before") from None
        self._file = row.file

    def threads(self) -> Iterator[tuple[int, list[Row]]]:
        """Each question's id with its rows: the question, if there is one, then by date."""
        found = self._database.execute(
            "SELECT thread, number, attributes FROM post ORDER BY thread, is_answer, created, key"
        )
        for thread, group in groupby(found, key=lambda post: post[0]):
            yield thread, [Row(self._file, number, json.loads(kept)) for _, number, kept in group]

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(DISTINCT thread) FROM post").fetchone()[0])

    def close(self) -> None:
        self._database.close()
