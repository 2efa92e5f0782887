"""Nearest vectors by the extension pgvector, where the server has it.

The table `search_meaning` is no model: a server without the extension cannot make it. A job makes
it (`actions_pgvector.py`), and its index last, so an index that is there means that all is in it.
"""

import sys
from array import array
from collections.abc import Sequence

from django.db import connection, transaction

from community.search.meaning.near import Near

MOST_DIMENSIONS = 2000  # that an HNSW index of pgvector takes
SEARCHED = 100  # candidates of a search at least: hnsw.ef_search
MOST_SEARCHED = 1000
# How an index is searched on, where it passes over rows of other versions. What is found late is
# sorted afterwards: of 400 among 30,000, 99 % of the nearest are found, in strict order 87 %.
ORDER = "relaxed_order"


def index_of(dimensions: int) -> str:
    """The name of the index of vectors of this length: those of one backend."""
    return f"search_meaning_{dimensions}"


def is_usable(dimensions: int) -> bool:
    """Whether vectors of this length can be searched here, now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
            [index_of(dimensions)],
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def literal(values: bytes) -> str:
    """32-bit floats, little-endian, as pgvector reads them."""
    numbers = array("f")
    numbers.frombytes(values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return f"[{','.join(f'{number:.9g}' for number in numbers)}]"


def nearest(
    vectors: Sequence[bytes], most: int, *, backend: str, version: str, dimensions: int
) -> list[list[Near]]:
    """For each vector (as `Vector.values`) the nearest documents, the most similar first. Those of
    other versions are passed over, which versions of pgvector before 0.8 do badly: they find fewer
    while everything is computed again."""
    length = int(dimensions)
    searched = min(max(SEARCHED, most), MOST_SEARCHED)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.ef_search', %s, true),"
            " CASE WHEN string_to_array(extversion, '.')::integer[] >= '{0,8}'"
            " THEN set_config('hnsw.iterative_scan', %s, true) END"
            " FROM pg_extension WHERE extname = 'vector'",
            [str(searched), ORDER],
        )
        cursor.execute(
            f"""
            SELECT asked.n, near.document_id, 1 - near.distance
            FROM unnest(%(vectors)s::text[]) WITH ORDINALITY AS asked (vector, n),
            LATERAL (
                SELECT document_id,
                    embedding::vector({length}) <=> asked.vector::vector({length}) AS distance
                FROM search_meaning
                WHERE vector_dims(embedding) = {length}
                    AND backend = %(backend)s AND version = %(version)s
                ORDER BY embedding::vector({length}) <=> asked.vector::vector({length})
                LIMIT %(most)s
            ) AS near
            ORDER BY asked.n, near.distance, near.document_id
            """,  # noqa: S608 - a number
            {
                "vectors": [literal(vector) for vector in vectors],
                "backend": backend,
                "version": version,
                "most": most,
            },
        )
        rows = cursor.fetchall()
    found: list[list[Near]] = [[] for _ in vectors]
    for n, document_id, similarity in rows:
        if similarity > 0:  # not for the not-a-number of a text without words
            found[n - 1].append(Near(document_id, similarity))
    return found
