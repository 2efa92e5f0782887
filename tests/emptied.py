"""After a test that commits: the database is what `migrate` left, without the cost of a flush.

Django's way empties each of a hundred tables and lets every app make its rows again. Here only
the tables that hold something are emptied, and what migrate had put there comes from a copy.
"""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

TABLES = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND relname <> 'django_migrations'
    ORDER BY relname
"""
COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def keep_what_is_there() -> None:
    """Copy the rows of this migrated database into a schema beside it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA migrated")
        for table in filled(cursor):
            cursor.execute(f'CREATE TABLE migrated."{table}" AS TABLE "{table}"')


def empty() -> None:
    """In one transaction and without triggers, so the order of the tables does not matter."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        kept = _kept(connection.settings_dict["NAME"])
        for table in filled(cursor):
            cursor.execute(f'DELETE FROM "{table}"')
        for table, columns in kept.items():
            cursor.execute(
                f'INSERT INTO "{table}" ({columns}) OVERRIDING SYSTEM VALUE'
                f' SELECT {columns} FROM migrated."{table}"'
            )
    ContentType.objects.clear_cache()


def filled(cursor) -> list[str]:  # type: ignore[no-untyped-def]
    """The tables that hold something."""
    cursor.execute(TABLES)
    tables = [name for (name,) in cursor.fetchall()]
    each = (f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables)
    cursor.execute(" UNION ALL ".join(each))
    return [name for (name,) in cursor.fetchall()]


@cache
def _kept(_database: str) -> dict[str, str]:
    """The tables that were copied, with their columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'migrated'::regnamespace")
        columns = {}
        for (table,) in cursor.fetchall():
            cursor.execute(COLUMNS, [f'public."{table}"'])
            columns[table] = cursor.fetchone()[0]
        return columns
