"""What writes documents. `index` is called in the transaction of whoever learned of a change."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from community.kernel.statements import Statement
from community.search.indexing.rows import COLUMNS, columns_of
from community.search.models import Outdated
from community.search.registration import source_named

INLINE = 50  # documents of a group that are indexed at once; of a larger one a job does it
MISSING = "missing"  # in place of a lexeme: what has no document, or is gone and has one

# Whoever indexes an object holds its lock from before it reads until it commits: of two, the later
# one reads what the earlier one saw or newer, and a document is never older than its object's last
# event. A lock is of a thousand neighbours, since a rebuild takes them in this order.
HOLD = Statement("""
    SELECT pg_advisory_xact_lock(hashtext('search ' || %(source)s::text), part)
    FROM unnest(%(parts)s::integer[]) AS part
""")
UNSENT = """
    INSERT INTO search_unsent (document_id) SELECT id FROM changed WHERE %(is_sent)s
    ON CONFLICT (document_id) DO UPDATE SET changed_at = statement_timestamp()
"""
_cast = {"tags": "bigint[]", "states": "varchar[]", "lexemes": "tsvector"}
_told = ", ".join(f"%({name})s::{kind}[]" for name, kind in COLUMNS.items())
_typed = ", ".join(f"{name}::{_cast.get(name, kind)}" for name, kind in COLUMNS.items())
_copied = [name for name in COLUMNS if name != "object_id"]
WRITE = Statement(f"""
    WITH changed AS (
        INSERT INTO search_document AS document (source, {", ".join(COLUMNS)})
        SELECT %(source)s::text, {_typed}
        FROM unnest({_told})
            AS told ({", ".join(COLUMNS)})
        ON CONFLICT (source, object_id) DO UPDATE SET
            ({", ".join(_copied)}, indexed_at)
            = ({", ".join(f"excluded.{name}" for name in _copied)}, statement_timestamp())
        WHERE ({", ".join(f"document.{name}" for name in _copied)})
            IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _copied)})
        RETURNING id
    ), unsent AS ({UNSENT})
    SELECT count(*) FROM changed
""")  # noqa: S608 - put together from constants
DELETE = Statement(f"""
    WITH changed AS (
        DELETE FROM search_document
        WHERE source = %(source)s::text AND object_id = ANY(%(ids)s::bigint[])
            AND (kind = %(kind)s::text OR %(kind)s::text = '')
        RETURNING id
    ), unsent AS ({UNSENT})
    SELECT count(*) FROM changed
""")  # noqa: S608 - put together from constants


def index(source: str, ids: Iterable[int], *, kind: str = "") -> int:
    """Let the documents of these objects be as the objects are now; how many were found.

    What the source no longer gives loses its document. With `kind`, only objects of that kind are
    looked at. Raises RuntimeError outside a transaction.
    """
    wanted = sorted(set(ids))
    if not connection.in_atomic_block:
        raise RuntimeError("index() belongs inside the transaction of whoever learned of a change")
    of = source_named(source)
    if of is None or not wanted:
        return 0
    _hold(source, wanted)
    found = list(of.read(wanted))
    entries = [entry for entry in found if not kind or entry.kind == kind]
    is_sent = bool(settings.ELASTICSEARCH_URL)
    if entries:
        WRITE.fetched({"source": source, "is_sent": is_sent, **columns_of(source, entries)})
    there = {entry.object_id for entry in found}
    if gone := [pk for pk in wanted if pk not in there]:
        DELETE.fetched({"source": source, "ids": gone, "kind": kind, "is_sent": is_sent})
    return len(entries)


def _hold(source: str, ids: Sequence[int]) -> None:
    """In order, so that of two each waits for the other at most once."""
    HOLD.fetched({"source": source, "parts": sorted({(pk >> 10) % 256 for pk in ids})})


# A job that is working on the row finds another due time than it had set, and starts again.
OUTDATE = Statement("""
    INSERT INTO search_outdated (source, group_id, lexeme, done_id, due_at, attempts, error)
    SELECT %(source)s::text, group_id, %(lexeme)s::text, 0, clock_timestamp(), 0, ''
    FROM unnest(%(groups)s::bigint[]) AS group_id ORDER BY group_id
    ON CONFLICT (source, group_id, lexeme)
    DO UPDATE SET done_id = 0, due_at = clock_timestamp(), attempts = 0, error = ''
    RETURNING id
""")


def outdate(source: str, *, group_id: int | None = None, lexeme: str = "") -> None:
    """Let a job index the documents of a group, those with a lexeme, or all of the source again.

    A small group is indexed at once.
    """
    if group_id is None:
        OUTDATE.fetched({"source": source, "groups": [None], "lexeme": lexeme})
    else:
        index_groups(source, [group_id])


def outdate_groups(source: str, group_ids: Iterable[int]) -> None:
    """The same for many groups, by the job in any case."""
    if groups := sorted(set(group_ids)):
        OUTDATE.fetched({"source": source, "groups": groups, "lexeme": ""})


def index_groups(source: str, group_ids: Iterable[int], *, ids: Iterable[int] = ()) -> None:
    """Index small groups at once, together with `ids`, and let a job do the others."""
    of = source_named(source)
    if of is None:
        return
    wanted, large = set(ids), []
    for group_id in sorted(set(group_ids)):
        found = of.ids_of_group(group_id, 0, INLINE + 1)
        if len(found) > INLINE:
            large.append(group_id)
        else:
            wanted.update(found)
    index(source, wanted)
    outdate_groups(source, large)


def outdate_missing(sources: Iterable[str]) -> None:
    """Let a job look through these sources for objects without a document, and the reverse."""
    for source in sorted(sources):
        outdate(source, lexeme=MISSING)


def retry(*, outdated: Outdated) -> None:
    """Let the job try again what it gave up."""
    Outdated.objects.filter(pk=outdated.pk).update(attempts=0, error="", due_at=Now())
