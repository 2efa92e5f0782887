"""The table of pgvector: made where that is possible, filled, and kept tidy."""

import logging
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.db import DatabaseError, connection, transaction

from community.kernel.errors import Unavailable
from community.search.meaning import pgvector
from community.search.models import Vector

logger = logging.getLogger(__name__)

COPIED = 1000  # rows at once
# m and ef_construction are the defaults of pgvector: neighbors of a node in the graph, and
# candidates while it is built.
INDEX = """
    CREATE INDEX {name} ON search_meaning
    USING hnsw ((embedding::vector({dimensions})) vector_cosine_ops)
    WITH (m = 16, ef_construction = 64) WHERE vector_dims(embedding) = {dimensions}
"""
TABLE = """
    CREATE TABLE IF NOT EXISTS search_meaning (
        document_id bigint PRIMARY KEY, backend varchar(40) NOT NULL,
        version varchar(40) NOT NULL, embedding vector NOT NULL
    )
"""
BROKEN = """
    SELECT to_regclass('search_meaning') IS NOT NULL AND NOT EXISTS (
        SELECT FROM pg_attribute WHERE attrelid = to_regclass('search_meaning')
            AND attname = 'embedding' AND NOT attisdropped
    )
"""
PUT = """
    INSERT INTO search_meaning (document_id, backend, version, embedding)
    SELECT id, %(backend)s, %(version)s, vector::vector
    FROM unnest(%(ids)s::bigint[], %(vectors)s::text[]) AS told (id, vector)
    ON CONFLICT (document_id) DO UPDATE
    SET (backend, version, embedding) = (excluded.backend, excluded.version, excluded.embedding)
"""
MISSING = """
    SELECT vector.document_id FROM search_vector AS vector
    LEFT JOIN search_meaning AS kept USING (document_id, backend, version)
    WHERE vector.backend = %s AND vector.version = %s AND kept.document_id IS NULL
    ORDER BY 1
"""
GAPS = """
    SELECT vector.document_id, vector.backend, vector.version FROM search_vector AS vector
    LEFT JOIN search_meaning AS kept USING (document_id, backend, version)
    WHERE kept.document_id IS NULL
        AND to_regclass('search_meaning_' || octet_length(vector.values) / 4) IS NOT NULL
    ORDER BY 2, 3, 1
"""
LOCK = "SELECT pg_try_advisory_xact_lock{how}(hashtext('search_meaning'))"
SURPLUS = """
    DELETE FROM search_meaning AS kept WHERE NOT EXISTS (
        SELECT FROM search_vector AS vector WHERE vector.document_id = kept.document_id
    )
"""
AVAILABLE = "SELECT FROM pg_available_extensions WHERE name = 'vector'"
_refused: set[str] = set()  # databases that did not let us; asked again by the next process


def prepare(*, backend: str, version: str, dimensions: int) -> bool:
    """Let there be a table with an index for vectors of this length, and all of them in it; return
    whether it can be used. Where it cannot (no extension, no right to create it), the matrix is
    used. Raises Unavailable while another one makes it: what is written meanwhile would be
    missing in it."""
    if pgvector.is_usable(dimensions):
        return True
    database = str(connection.settings_dict["NAME"])
    if dimensions > pgvector.MOST_DIMENSIONS or database in _refused or not _is_available():
        return False
    try:
        with transaction.atomic():
            _make(backend, version, dimensions)
    except DatabaseError as error:
        logger.warning("pgvector is not used: %s", error)
        _refused.add(database)
        return False
    return True


def put(*, ids: Sequence[int], vectors: Sequence[bytes], backend: str, version: str) -> None:
    """Write vectors, as `Vector.values` has them, of documents."""
    with connection.cursor() as cursor:
        texts = [pgvector.literal(values) for values in vectors]
        told: dict[str, Any] = {"ids": list(ids), "vectors": texts}
        cursor.execute(PUT, {**told, "backend": backend, "version": version})


def keep_away() -> None:
    """Let nobody make the table until the end of this transaction, which writes vectors. Raises
    Unavailable: one is being made, and would not have them."""
    _lock("_shared")


def tidy() -> None:
    """Delete rows whose vectors are gone, and add those of vectors that have none, where there is
    such a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_meaning') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return
        cursor.execute(SURPLUS)
        cursor.execute(BROKEN)
        if cursor.fetchone()[0]:
            return
        cursor.execute(GAPS)
        gaps = cursor.fetchall()
    for (backend, version), rows in groupby(gaps, key=lambda row: row[1:]):
        _copy([row[0] for row in rows], backend, version)


def _is_available() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE)
        return cursor.fetchone() is not None


def _make(backend: str, version: str, dimensions: int) -> None:
    _lock()
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute(BROKEN)
        if cursor.fetchone()[0]:  # the extension was dropped, and its column with it
            cursor.execute("DROP TABLE search_meaning")
        cursor.execute(TABLE)
        cursor.execute(MISSING, [backend, version])
        _copy([pk for (pk,) in cursor.fetchall()], backend, version)
        cursor.execute("SELECT set_config('maintenance_work_mem', '256MB', true)")
        name = pgvector.index_of(dimensions)
        cursor.execute(f"DROP INDEX IF EXISTS {name}")  # an invalid one
        cursor.execute(INDEX.format(name=name, dimensions=int(dimensions)))


def _copy(ids: Sequence[int], backend: str, version: str) -> None:
    for start in range(0, len(ids), COPIED):
        told = Vector.objects.filter(pk__in=ids[start : start + COPIED])
        told = told.filter(backend=backend, version=version)
        rows = [(pk, bytes(values)) for pk, values in told.values_list("pk", "values")]
        put(
            ids=[pk for pk, _ in rows],
            vectors=[values for _, values in rows],
            backend=backend,
            version=version,
        )


def _lock(how: str = "") -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK.format(how=how))
        if not cursor.fetchone()[0]:
            raise Unavailable("pgvector: being made")  # no translation: for the log
