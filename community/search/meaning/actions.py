"""What writes vectors: the job of the worker of models, and what tidies up at night."""

import logging
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from community.ai import tiers
from community.ai.actions import SECONDS, Work, look_again, work_through
from community.ai.protocols import Embedder
from community.kernel.errors import Unavailable
from community.kernel.statements import Statement
from community.search.meaning import actions_pgvector, opening, stores
from community.search.meaning.near import KEPT, Near, merged, others, related_count
from community.search.models import Document, Vector

logger = logging.getLogger(__name__)

TRAINED_ON = 5000  # texts: with more of them, it is not trained again
ORPHANS = 5000  # vectors that are deleted in one statement
WRITTEN = ["backend", "version", "document_version", "values", "nearest", "similarities"]

UPDATE_LISTS = Statement("""
    UPDATE search_vector AS vector
    SET nearest = told.nearest::bigint[], similarities = told.similarities::float8[],
        related_count = told.related_count
    FROM unnest(%(ids)s::bigint[], %(nearest)s::text[], %(similarities)s::text[],
        %(counts)s::integer[]) AS told (id, nearest, similarities, related_count)
    WHERE vector.document_id = told.id
    RETURNING vector.document_id
""")


def embed_due(*, seconds: float = SECONDS) -> int:
    """Put what is new or edited in numbers, the newest first, for so many seconds; return how many
    documents that were. Trains the backend first if it is one that has to be."""
    try:
        if (embedder := _ready()) is None:
            return 0
        actions_pgvector.prepare(
            backend=embedder.backend, version=embedder.version, dimensions=embedder.dimensions
        )
        return work_through(_work(embedder), seconds=seconds)
    except Unavailable as error:  # a server of models: it is asked again by the next job
        logger.warning("no vectors are made: %s", error)
        return 0


def _ready() -> Embedder | None:
    # Whoever imports these has NumPy in memory: only the worker calls this.
    from community.ai.embedding import actions, queries  # noqa: PLC0415

    tier = tiers.chosen("embedder")
    if tier is None:
        return None
    if tier.backend == "lsa" and actions.needs_training(min(opening.public_count(), TRAINED_ON)):
        actions.train(texts=opening.public_texts(TRAINED_ON))
    embedder: Embedder | None = queries.embedder()
    return embedder


def _work(embedder: Embedder) -> Work:
    return Work(
        task=opening.TASK,
        version=f"{embedder.backend}:{embedder.version}"[:80],
        ids_before=opening.ids_before,
        undone=partial(opening.undone, embedder.backend, embedder.version, embedder.dimensions),
        do=partial(embed, embedder=embedder),
    )


def embed(ids: Sequence[int], *, embedder: Embedder) -> None:
    """Write the vectors of these documents and what is nearest to them, and let them take their
    rank in the lists of those."""
    rows = opening.read(ids)
    found = embedder.embed([row.text for row in rows])
    vectors = [vector.astype("<f4").tobytes() for vector in found]
    with transaction.atomic():
        actions_pgvector.keep_away()
        store = stores.chosen(embedder)
        store.put([row.id for row in rows], vectors)
        searched = store.nearest(vectors, 1 + KEPT)
        near = {row.id: others(one, row.id) for row, one in zip(rows, searched, strict=True)}
        Vector.objects.bulk_create(
            [
                Vector(
                    document_id=row.id,
                    backend=embedder.backend,
                    version=embedder.version,
                    document_version=row.version,
                    values=vector,
                    nearest=[one.document_id for one in near[row.id]],
                    similarities=[one.similarity for one in near[row.id]],
                    related_count=related_count(near[row.id], embedder.related_above),
                    computed_at=Now(),
                )
                for row, vector in zip(rows, vectors, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["document"],
            update_fields=[*WRITTEN, "related_count", "computed_at"],
        )
        _update_lists_of_others(near, embedder)


def _update_lists_of_others(near: dict[int, list[Near]], embedder: Embedder) -> None:
    """The similarity of two documents is the same from both sides, so nothing is searched again."""
    new: dict[int, list[Near]] = {}
    for own_id, found in near.items():
        for one in found:
            if one.document_id not in near:
                new.setdefault(one.document_id, []).append(Near(own_id, one.similarity))
    rows = Vector.objects.filter(
        pk__in=new, backend=embedder.backend, version=embedder.version
    ).select_for_update()
    changed: dict[int, list[Near]] = {}
    for pk, ids, similarities in rows.order_by("pk").values_list("pk", "nearest", "similarities"):
        before = [Near(*one) for one in zip(ids, similarities, strict=True)]
        after = merged(before, new[pk])
        if after != before:
            changed[pk] = after
    if changed:
        lists = changed.values()
        UPDATE_LISTS.fetched(
            {
                "ids": list(changed),
                "nearest": [_array([one.document_id for one in found]) for found in lists],
                "similarities": [_array([one.similarity for one in found]) for found in lists],
                "counts": [related_count(found, embedder.related_above) for found in lists],
            }
        )


def _array(values: Sequence[float]) -> str:
    return f"{{{','.join(map(repr, values))}}}"


def tidy() -> None:
    """Delete vectors of documents that are gone, and let the job look at all documents for those
    that were edited. A list may go on naming a deleted one: whoever reads it joins documents."""
    while True:
        of = Document.objects.filter(pk=OuterRef("pk"))
        orphans = Vector.objects.filter(~Exists(of)).order_by("pk")
        ids = list(orphans.values_list("pk", flat=True)[:ORPHANS])
        Vector.objects.filter(pk__in=ids).delete()
        if len(ids) < ORPHANS:
            break
    actions_pgvector.tidy()
    look_again(task=opening.TASK)
