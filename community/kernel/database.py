"""What a process has to know of its connection to the database, and statements that are planned
once in a session."""

from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


def has_pooler(connection: BaseDatabaseWrapper) -> bool:
    """Whether a pooler such as PgBouncer stands between this process and PostgreSQL.

    Then each transaction may run in another session: what is set, prepared or listened to in one
    is not there in the next. A pooler gives its clients a number of its own where PostgreSQL gives
    the id of the process that serves them, so one statement finds out. Connects where needed;
    raises django.db.Error when it cannot.
    """
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [serving] = cursor.fetchone()
    return bool(connection.connection.info.backend_pid != serving)


# The names that are prepared in each session where that is allowed.
_sessions: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def allow_preparing(connection: BaseDatabaseWrapper) -> None:
    """Let statements be prepared in this session, which must be one without a pooler."""
    _sessions[connection.connection] = set()


class Statement:
    """SQL that is planned once in each session where that is allowed, and each time elsewhere.

    PostgreSQL forgets a plan when the table's statistics or columns change. One plan serves all
    values, so this is for statements that go by an index whatever they are.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        """`sql` has named values, %(ids)s; `types` says what each is in PostgreSQL."""
        self.name, self._sql = name, sql
        numbered = {value: f"${n}" for n, value in enumerate(types, 1)}
        values = ", ".join(f"%({value})s" for value in types)
        self._prepare = f"PREPARE {name} ({', '.join(types.values())}) AS {sql % numbered}"
        self._execute = f"EXECUTE {name} ({values})"

    def text(self) -> str:
        """What to execute with the values, over the default connection."""
        connection.ensure_connection()
        prepared = _sessions.get(connection.connection)
        if prepared is None:
            return self._sql
        if self.name not in prepared:
            with connection.wrap_database_errors, connection.connection.cursor() as cursor:
                cursor.execute(self._prepare)  # it stays when the transaction is undone
            prepared.add(self.name)
        return self._execute
