"""The table of words. It is counted from the documents by jobs; a search never writes to it."""

from django.db import connection, transaction

from community.accounts.models import Audience
from community.kernel.store import ask_or
from community.search.models import Document, Word

RANGE = 20_000  # ids of documents that one statement counts
COUNTED = "search:words:counted"  # the id of the last document that was counted
ALONE = "SELECT pg_try_advisory_xact_lock(hashtext('search.words'))"

# Words are letters alone: stems have a mark, and the keys of operators a slash. What is counted is
# which documents have a word, so one that is indexed again between two full counts counts twice.
COUNT = r"""
    INSERT INTO pg_temp.search_counted (word, documents_count)
    SELECT word, ndoc FROM ts_stat(format(
        'SELECT lexemes FROM search_document WHERE audience_id = %%s AND id > %%s AND id <= %%s',
        %(audience)s, %(after)s, %(upto)s
    ))
    WHERE word !~ '[~/0-9[:punct:]]' AND char_length(word) BETWEEN 3 AND 40
    ON CONFLICT (word)
        DO UPDATE SET documents_count
            = search_counted.documents_count + EXCLUDED.documents_count
"""
SAVE = """
    INSERT INTO search_word AS known (word, documents_count, variants)
    SELECT word, documents_count, ARRAY(
        SELECT word::text UNION
        SELECT overlay(word PLACING '' FROM at FOR 1) FROM generate_series(1, char_length(word)) at
    )
    FROM pg_temp.search_counted
    ON CONFLICT (word) DO UPDATE SET documents_count = {count}
    WHERE known.documents_count <> {count}
"""
ADD = SAVE.format(count="known.documents_count + EXCLUDED.documents_count")
REPLACE = SAVE.format(count="EXCLUDED.documents_count")
FORGET = """
    DELETE FROM search_word AS known WHERE NOT EXISTS (
        SELECT FROM pg_temp.search_counted AS counted WHERE counted.word = known.word
    )
"""


@transaction.atomic
def count_words() -> None:
    """Add the words of the public documents that are new since the last time: all of them, if none
    were counted; none, if how far it came is forgotten, until the nightly count of all."""
    if not _is_alone():
        return
    last = _last_id()
    counted = ask_or(None, lambda redis: redis.get(COUNTED)) if Word.objects.exists() else 0
    _count(last if counted is None else int(counted), last)
    _run(ADD)
    _finish(last)


@transaction.atomic
def recount_words() -> None:
    """Count the words of all public documents. Until it is done, the table is as it was."""
    if not _is_alone():
        return
    last = _last_id()
    _count(0, last)
    _run(FORGET)
    _run(REPLACE)
    _finish(last)


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(ALONE)
        return bool(cursor.fetchone()[0])


def _last_id() -> int:
    rows = Document.objects.order_by("-pk").values_list("pk", flat=True)
    return rows.first() or 0


def _count(after: int, last: int) -> None:
    _run(
        "CREATE TEMP TABLE search_counted (word text PRIMARY KEY, documents_count int NOT NULL)"
        " ON COMMIT DROP"
    )
    for start in range(after, last, RANGE):
        upto = min(start + RANGE, last)
        _run(COUNT, audience=Audience.PUBLIC_ID, after=start, upto=upto)


def _run(sql: str, **values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)


def _finish(last: int) -> None:
    _run("DROP TABLE pg_temp.search_counted")
    transaction.on_commit(lambda: ask_or(None, lambda redis: redis.set(COUNTED, last)))
