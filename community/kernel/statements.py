"""Statements that PostgreSQL keeps parsed and planned for a connection: PREPARE and EXECUTE.

To plan a join of ten tables costs more than to run it. A statement is prepared when a connection
runs it for the second time, and its name is a hash of its SQL, so a name never stands for another.

Prepared statements belong to a session of the server. A pooler in transaction mode gives each
transaction any session, so behind one, the plain SQL runs. docs/decisions/0034 tells how it is
found out, and what happens where it is not.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary, WeakValueDictionary

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from psycopg2.errorcodes import (
    DUPLICATE_PREPARED_STATEMENT,
    FEATURE_NOT_SUPPORTED,
    INVALID_SQL_STATEMENT_NAME,
)
from psycopg2.extensions import AsIs

from community.kernel.database import has_pooler

Row: TypeAlias = tuple[Any, ...]

KEPT = 100  # statements of one connection: each takes some 160 kB of the server's memory
SEEN = 100  # statements that it has run once of late: what is rarer than that is not prepared

SLOT = re.compile(r"%%|%\((\w+)\)s(?:::(\w+(?:\[\])?))?")
EXECUTE = re.compile(r"EXECUTE (kept_\w+)")
TYPES = {bool: "boolean", int: "bigint", float: "float8", str: "text", datetime: "timestamptz"}


@dataclass(eq=False)
class Statement:
    """SQL with named slots, `%(name)s`, such as `%(member)s`.

    What `constants` has a value for is written into it, so that the planner knows it. A slot that
    is cast has that type (`%(groups)s::bigint[]`); those of others follow from their values, which
    None and empty lists do not tell.
    """

    sql: str
    constants: Mapping[str, Any] = field(default_factory=dict)
    _slots: dict[str, str] = field(default_factory=dict, init=False, repr=False)  # name to its type
    _typed: dict[tuple[str, ...], _Typed] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name, cast in SLOT.findall(self.sql):
            if name and name not in self.constants:
                self._slots[name] = self._slots.get(name) or cast

    def fetched(self, values: Mapping[str, Any]) -> list[Row]:
        """Run it with these values of its slots, and return the rows. Others are ignored."""
        with connection.cursor() as cursor:  # reconnects if the connection was lost
            server = _session() if settings.PREPARED_STATEMENTS else None
            try:
                if server and (typed := server.ready(self, values)):
                    return _run(cursor, typed.execute, [values[name] for name in self._slots])
            except DatabaseError as error:
                if server is None or not server.is_at_fault(error) or connection.in_atomic_block:
                    raise
            return _run(cursor, self.sql, {**self.constants, **values})

    def typed(self, values: Mapping[str, Any]) -> _Typed | None:
        """The statement for values of these types; None where a value does not tell its type."""
        types = tuple(cast or _type_of(values[name]) for name, cast in self._slots.items())
        found = self._typed.get(types)
        if found is None and "" not in types:
            found = self._typed[types] = self._written(types)
        return found

    def _written(self, types: tuple[str, ...]) -> _Typed:
        slots = {name: AsIs(f"${n}") for n, name in enumerate(self._slots, 1)}
        with connection.connection.cursor() as cursor:
            sql = cursor.mogrify(self.sql, {**self.constants, **slots}).decode()
        declared = f"({', '.join(types)})" if types else ""
        name = f"kept_{sha256(f'{declared}{sql}'.encode()).hexdigest()[:32]}"
        given = f"({', '.join(['%s'] * len(types))})" if types else ""
        typed = _Typed(name, f"PREPARE {name} {declared} AS {sql}", f"EXECUTE {name} {given}", sql)
        return _named.setdefault(name, typed)


def _run(cursor: CursorWrapper, sql: str, values: Any) -> list[Row]:
    cursor.execute(sql, values)
    found: list[Row] = cursor.fetchall()
    return found


@dataclass(frozen=True, eq=False)
class _Typed:
    name: str
    prepare: str
    execute: str
    sql: str


_named: WeakValueDictionary[str, _Typed] = WeakValueDictionary()


def sql_of(sent: str) -> str:
    """The SQL that an EXECUTE stands for, and any other as it is: for logs and tests."""
    found = EXECUTE.match(sent)
    return _named[found[1]].sql if found else sent


def _type_of(value: Any) -> str:
    """What PostgreSQL calls the type of a value; nothing for those that do not tell."""
    if isinstance(value, list):
        return f"{_type_of(value[0])}[]" if value else ""
    return TYPES.get(type(value), "")


class _Session:
    """What is known of the session of the server that a connection was given."""

    def __init__(self) -> None:
        self.is_own = not has_pooler(connection)
        self.kept: OrderedDict[str, None] = OrderedDict()
        self.stale: set[str] = set()
        self.seen: OrderedDict[str, None] = OrderedDict()
        self.unfit: set[str] = set()
        self.last = ""

    def ready(self, statement: Statement, values: Mapping[str, Any]) -> _Typed | None:
        """The statement as it is prepared here; None where its SQL is to be sent."""
        typed = statement.typed(values) if self.is_own else None
        if typed is None:
            return None
        name = self.last = typed.name
        if name in self.unfit:
            return None
        if name in self.kept:
            self.kept.move_to_end(name)
            return typed
        if name not in self.seen:
            if len(self.seen) >= SEEN:
                self.seen.popitem(last=False)
            self.seen[name] = None
            return None
        del self.seen[name]
        if len(self.kept) >= KEPT:
            self.stale.add(self.kept.popitem(last=False)[0])
        return typed if self._prepares(typed) else None

    def _prepares(self, typed: _Typed) -> bool:
        """Whether it can be: a text that stands for a time says as SQL what it is, as text not."""
        again, others = self.stale & {typed.name}, self.stale - {typed.name}
        given_up = [[f"DEALLOCATE {name}" for name in names] for names in (again, others)]
        sent = "; ".join([*given_up[0], typed.prepare, *given_up[1]])
        within = connection.in_atomic_block
        try:
            _ask(f"SAVEPOINT kept; {sent}; RELEASE SAVEPOINT kept" if within else sent)
        except DatabaseError as error:
            if within:
                _ask("ROLLBACK TO SAVEPOINT kept; RELEASE SAVEPOINT kept")
            if not self.is_at_fault(error):
                self.unfit.add(typed.name)
            return False
        self.stale.clear()
        self.kept[typed.name] = None
        return True

    def is_at_fault(self, error: DatabaseError) -> bool:
        """Whether the prepared statement failed, and not the query."""
        code = getattr(error.__cause__, "pgcode", None)
        if code in {INVALID_SQL_STATEMENT_NAME, DUPLICATE_PREPARED_STATEMENT}:
            self.is_own = False  # a pooler that was taken for a server
        elif code == FEATURE_NOT_SUPPORTED:  # a migration changed the type of a column in it
            self.stale.update({self.last} & self.kept.keys())
            self.kept.pop(self.last, None)
        else:
            return False
        return True


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()


def _session() -> _Session:
    """The session of this thread's connection; after a reconnect it is a new one."""
    found = _sessions.get(connection.connection)
    if found is None:
        found = _sessions[connection.connection] = _Session()
    return found


def _ask(sql: str) -> Any:
    """What belongs to the connection, not to the request: no query of its own in logs and tests."""
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None
