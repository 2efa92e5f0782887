"""A dump's posts, comments and votes, put on disk to be taken out topic by topic.

The files have them in the order of writing, an answer far from its question, and may be larger
than the memory. This is a sort on disk and no part of the product's data: the database has no
name, so that nothing is left of it whatever ends the process.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from community.setup.importing.records import Unusable
from community.setup.importing.stackexchange_rows import ANSWER, QUESTION, Row

TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    CREATE TABLE post (key INTEGER PRIMARY KEY, thread INTEGER, number INTEGER, attributes TEXT);
    CREATE TABLE comment (key INTEGER PRIMARY KEY, thread INTEGER, number INTEGER, attributes TEXT);
    CREATE TABLE name (member INTEGER PRIMARY KEY, spoken TEXT);
    CREATE TABLE vote (key INTEGER PRIMARY KEY, post INTEGER, way INTEGER);
"""
INDEXES = """
    CREATE INDEX post_of_thread ON post (thread);
    CREATE INDEX comment_of_thread ON comment (thread);
    CREATE INDEX vote_of_post ON vote (post, way);
"""
OTHERS = {  # kinds of posts that have no place here
    "": "without a type",
    "3": "a wiki page",
    "4": "the excerpt of a tag's wiki page",
    "5": "a tag's wiki page",
    "6": "a nomination for an election",
}
WAYS = {"2": 1, "3": -1}  # the types of votes that say how good a post is

OF_POSTS = {
    *("Id", "PostTypeId", "ParentId", "Title", "Body", "CreationDate", "LastEditDate"),
    *("ClosedDate", "ViewCount", "AcceptedAnswerId", "OwnerUserId", "OwnerDisplayName"),
    *("Tags", "Score", "ContentLicense"),
}
OF_COMMENTS = {
    *("Id", "PostId", "Text", "CreationDate", "UserId", "UserDisplayName", "Score"),
    "ContentLicense",
}


@dataclass(frozen=True)
class Discussion:
    """What belongs to one question, the question itself among the posts if it is there."""

    key: int
    posts: list[Row]
    comments: list[Row]
    scores: dict[int, int]  # by post; none where the dump has no votes


class Staging:
    def __init__(self) -> None:
        self.has_votes = False
        self._database = sqlite3.connect("")
        self._database.executescript(TABLES)

    def put_name(self, member: int, spoken: str) -> None:
        """How somebody is called in the posts."""
        self._database.execute("INSERT OR IGNORE INTO name VALUES (?, ?)", (member, spoken))

    def name(self, member: int) -> str:
        found = self._database.execute("SELECT spoken FROM name WHERE member = ?", (member,))
        row = found.fetchone()
        return str(row[0]) if row else ""

    def put_post(self, row: Row) -> None:
        """Take in a question or an answer. Raises Unusable."""
        kind = row.text("PostTypeId")
        if kind not in {QUESTION, ANSWER}:
            raise Unusable(f"not a question or answer but {OTHERS.get(kind, f'type {kind}')}")
        key, thread = row.key(), row.key("Id" if kind == QUESTION else "ParentId")
        for name in ("OwnerUserId", "ViewCount", "AcceptedAnswerId", "Score"):
            row.integer(name)
        row.needed_time()
        row.time("LastEditDate"), row.time("ClosedDate")
        try:
            self._put("post", key, thread, row, OF_POSTS)
        except sqlite3.IntegrityError:
            raise Unusable(f"duplicate post {key}") from None

    def put_comment(self, row: Row) -> None:
        """Take in a comment on a post that is here. Raises Unusable."""
        key, thread = row.key(), self._thread_of(row.key("PostId"))
        row.integer("UserId"), row.integer("Score"), row.needed_time()
        try:
            self._put("comment", key, thread, row, OF_COMMENTS)
        except sqlite3.IntegrityError:
            raise Unusable(f"duplicate comment {key}") from None

    def put_vote(self, row: Row) -> None:
        """Take in a vote up or down on a post that is here; other kinds say nothing of how good
        it is. Raises Unusable.
        """
        self.has_votes = True
        if (way := WAYS.get(row.text("VoteTypeId"))) is None:
            return
        key, post = row.key(), row.key("PostId")
        self._thread_of(post)
        try:
            self._database.execute("INSERT INTO vote VALUES (?, ?, ?)", (key, post, way))
        except sqlite3.IntegrityError:
            raise Unusable(f"duplicate vote {key}") from None

    def close_up(self) -> None:
        """Everything is in: from here on it is taken out."""
        self._database.executescript(INDEXES)

    def discussions(self) -> Iterator[Discussion]:
        """Topic by topic, in the order of the questions' numbers."""
        for (key,) in self._database.execute("SELECT DISTINCT thread FROM post ORDER BY thread"):
            votes = self._database.execute(
                "SELECT post, sum(way) FROM vote WHERE post IN "
                "(SELECT key FROM post WHERE thread = ?) GROUP BY post",
                (key,),
            )
            yield Discussion(
                key, self._rows("post", key), self._rows("comment", key), dict(votes.fetchall())
            )

    def __len__(self) -> int:
        return int(self._database.execute("SELECT count(DISTINCT thread) FROM post").fetchone()[0])

    def _put(self, table: str, key: int, thread: int, row: Row, names: set[str]) -> None:
        kept = {name: value for name, value in row.attributes.items() if name in names}
        self._database.execute(
            f"INSERT INTO {table} VALUES (?, ?, ?, ?)",  # noqa: S608 - the tables are ours
            (key, thread, row.number, json.dumps(kept)),
        )

    def _thread_of(self, post: int) -> int:
        found = self._database.execute("SELECT thread FROM post WHERE key = ?", (post,)).fetchone()
        if found is None:
            raise Unusable(f"post {post} does not exist")
        return int(found[0])

    def _rows(self, table: str, thread: int) -> list[Row]:
        found = self._database.execute(
            f"SELECT number, attributes FROM {table} WHERE thread = ? ORDER BY key",  # noqa: S608
            (thread,),
        )
        file = f"{table.capitalize()}s.xml"
        return [Row(file, number, json.loads(attributes)) for number, attributes in found]
