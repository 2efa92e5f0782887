"""An archive's mails, put on disk to be taken out thread by thread.

It knows where each mail stands and what it follows; the texts stay in their files. This is no
part of the product's data: the database has no name, so that nothing is left of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from community.setup.importing.mbox.addresses import key_of
from community.setup.importing.mbox.files import Place
from community.setup.importing.mbox.headers import Head, is_answer, topic_of
from community.setup.importing.records import SourceMember, Unreadable, Unusable

WITHIN = 30 * 24 * 3600  # seconds in which an answer that names no mail belongs to its subject

TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    CREATE TABLE mail (
        key INTEGER PRIMARY KEY, file INTEGER, begin INTEGER, end INTEGER, number INTEGER,
        author INTEGER, time INTEGER, subject INTEGER, answers INTEGER, oldest INTEGER,
        parent INTEGER
    );
    CREATE TABLE above (mail INTEGER, place INTEGER, target INTEGER);
    CREATE TABLE name (
        author INTEGER, name TEXT, mails INTEGER, PRIMARY KEY (author, name)
    ) WITHOUT ROWID;
    CREATE TABLE thread (mail INTEGER PRIMARY KEY, root INTEGER, above INTEGER);
"""
INDEXES = """
    CREATE INDEX mail_place ON mail (file, begin);
    CREATE INDEX mail_author ON mail (author, time);
    CREATE INDEX above_mail ON above (mail, place);
"""
BY_NAME = """
    UPDATE mail SET parent = (
        SELECT target FROM above JOIN mail AS known ON known.key = target
        WHERE above.mail = mail.key AND target != mail.key ORDER BY place LIMIT 1
    );
"""
# Mails that follow one that is missing belong together all the same: to the first of them.
BY_WHAT_IS_MISSING = """
    CREATE TABLE orphan AS
        SELECT key, first_value(key) OVER (PARTITION BY oldest ORDER BY time, file, begin) AS first
        FROM mail WHERE parent IS NULL AND oldest IS NOT NULL;
    CREATE UNIQUE INDEX orphan_key ON orphan (key);
    UPDATE mail SET parent = (SELECT first FROM orphan WHERE orphan.key = mail.key)
        WHERE key IN (SELECT key FROM orphan WHERE first != key);
"""
BY_SUBJECT = f"""
    CREATE INDEX mail_subject ON mail (subject, time, file, begin);
    CREATE TABLE alike AS
        SELECT key, (
            SELECT before.key FROM mail AS before
            WHERE before.subject = mail.subject
                AND (before.time, before.file, before.begin) < (mail.time, mail.file, mail.begin)
                AND before.time >= mail.time - {WITHIN}
            ORDER BY before.time DESC, before.file DESC, before.begin DESC LIMIT 1
        ) AS before
        FROM mail WHERE parent IS NULL AND answers AND subject IS NOT NULL;
    CREATE UNIQUE INDEX alike_key ON alike (key);
    UPDATE mail SET parent = (SELECT before FROM alike WHERE alike.key = mail.key)
        WHERE key IN (SELECT key FROM alike WHERE before IS NOT NULL);
"""  # noqa: S608 - the number is ours


@dataclass(frozen=True)
class Filed:
    """A mail of a thread, and which one it follows."""

    key: int
    place: Place
    time: datetime
    above: int | None


