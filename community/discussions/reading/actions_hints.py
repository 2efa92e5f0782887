"""Keeping `Reading.unread_hint`, so that the unread list asks few of the threads that one follows.

A list must never miss an unread thread, and may ask about one that is read. So whoever writes a
post, reads or follows only ever makes candidates: the triggers of migrations 0009 and 0010 say of a
thread that its readings' hints are outdated, or set a reading to UNKNOWN, and the list asks all of
those.
What makes a candidate none is here alone, one at a time: then nobody's write can be overwritten by
a decision that did not see it, whoever commits first. Late, it costs time and changes no list.
"""

from django.db import connection, transaction

from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading, UnreadHint

READINGS = 1000  # in one transaction
THREADS = 100
MOST_ROUNDS = 200  # in one run; what is left is due again

ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('discussions.hints'))"
# What somebody is writing to at this moment is left for the next time.
UNKNOWN = f"""
    SELECT id FROM discussions_reading
    WHERE unread_hint = {UnreadHint.UNKNOWN:d}
    ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""  # noqa: S608 - a number of ours
SETTLE = """
    UPDATE discussions_reading AS reading
    SET unread_hint = (reading.last_read_number < thread.highest_number)::int
    FROM discussions_thread AS thread
    WHERE thread.id = reading.thread_id AND reading.id = ANY(%s)
"""
OUTDATED = """
    SELECT id, highest_number FROM discussions_thread
    WHERE has_outdated_hints AND id > %s ORDER BY id LIMIT %s
"""
# In the order in which "mark all read" locks them.
SPREAD = f"""
    WITH behind AS MATERIALIZED (
        SELECT reading.id FROM discussions_reading AS reading
        JOIN unnest(%(ids)s::bigint[], %(numbers)s::int[]) AS grown (id, number)
            ON grown.id = reading.thread_id AND reading.last_read_number < grown.number
        WHERE reading.level >= {Level.TRACKING:d} AND reading.unread_hint = {UnreadHint.NO:d}
        ORDER BY reading.id FOR NO KEY UPDATE OF reading
    )
    UPDATE discussions_reading AS reading SET unread_hint = {UnreadHint.YES:d}
    FROM behind WHERE reading.id = behind.id
"""  # noqa: S608 - numbers of ours
# Unless one more post was written since, or is being written.
UP_TO_DATE = """
    WITH still AS MATERIALIZED (
        SELECT thread.id FROM discussions_thread AS thread
        JOIN unnest(%(ids)s::bigint[], %(numbers)s::int[]) AS grown (id, number)
            ON grown.id = thread.id AND grown.number = thread.highest_number
        ORDER BY thread.id FOR NO KEY UPDATE OF thread SKIP LOCKED
    )
    UPDATE discussions_thread AS thread SET has_outdated_hints = false
    FROM still WHERE thread.id = still.id
"""
REPAIR = f"""
    UPDATE discussions_reading AS reading SET unread_hint = {UnreadHint.UNKNOWN:d}
    FROM discussions_thread AS thread
    WHERE thread.id = reading.thread_id AND NOT thread.has_outdated_hints
        AND reading.level >= {Level.TRACKING:d} AND reading.unread_hint = {UnreadHint.NO:d}
        AND reading.last_read_number < thread.highest_number
    RETURNING reading.id
"""  # noqa: S608 - numbers of ours


def are_hints_due() -> bool:
    """Whether there is anything for `update_hints` to do; two looks into empty indexes if not."""
    unknown = Reading.objects.filter(unread_hint=UnreadHint.UNKNOWN)
    return Thread.objects.filter(has_outdated_hints=True).exists() or unknown.exists()


def update_hints() -> None:
    """Settle what is UNKNOWN, and tell the readings of threads that grew. Another run that is
    under way does it instead."""
    rounds = 0
    while rounds < MOST_ROUNDS and _settle() == READINGS:
        rounds += 1
    last = 0
    while rounds < MOST_ROUNDS and (last := _spread(last)):
        rounds += 1


def repair_hints() -> list[str]:
    """Make candidates of readings whose hint is wrong; return a line for each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(REPAIR)
        return [f"reading {pk}: its unread hint was wrong" for (pk,) in cursor.fetchall()]


def _settle() -> int:
    """Look at some readings of which nothing is known; return how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_alone(cursor):
            return 0
        cursor.execute(UNKNOWN, [READINGS])
        ids = [pk for (pk,) in cursor.fetchall()]
        if ids:  # a statement of its own: it sees whatever was committed before the locks
            cursor.execute(SETTLE, [ids])
    return len(ids)


def _spread(after: int) -> int:
    """Tell the readings of some threads; return the last of these threads, or 0.

    No thread is locked meanwhile. Once all readings that are behind a number are candidates, they
    stay it until they are read to there; so the second transaction asks only if that is the last.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_alone(cursor):
            return 0
        cursor.execute(OUTDATED, [after, THREADS])
        found = cursor.fetchall()
        grown = {"ids": [pk for pk, _ in found], "numbers": [number for _, number in found]}
        if found:
            cursor.execute(SPREAD, grown)
    if not found:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UP_TO_DATE, grown)
    return int(found[-1][0])


def _is_alone(cursor) -> bool:  # type: ignore[no-untyped-def]
    """Until the transaction ends no other one decides."""
    cursor.execute(ALONE)
    return bool(cursor.fetchone()[0])
