"""What pages, REST and GraphQL ask of vectors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from community.ai import tiers
from community.ai.asking import ask
from community.kernel.errors import Unavailable
from community.kernel.statements import Statement
from community.search import queries
from community.search.language.tree import Query
from community.search.models import Document, Vector
from community.search.registration import Found, kinds_with_meaning, source_named
from community.search.results import Hit
from community.search.statement import Row

QUESTION = "search.nearest"
MOST = 200  # documents that are asked for at once, and remembered
REMEMBERED = 300  # seconds
RELATED = 5
FEWEST = 2  # related ones, below which similar titles are added
NEAREST = 10  # documents, of which one with a similar title is related, too

# A list may still name documents that are gone; those of the same group are the topic itself.
NEAR = Statement("""
    SELECT document.source, document.kind, document.object_id, document.group_id, document.number,
        0, document.version, document.language, document.body
    FROM search_document AS own
    JOIN search_vector AS vector ON vector.document_id = own.id
    JOIN LATERAL unnest(vector.nearest[:vector.related_count]) WITH ORDINALITY AS near (id, place)
        ON true
    JOIN search_document AS document ON document.id = near.id
    WHERE own.source = %(source)s::text AND own.object_id = %(object_id)s::bigint
        AND document.number = 1 AND document.kind = ANY(%(kinds)s::text[])
        AND (document.source, document.group_id) <> (own.source, own.group_id)
    ORDER BY near.place
""")


@dataclass(frozen=True)
class Related:
    """`of` is what was asked about, None if the viewer may not see it; then there are no hits."""

    of: Found | None = None
    hits: Sequence[Hit] = ()


def nearest(text: str, *, most: int = 100) -> list[tuple[int, float]]:
    """The ids of documents whose openings are nearest to a text, and their cosine similarities
    (above 0), the most similar first; at most MOST. Nothing is said of who may see them. The answer
    is remembered for five minutes. Raises Unavailable: the worker of models does not answer, or
    has no embedder."""
    tier = tiers.chosen("embedder")
    if tier is None:
        raise Unavailable("no embedder")  # no translation: for the log
    told = sha256(f"{tier.backend} {text}".encode()).hexdigest()
    key = f"search:nearest:{told}"
    if kept := cache.get(key):
        found = json.loads(kept)
    else:
        found = ask(QUESTION, text=text, most=MOST)
        cache.set(key, json.dumps(found), REMEMBERED)
    return [(int(pk), float(similarity)) for pk, similarity in found[:most]]


def related(document: Document | tuple[str, int], viewer: Any, most: int = RELATED) -> list[Hit]:
    """What is about the same as a document, or as what opens a group, given by its kind and id
    ("forum.topic", 12): of what the viewer may see, the most similar first. Nothing if they may
    not see the document itself."""
    return list(related_to(document, viewer, most).hits)


def related_to(document: Document | tuple[str, int], viewer: Any, most: int = RELATED) -> Related:
    """The same, with the document as it is shown to the viewer."""
    own = document if isinstance(document, Document) else _opening(*document)
    source = source_named(own.source) if own else None
    if own is None or source is None:
        return Related()
    if (of := source.show([own.object_id], viewer).get(own.object_id)) is None:
        return Related()
    values = {
        "source": own.source,
        "object_id": own.object_id,
        "kinds": [kind.name for kind in kinds_with_meaning()],
    }
    rows = [Row(*row) for row in NEAR.fetched(values)]
    hits = queries.hits(Query(text=""), rows, viewer)[:most] if rows else []
    if len(hits) < FEWEST:
        hits = [*hits, *_similar(of.title, own, hits, viewer)][:most]
    return Related(of, hits)


def _opening(kind: str, group_id: int) -> Document | None:
    opens = Document.objects.filter(kind=kind, group_id=group_id, number=1).exclude(title="")
    return opens.only("source", "object_id", "group_id").first()


def _similar(title: str, own: Document, found: Sequence[Hit], viewer: Any) -> list[Hit]:
    """Those with a similar title. A title shares a word with many that are about something else: as
    soon as the document has a vector, only those that are near it, too, are meant."""
    known = {(hit.source, hit.group_id) for hit in found} | {(own.source, own.group_id)}
    hits = queries.similar(title, viewer, most=RELATED + len(known))
    others = [hit for hit in hits if (hit.source, hit.group_id) not in known]
    near = Vector.objects.filter(pk=own.pk).values_list("nearest", flat=True).first()
    if not near or not others:
        return others
    rows = Document.objects.filter(pk__in=near[:NEAREST]).values_list("source", "group_id")
    groups = set(rows)
    return [hit for hit in others if (hit.source, hit.group_id) in groups]
