"""Bringing a written community in, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from django.db import DataError, IntegrityError, connection, transaction
from redis import Redis

from community.discussions.posts.actions.repair import VIEWS
from community.kernel import store
from community.setup.backup.exporting import Progress, Tally, fingerprints, migrations_of
from community.setup.backup.lines import Refused, read
from community.setup.backup.media import undone_on_failure
from community.setup.backup.scope import Table, created_by_migrate, tables

BATCH = 1000  # rows written by one statement…
HEAVY = 1024 * 1024  # …or fewer, if they are as many bytes
EMPTY = "import into an empty one, such as `manage.py up --no-demo` creates"
# In Redis, of the community that was here before: without its bell, no version comes again.
KEPT = ("bell:*", "row:*", VIEWS)

Record = tuple[int, bytes, dict[str, Any]]  # a line's number, itself, what it says


class Import:
    """One file on its way in. Afterwards `tally` counts, and `notes` says what is to be known."""

    def __init__(self, file: BinaryIO, *, progress: Progress) -> None:
        self.tally = Tally()
        self.notes: list[str] = []
        self._records, self._progress = read(file), progress
        self._header: Mapping[str, Any] = {}
        self._tables: dict[str, Table] = {}

    def run(self) -> None:
        """Nobody is told of it, and no row is another than the one that was written down.

        Raises Refused, and then nothing was brought in.
        """
        with undone_on_failure() as files, transaction.atomic(durable=True):
            self._header = next(self._records)[2]
            kept = list(tables(secrets=self._header["secrets"]))
            self._tables = {table.label: table for table in kept}
            check_migrations(self._header, kept)
            make_room()
            for number, _line, part in self._fill():
                files.take(number, part)
            for table in kept:
                go_on_after(table, self._header["last_ids"].get(table.label, 0))
            self.tally.files = len(files.names)
        self._settle()

    def _fill(self) -> Iterator[Record]:
        """Write the rows, many at once and those of one table together; hand on what is none."""
        total, done = max(sum(self._header["counts"].values()), 1), 0
        table: Table | None = None
        held: list[Record] = []
        weight = 0
        for record in self._records:
            number, line, told = record
            if "file" in told:
                yield record
                continue
            came = self._table_of(number, told)
            if table and (came != table or len(held) >= BATCH or weight >= HEAVY):
                self._write(table, held, is_last=came != table)
                done += len(held)
                self._progress(f"Importing {table.label}", done / total)
                held, weight = [], 0
            table = came
            held.append(record)
            weight += len(line)
        if table:
            self._write(table, held, is_last=True)

    def _table_of(self, number: int, told: Mapping[str, Any]) -> Table:
        table = self._tables.get(str(told.get("model")))
        if table is None or not isinstance(told.get("row"), dict):
            raise Refused(f"Line {number} is of an unknown type")
        return table

    def _write(self, table: Table, held: list[Record], *, is_last: bool) -> None:
        try:
            insert(table, [line for _number, line, _told in held])
            if is_last:
                check_what_they_point_to()
        except (IntegrityError, DataError) as error:
            where = f"Could not import lines up to {held[-1][0]} ({table.label})"
            raise Refused(f"{where}: {str(error).splitlines()[0]}") from None
        self.tally.rows[table.label] = self.tally.rows.get(table.label, 0) + len(held)

    def _settle(self) -> None:
        """What is no part of the community: how PostgreSQL plans, and what Redis remembers."""
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {names_of(self._tables.values())}")
        if not store.ask_or(False, forget_what_was_kept):
            self.notes.append("Redis is not available: flush it before you start the site.")
        encrypted = self.tally.rows.get("mfa.authenticator", 0)
        if encrypted and not set(fingerprints()) & set(self._header["encryption_keys"]):
            self.notes.append(
                f"{encrypted} two-factor secrets are encrypted with another key: copy the file"
                " encryption_key (or ENCRYPTION_KEY), or these members cannot sign in."
            )


def check_migrations(header: Mapping[str, Any], kept: list[Table]) -> None:
    """Rows go back into the tables that they came from. Raises Refused."""
    here, there = migrations_of(kept), header["migrations"]
    if not here:
        raise Refused("The database is empty: run `manage.py migrate` first")
    for app in sorted({*here, *there}):
        if here.get(app) != there.get(app):
            raise Refused(
                f"The file was written at migration {app} {there.get(app)}, the database is at"
                f" {here.get(app)}: import it with version {header.get('product')}, then update"
            )


def make_room() -> None:
    """Take out what `migrate` made; nobody writes meanwhile. Raises Refused where more is there."""
    every, created = list(tables()), created_by_migrate()
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names_of(every)} IN SHARE ROW EXCLUSIVE MODE")
        # Members first: they say the most.
        for table in sorted(every, key=lambda table: table.label != "accounts.user"):
            theirs = created.get(table.label, "FALSE")
            cursor.execute(f"SELECT count(*) FROM {table.name} WHERE NOT ({theirs})")  # noqa: S608
            if own := cursor.fetchone()[0]:
                raise Refused(f"This community is not empty ({table.label}: {own:,}): {EMPTY}")
        for table in reversed(every):
            if table.label in created:
                cursor.execute(f"DELETE FROM {table.name}")  # noqa: S608 - our own name
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def insert(table: Table, lines: list[bytes]) -> None:
    """PostgreSQL reads the JSON that it wrote, so no value is rounded on its way."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    values = ", ".join(
        f"coalesce(one.\"{column}\", 'null')" if column in table.null_json else f'one."{column}"'
        for column in table.columns
    )
    statement = (  # put together from the models' own names
        f"INSERT INTO {table.name} ({columns}) SELECT {values}"  # noqa: S608
        f" FROM json_array_elements(%s::json) AS line,"
        f" json_populate_record(NULL::{table.name}, line -> 'row') AS one"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"[{b','.join(lines).decode()}]"])


def check_what_they_point_to() -> None:
    """Rows of one table may point to each other, so they are asked together; then no more."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def go_on_after(table: Table, last: int) -> None:
    """The next key is one that was never given, neither here nor there."""
    if table.has_sequence and last:
        with connection.cursor() as cursor:
            sequence = "SELECT setval(pg_get_serial_sequence(%s, %s), %s)"
            cursor.execute(sequence, [table.name, table.key, last])


def names_of(kept: Iterable[Table]) -> str:
    """For a statement about many tables."""
    return ", ".join(table.name for table in kept)


def forget_what_was_kept(redis: Redis) -> bool:
    """Pages of another community, that lay under the same keys."""
    for pattern in KEPT:
        for key in redis.scan_iter(pattern, count=1000):
            redis.unlink(key)
    return True
