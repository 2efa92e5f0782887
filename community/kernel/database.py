"""What a process has to know of its connection to the database."""

from django.db.backends.base.base import BaseDatabaseWrapper


def has_pooler(connection: BaseDatabaseWrapper) -> bool:
    """Whether a pooler such as PgBouncer stands between this process and PostgreSQL.

    Then each transaction may run in another session: what is set, prepared or listened to in one
    is not there in the next. A pooler gives its clients a number of its own where PostgreSQL gives
    the id of the process that serves them, so one statement finds out. Connects where needed;
    raises django.db.Error when it cannot.
    """
    connection.ensure_connection()
    # Over the driver's cursor: it belongs to the connection, and is no query of a request.
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [serving] = cursor.fetchone()
    return bool(connection.connection.info.backend_pid != serving)
