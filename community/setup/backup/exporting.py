"""Writing a community down, as it was at one moment, beside a running product."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from community.events.models import Delivery
from community.notifications.models import TRIES, Mail
from community.setup.backup.lines import FORMAT, VERSION, Writer, product
from community.setup.backup.media import names_in, parts_of
from community.setup.backup.scope import Table, blanked, tables

AT_ONCE = 200  # rows held in memory

Progress = Callable[[str, float], None]  # what, and how much of all of it: 0 to 1


@dataclass
class Tally:
    """What went into a file, or came out of it."""

    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    waiting: int = 0  # what is still to be told or sent, and in no file

    def __str__(self) -> str:
        members, threads, posts = (
            f"{self.rows.get(label, 0):,} {what}"
            for label, what in (
                ("accounts.user", "members"),
                ("discussions.thread", "threads"),
                ("discussions.post", "posts"),
            )
        )
        total = sum(self.rows.values())
        return f"{members}, {threads}, {posts}; {total:,} rows in all, {self.files:,} files"


def export_community(file: BinaryIO, *, secrets: bool, progress: Progress) -> Tally:
    """Write all of it. Nobody waits for it, and what is written meanwhile is not in it."""
    writer = Writer(file)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        kept = list(tables(secrets=secrets))
        tally = Tally(rows={table.label: _count(table) for table in kept})
        unsent = Mail.objects.filter(sent_at=None, dropped_at=None, attempts__lt=TRIES)
        tally.waiting = Delivery.objects.count() + unsent.count()
        writer.tell(_header(kept, tally, secrets=secrets))
        total, done = max(sum(tally.rows.values()), 1), 0
        for table in kept:
            for lines in _rows(table, secrets=secrets):
                writer.write(lines)
                done += len(lines)
                progress(f"Writing {table.label}", done / total)
    for name in sorted(names_in(default_storage)):
        for part in parts_of(name):
            writer.tell(part)
            tally.files += part["at"] == 0
    writer.end()
    return tally


def migrations_of(kept: list[Table]) -> dict[str, str]:
    """The newest migration of each app that these tables belong to.

    A database may have had some that were squashed since: those are not counted.
    """
    apps = {table.app for table in kept}
    loader = MigrationLoader(connection)
    applied = sorted(loader.applied_migrations.keys() & loader.disk_migrations.keys())
    return {app: name for app, name in applied if app in apps}


def fingerprints() -> list[str]:
    """Of the keys to what is stored encrypted; a key cannot be told from its fingerprint."""
    return [
        hashlib.sha256(f"backup {key}".encode()).hexdigest()[:16]
        for key in settings.ENCRYPTION_KEYS
    ]


def _header(kept: list[Table], tally: Tally, *, secrets: bool) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "product": product(),
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "secrets": secrets,
        "encryption_keys": fingerprints() if secrets else [],
        "migrations": migrations_of(kept),
        "counts": tally.rows,
        "last_ids": {table.label: _last_id(table) for table in kept if table.has_sequence},
    }


def _count(table: Table) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table.name}")  # noqa: S608 - our own name
        return int(cursor.fetchone()[0])


def _last_id(table: Table) -> int:
    """The last key that was given to a row, even if that row is gone: none is given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table.name, table.key])
        sequence = cursor.fetchone()[0]
        cursor.execute(f"SELECT last_value, is_called FROM {sequence}")  # noqa: S608 - our own
        last, is_called = cursor.fetchone()
    return int(last) if is_called else 0


def _rows(table: Table, *, secrets: bool) -> Iterator[list[str]]:
    """Lines, some at a time. PostgreSQL writes the JSON: to the last digit, and fast."""
    instead = {} if secrets else blanked()
    columns = ", ".join(
        f'{instead[table.label, column]} AS "{column}"'
        if (table.label, column) in instead
        else f'"{column}"'
        for column in table.columns
    )
    before = f'{{"model": {json.dumps(table.label)}, "row": '
    statement = (  # put together from the models' own names
        f"SELECT row_to_json(one)::text FROM"  # noqa: S608
        f' (SELECT {columns} FROM {table.name} ORDER BY "{table.key}") AS one'
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while found := cursor.fetchmany(AT_ONCE):
            yield [f"{before}{row}}}" for (row,) in found]
