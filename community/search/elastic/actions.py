"""How documents get to Elasticsearch: what was written since, and all of them into a new index.

Whatever is sent is read from the table at that moment, and sent by one process at a time, under a
lock. So the last one to send a document sends it as it is, and whoever is killed has taken nothing
off the list: it is sent again. What a killed process sent may still arrive later; it carries a
lower version, and Elasticsearch refuses it.
"""

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from community.search.elastic import index, indices
from community.search.elastic.client import PATIENCE, tell
from community.search.elastic.documents import body_of
from community.search.models import Document, Rebuild, Unsent

logger = logging.getLogger(__name__)

BATCH = 500  # documents
MOST_BATCHES = 100  # in one run; what is left is sent in the next
MOST_BYTES = 10_000_000  # of one request
REBUILD = "elasticsearch"  # the row that says how far a new index is filled

# Who holds it may wait for Elasticsearch, longer than one waits for a row.
ALONE = """
    SET LOCAL lock_timeout = '120s';
    SELECT pg_advisory_xact_lock(hashtext('search.elasticsearch'))
"""
ALONE_NOW = "SELECT pg_try_advisory_xact_lock(hashtext('search.elasticsearch'))"
# Rises with time, whatever becomes of the database. Taken under the lock, it orders what is sent.
NEXT_VERSION = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
# xmin changes with whatever is written to a row.
OLDEST = """
    SELECT document_id, changed_at, xmin::text FROM search_unsent
    WHERE %(after)s::timestamptz IS NULL OR (changed_at, document_id) > (%(after)s, %(id)s)
    ORDER BY changed_at, document_id LIMIT %(most)s
"""
# One that is being written to at this moment is not waited for: it is to be sent again anyway.
TAKE_OFF = """
    DELETE FROM search_unsent WHERE document_id IN (
        SELECT unsent.document_id FROM search_unsent AS unsent
        JOIN unnest(%(ids)s::bigint[], %(seen)s::text[]) AS sent (id, seen)
            ON sent.id = unsent.document_id AND sent.seen = unsent.xmin::text
        ORDER BY 1 FOR UPDATE OF unsent SKIP LOCKED
    )
"""


@dataclass(frozen=True)
class Progress:
    """How far a new index is filled."""

    done: int  # documents of this step
    is_finished: bool = False


def send_unsent() -> int:
    """Send what was written since, oldest first; how many documents were sent.

    While another process sends, there is nothing to do. What Elasticsearch does not accept stays on
    the list. Raises BackendUnavailable.
    """
    total, after = 0, None
    for _ in range(MOST_BATCHES):
        with transaction.atomic():
            if not is_alone():
                return total
            aliases = indices.there()
            rows = _fetch(OLDEST, after=after and after[1], id=after and after[0], most=BATCH)
            if not (rows and aliases):
                return total
            refused = _send(aliases, [pk for pk, *_ in rows])
            sent = {pk: seen for pk, _, seen in rows if pk not in refused}
            _execute(TAKE_OFF, ids=list(sent), seen=list(sent.values()))
        total, after = total + len(sent), rows[-1]
    return total


def begin_rebuild(*, is_fresh: bool = False) -> int:
    """Make a new index beside the one that is searched, unless one is being filled already; how
    many documents went into that.

    From now on, what is written is sent to both. Raises BackendUnavailable.
    """
    with transaction.atomic():
        _execute(ALONE)
        rebuild, _made = Rebuild.objects.get_or_create(source=REBUILD)
        if is_fresh or not indices.exists(index.next_alias()):
            _begin(rebuild)
    return Document.objects.filter(pk__lte=rebuild.done_id).count()


def continue_rebuild() -> Progress:
    """Send the next documents to the new index, or let it replace the old one.

    Any number of processes may do so; each step is one transaction. Raises BackendUnavailable.
    """
    with transaction.atomic():
        _execute(ALONE)
        rebuild = Rebuild.objects.filter(source=REBUILD).first()
        if rebuild is None:  # another process finished it
            return Progress(0, is_finished=True)
        if not indices.exists(index.next_alias()):  # somebody deleted it
            _begin(rebuild)
        left = Document.objects.filter(pk__gt=rebuild.done_id).order_by("pk")
        ids = list(left.values_list("pk", flat=True)[:BATCH])
        if ids:
            refused = _send([index.next_alias()], ids)
            Unsent.objects.bulk_create(
                [Unsent(document_id=pk) for pk in sorted(refused)], ignore_conflicts=True
            )
            rebuild.done_id = ids[-1]
            rebuild.save(update_fields=["done_id"])
            return Progress(len(ids))
        indices.swap()
        rebuild.delete()
    return Progress(0, is_finished=True)


def remove_old_indices() -> list[str]:
    """Delete the site's indices that no alias of this release points to; their names.

    It waits for the searches that began before the swap. Raises BackendUnavailable.
    """
    time.sleep(PATIENCE)
    with transaction.atomic():
        _execute(ALONE)
        ours = {index.alias(), index.next_alias()}
        old = [name for name, aliases in indices.all_of_ours().items() if not aliases & ours]
        indices.delete(old)
    return old


def needs_rebuild() -> bool:
    """Whether there is no index of this release's version. Raises BackendUnavailable."""
    return not indices.exists(index.alias())


def _begin(rebuild: Rebuild) -> None:
    """An index with the alias of the next one, in place of any that has it."""
    indices.delete(indices.names_of(index.next_alias()))
    now = next_version()
    indices.make(f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}{now % 1000:03d}")
    indices.mark(index.next_alias(), now)  # from now on, what is written is sent to it
    rebuild.done_id = 0
    rebuild.save(update_fields=["done_id"])


def _send(aliases: Sequence[str], ids: Collection[int]) -> set[int]:
    """Send these documents as they are now, or that they are gone; those that were refused."""
    version = next_version()  # before they are read
    operations = list(_operations(aliases, ids, version))
    refused: set[int] = set()
    for is_done, told in tell(lambda client: _bulk(client, operations)):
        if is_done or told.get("result") == "not_found":  # one that was to be deleted
            continue
        if not refused:  # one stands for many of a kind
            logger.error("Elasticsearch refused a document: %s", told.get("error"))
        refused.add(int(told["_id"]))
    return refused


def _bulk(client: Elasticsearch, operations: Iterable[Any]) -> list[tuple[bool, Any]]:
    """Only by alias: a name that is neither index nor alias would make an index of that name."""
    answers = streaming_bulk(
        client,
        operations,
        chunk_size=BATCH,
        max_chunk_bytes=MOST_BYTES,
        raise_on_error=False,
        require_alias=True,
    )
    return [(is_done, *told.values()) for is_done, told in answers]


def _operations(
    aliases: Sequence[str], ids: Iterable[int], version: int
) -> Iterator[dict[str, Any]]:
    rows = Document.objects.only("lexemes", "audience_id", "created_at")
    found = rows.in_bulk(list(ids))
    for pk in sorted(ids):
        told = {"_id": str(pk), "version": version, "version_type": "external_gte"}
        if pk in found:
            told |= {"_op_type": "index", "_source": body_of(found[pk])}
        else:
            told |= {"_op_type": "delete"}
        for alias in aliases:
            yield {**told, "_index": alias}


# -- what is asked of PostgreSQL ---------------------------------------------------------------
def is_alone() -> bool:
    """Take the lock for this transaction, unless another process sends."""
    return bool(_fetch(ALONE_NOW)[0][0])


def next_version() -> int:
    """Greater than any before it, if it is taken under the lock."""
    return int(_fetch(NEXT_VERSION)[0][0])


def _fetch(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _execute(sql: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
