"""The event log is partitioned by month: what is old is moved or dropped whole.

A default partition takes what no month is there for, so publishing never fails; its rows move
to their month when that is made.
"""

from datetime import UTC, date, datetime

from django.db import connection, transaction

AHEAD = 3  # months that are made before they are needed


def make_partitions(today: date | None = None) -> list[str]:
    """Make the partitions of this month and the next ones; return those that are new.

    Running it again, or twice at once, does nothing more.
    """
    first = (today or datetime.now(UTC).date()).replace(day=1)
    made = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('events.partitions'))")
        for _ in range(AHEAD + 1):
            after = _next_month(first)
            if _make(cursor, f"events_eventrecord_{first:%Y_%m}", first, after):
                made.append(f"{first:%Y-%m}")
            first = after
    return made


def _next_month(first: date) -> date:
    return (
        first.replace(year=first.year + 1, month=1)
        if first.month == 12
        else first.replace(month=first.month + 1)
    )


def _make(cursor, table: str, first: date, after: date) -> bool:  # type: ignore[no-untyped-def]
    cursor.execute("SELECT to_regclass(%s)", [table])
    if cursor.fetchone()[0]:
        return False
    bounds = [f"{first} 00:00+00", f"{after} 00:00+00"]
    # Names and dates are ours, not anybody's input.
    cursor.execute(
        f"CREATE TABLE {table} (LIKE events_eventrecord INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
    )
    cursor.execute(
        f"WITH strayed AS (DELETE FROM events_eventrecord_default"  # noqa: S608
        f" WHERE occurred_at >= %s AND occurred_at < %s RETURNING *)"
        f" INSERT INTO {table} SELECT * FROM strayed",
        bounds,
    )
    cursor.execute(
        f"ALTER TABLE events_eventrecord ATTACH PARTITION {table} FOR VALUES FROM (%s) TO (%s)",
        bounds,
    )
    return True