class Staging:
    def __init__(self) -> None:
        self._database = sqlite3.connect("")
        self._database.executescript(TABLES)

    def put(self, key: int, head: Head, place: Place) -> None:
        """Raises Unusable."""
        subject = topic_of(head.subject)
        row = (
            *(key, place.file, place.begin, place.end, place.number, head.sender.key),
            int(head.since.timestamp()) if head.since else None,
            key_of(subject) if subject else None,
            is_answer(head.subject),
            head.above[-1] if head.above else None,
        )
        try:
            self._database.execute(
                "INSERT INTO mail VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row
            )
        except sqlite3.IntegrityError:
            raise Unusable("duplicate message") from None
        self._database.executemany(
            "INSERT INTO above VALUES (?, ?, ?)",
            [(key, number, target) for number, target in enumerate(head.above)],
        )
        if head.sender.key is not None:
            self._database.execute(
                "INSERT INTO name VALUES (?, ?, 1)"
                " ON CONFLICT (author, name) DO UPDATE SET mails = mails + 1",
                (head.sender.key, head.sender.name),
            )

    def close_up(self) -> None:
        """Everything is in: find out what belongs together. Raises Unreadable."""
        self._database.executescript(INDEXES)
        self._date()
        for script in (BY_NAME, BY_WHAT_IS_MISSING, BY_SUBJECT):
            self._database.executescript(script)
        for key, parent in self._all("SELECT key, parent FROM mail ORDER BY time, file, begin"):
            self._thread(key, parent)
        self._database.execute("CREATE INDEX thread_root ON thread (root)")

    def members(self) -> Iterator[SourceMember]:
        """One for each address, by the name that stood beside it most often."""
        found = self._database.execute(
            "SELECT author, name, max(mails), (SELECT min(time) FROM mail"
            " WHERE mail.author = name.author) FROM name GROUP BY author ORDER BY 4, author"
        )
        for key, name, _, time in found:
            joined_at = datetime.fromtimestamp(time, UTC)
            yield SourceMember(key=key, name=name, joined_at=joined_at, where=f"member {name}")

    def threads(self) -> Iterator[list[Filed]]:
        """The mails of each in the order of writing, what is followed before what follows it."""
        roots = self._all(
            "SELECT key FROM mail JOIN thread ON thread.mail = key WHERE root = key"
            " ORDER BY time, file, begin"
        )
        for (root,) in roots:
            yield in_order(self._filed(root))

    def __len__(self) -> int:
        found = self._database.execute("SELECT count(*) FROM thread WHERE mail = root")
        return int(found.fetchone()[0])

    def _all(self, query: str, *values: int) -> sqlite3.Cursor:
        return self._database.execute(query, values)

    def _one(self, query: str, *values: int | None) -> int | None:
        found = self._database.execute(query, values).fetchone()
        return found[0] if found else None

    def _date(self) -> None:
        """Mails without a date that can be are as old as the one before them in the files."""
        first = self._one(
            "SELECT time FROM mail WHERE time IS NOT NULL ORDER BY file, begin LIMIT 1"
        )
        if first is None:
            raise Unreadable("no message has a date")
        undated = "SELECT key, file, begin FROM mail WHERE time IS NULL ORDER BY file, begin"
        for key, file, begin in self._all(undated).fetchall():
            before = self._one(
                "SELECT time FROM mail WHERE (file, begin) < (?, ?) AND time IS NOT NULL"
                " ORDER BY file DESC, begin DESC LIMIT 1",
                *(file, begin),
            )
            time = first if before is None else before
            self._database.execute("UPDATE mail SET time = ? WHERE key = ?", (time, key))

    def _thread(self, key: int, parent: int | None) -> None:
        """Note where a mail and those above it belong; a ring of mails is opened somewhere."""
        path: dict[int, int | None] = {}
        root = self._one("SELECT root FROM thread WHERE mail = ?", key)
        while root is None:
            path[key] = parent
            if parent is None:
                root = key
            elif parent in path:
                path[parent], root = None, parent
            else:
                key, root = parent, self._one("SELECT root FROM thread WHERE mail = ?", parent)
                parent = self._one("SELECT parent FROM mail WHERE key = ?", key)
        self._database.executemany(
            "INSERT INTO thread VALUES (?, ?, ?)",
            [(mail, root, above) for mail, above in path.items()],
        )

    def _filed(self, root: int) -> list[Filed]:
        found = self._all(
            "SELECT key, time, above, file, begin, end, number FROM thread"
            " JOIN mail ON key = mail WHERE root = ? ORDER BY time, file, begin",
            root,
        )
        return [
            Filed(key, Place(*place), datetime.fromtimestamp(time, UTC), above)
            for key, time, above, *place in found
        ]


def in_order(mails: Sequence[Filed]) -> list[Filed]:
    """By date, each after the one that it follows, whatever their clocks say."""
    by_key = {mail.key: mail for mail in mails}
    order: dict[int, tuple[datetime, int]] = {}
    for mail in mails:
        path = [mail]
        while path[-1].key not in order and path[-1].above is not None:
            path.append(by_key[path[-1].above])
        for step in reversed(path):
            if step.key not in order:
                since, depth = order[step.above] if step.above is not None else (step.time, -1)
                order[step.key] = max(step.time, since), depth + 1
    return sorted(
        (Filed(mail.key, mail.place, order[mail.key][0], mail.above) for mail in mails),
        key=lambda mail: order[mail.key],
    )
