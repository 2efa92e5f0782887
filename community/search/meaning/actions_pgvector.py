"""The table of pgvector: made where that is possible, filled, and kept tidy."""

import logging
from collections.abc import Iterator, Sequence
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


def tidy() -> None:
    """Delete rows whose vectors are gone, where there is such a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('search_meaning') IS NOT NULL")
        if cursor.fetchone()[0]:
            cursor.execute(SURPLUS)


def _is_available() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(AVAILABLE)
        return cursor.fetchone() is not None


def _make(backend: str, version: str, dimensions: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('search_meaning'))")
        if not cursor.fetchone()[0]:
            raise Unavailable("the table of pgvector is being made")
        cursor.execute("CREATE EXTENSION IF NOT EXISTS vector")
        cursor.execute(BROKEN)
        if cursor.fetchone()[0]:  # the extension was dropped, and its column with it
            cursor.execute("DROP TABLE search_meaning")
        cursor.execute(TABLE)
        for rows in _missing(backend, version):
            put(ids=[pk for pk, _ in rows], vectors=[values for _, values in rows],
                backend=backend, version=version)  # fmt: skip
        cursor.execute("SELECT set_config('maintenance_work_mem', '256MB', true)")
        name = pgvector.index_of(dimensions)
        cursor.execute(f"DROP INDEX IF EXISTS {name}")  # an invalid one
        cursor.execute(INDEX.format(name=name, dimensions=int(dimensions)))


def _missing(backend: str, version: str) -> Iterator[list[tuple[int, bytes]]]:
    with connection.cursor() as cursor:
        cursor.execute(MISSING, [backend, version])
        ids = [pk for (pk,) in cursor.fetchall()]
    for start in range(0, len(ids), COPIED):
        rows = Vector.objects.filter(pk__in=ids[start : start + COPIED])
        yield [(pk, bytes(values)) for pk, values in rows.values_list("pk", "values")]
