"""The answers of Discourse's API as files: which is what, told by what is in it.

Whoever saves them names them as they like, so names say nothing. Each is one answer: a list of
topics, a part of a topic, a member, the categories. A topic comes in parts of 20 posts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from community.kernel.text import fold
from community.setup.importing.records import Complain, Progress, Unreadable, Unusable

Json = dict[str, Any]
LARGEST = 2**63 - 1

TABLES = """
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA temp_store = FILE;
    CREATE TABLE part (topic INTEGER, file TEXT);
    CREATE TABLE listed (topic INTEGER PRIMARY KEY, file TEXT);
    CREATE TABLE member (key INTEGER PRIMARY KEY, file TEXT, said TEXT, name TEXT);
    CREATE TABLE badge (key INTEGER PRIMARY KEY, file TEXT, said TEXT);
"""


@dataclass(frozen=True)
class Part:
    """One file with posts of a topic."""

    file: str
    said: Json


class Staging:
    """What is where, kept on disk; the posts stay in their files. Its database has no name, so
    that nothing is left of it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = sqlite3.connect("")
        self._database.executescript(TABLES)
        self.categories: dict[int, Json] = {}  # there are never many

    def fill(self, complain: Complain, progress: Progress) -> None:
        """Raises Unreadable."""
        paths = sorted(self._folder.rglob("*.json"))
        if not paths:
            raise Unreadable(f"no .json files found in {self._folder}")
        for number, path in enumerate(paths, 1):
            name = path.relative_to(self._folder).as_posix()
            try:
                self._put(name, self.read(name))
            except Unusable as why:
                complain(f"{name}: {why}")
            progress("Reading the files", number / len(paths))
        self._database.execute("CREATE INDEX part_of_topic ON part (topic)")
        self._database.execute("CREATE INDEX member_name ON member (name)")

    def read(self, name: str) -> Json:
        """Raises Unusable."""
        try:
            said = json.loads((self._folder / name).read_bytes())
        except OSError as error:
            raise Unusable(str(error.strerror)) from None
        except (ValueError, RecursionError) as error:
            raise Unusable(f"not valid JSON: {error}") from None
        if not isinstance(said, dict):
            raise Unusable("not a response of the Discourse API")
        return said

    def members(self) -> Iterator[tuple[str, Json]]:
        for file, said in self._all("SELECT file, said FROM member ORDER BY key"):
            yield file, json.loads(said)

    def member_called(self, name: str) -> int | None:
        found = self._database.execute("SELECT key FROM member WHERE name = ?", (fold(name),))
        row = found.fetchone()
        return int(row[0]) if row else None

    def badges(self) -> Iterator[tuple[str, Json]]:
        for file, said in self._all("SELECT file, said FROM badge ORDER BY key"):
            yield file, json.loads(said)

    def topics(self) -> Iterator[tuple[int, list[Part]]]:
        """The parts of each topic, in the order of their numbers."""
        for (key,) in self._all("SELECT DISTINCT topic FROM part ORDER BY topic"):
            files = self._all("SELECT file FROM part WHERE topic = ? ORDER BY file", key)
            yield key, [Part(file, self.read(file)) for (file,) in files]

    def missing(self) -> Iterator[tuple[int, str]]:
        """Topics that a list has, and no file."""
        yield from self._all(
            "SELECT topic, file FROM listed WHERE topic NOT IN (SELECT topic FROM part)"
            " ORDER BY topic"
        )

    def __len__(self) -> int:
        found = self._database.execute("SELECT count(DISTINCT topic) FROM part")
        return int(found.fetchone()[0])

    def _all(self, query: str, *values: int) -> sqlite3.Cursor:
        return self._database.execute(query, values)

    # What a file is

    def _put(self, file: str, said: Json) -> None:
        """Raises Unusable."""
        found = [
            self._put_topic(file, said),
            self._put_members(file, said),
            self._put_badges(file, said),
            self._put_categories(said),
            self._put_list(file, said),
        ]
        if not any(found):
            raise Unusable("nothing to import")

    def _put_topic(self, file: str, said: Json) -> bool:
        stream = said.get("post_stream")
        if not isinstance(stream, dict):
            return False
        posts = listed(stream, "posts")
        topic = said.get("id") or (posts[0].get("topic_id") if posts else None)
        self._database.execute("INSERT INTO part VALUES (?, ?)", (number(topic), file))
        for post in posts:
            self._put_member(
                file,
                {"id": post.get("user_id"), "username": post.get("username"), "is_slight": True},
            )
        return True

    def _put_members(self, file: str, said: Json) -> bool:
        profile = said.get("user")
        if isinstance(profile, dict):
            self._put_member(file, profile)
        people = [row["user"] for row in listed(said, "directory_items") if "user" in row]
        people += listed(said, "users")
        for user in people:
            if isinstance(user, dict):
                self._put_member(file, {**user, "is_slight": True})
        return isinstance(profile, dict) or "directory_items" in said

    def _put_member(self, file: str, user: Json) -> None:
        """What a profile says of somebody counts more than what a list says."""
        key = user.get("id")
        if not isinstance(key, int) or abs(key) > LARGEST or not user.get("username"):
            return
        verb = "INSERT OR IGNORE" if user.get("is_slight") else "INSERT OR REPLACE"
        self._database.execute(
            f"{verb} INTO member VALUES (?, ?, ?, ?)",
            (key, file, json.dumps(user), fold(str(user["username"]))),
        )

    def _put_badges(self, file: str, said: Json) -> bool:
        profile = said.get("user")
        owner = profile.get("id") if isinstance(profile, dict) else None
        kinds = {kind.get("id"): kind for kind in listed(said, "badges")}
        for given in listed(said, "user_badges"):
            kind = kinds.get(given.get("badge_id"), {})
            row = {**given, "user_id": given.get("user_id", owner), "badge": kind}
            self._database.execute(
                "INSERT OR IGNORE INTO badge VALUES (?, ?, ?)",
                (number(given.get("id")), file, json.dumps(row)),
            )
        return "user_badges" in said

    def _put_categories(self, said: Json) -> bool:
        """From the list of categories, a category's own answer, or what the site says of itself."""
        inside = said.get("category_list")
        rows = listed(inside, "categories") if isinstance(inside, dict) else []
        rows += listed(said, "categories")
        one = said.get("category")
        rows += [one] if isinstance(one, dict) else []
        below = [child for row in rows for child in listed(row, "subcategory_list")]
        for row in rows + below:
            if isinstance(key := row.get("id"), int) and row.get("slug"):
                self.categories[key] = {**self.categories.get(key, {}), **row}
        return bool(rows)

    def _put_list(self, file: str, said: Json) -> bool:
        inside = said.get("topic_list")
        if not isinstance(inside, dict):
            return False
        for topic in listed(inside, "topics"):
            self._database.execute(
                "INSERT OR IGNORE INTO listed VALUES (?, ?)", (number(topic.get("id")), file)
            )
        return True


def listed(said: Json, name: str) -> list[Json]:
    """The objects in a list that may be missing."""
    rows = said.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def number(value: Any) -> int:
    """Raises Unusable."""
    if not isinstance(value, int) or abs(value) > LARGEST:
        raise Unusable(f"not a number: {str(value)[:30]}")
    return value
