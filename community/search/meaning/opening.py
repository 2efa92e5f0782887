"""Documents that have vectors: what opens a discussion, and other kinds that say so."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from community.accounts.models import Audience
from community.ai.models import Progress
from community.kernel.statements import Statement
from community.search.models import Document
from community.search.registration import kinds_with_meaning

TASK = "search.vectors"  # of `ai.models.Progress`
READ = 1000  # characters of a body; what an opening post is about, it says early
NEWEST = 500  # documents that each look compares; edits of older ones wait for the night

# Written as the condition of the partial indexes is.
IDS = Statement("""
    SELECT id FROM search_document
    WHERE number = 1 AND NOT (title = '') AND kind = ANY(%(kinds)s::text[])
        AND id < %(below)s::bigint
    ORDER BY id DESC LIMIT %(most)s::bigint
""")
UNDONE = Statement("""
    SELECT document.id FROM search_document AS document
    LEFT JOIN search_vector AS vector ON vector.document_id = document.id
    WHERE document.id = ANY(%(ids)s::bigint[])
        AND (vector.backend, vector.version, vector.document_version, octet_length(vector.values))
            IS DISTINCT FROM
            (%(backend)s::varchar, %(version)s::varchar, document.version, %(bytes)s::integer)
    ORDER BY document.id DESC
""")
NEWEST_UNDONE = Statement("""
    SELECT FROM (
        SELECT id, version FROM search_document
        WHERE number = 1 AND NOT (title = '') AND kind = ANY(%(kinds)s::text[])
        ORDER BY id DESC LIMIT %(most)s::bigint
    ) AS document
    LEFT JOIN search_vector AS vector ON vector.document_id = document.id
    WHERE vector.document_version IS DISTINCT FROM document.version LIMIT 1
""")
FIRST = 2**63 - 1  # above all ids


@dataclass(frozen=True)
class Opening:
    """What is read of one document."""

    id: int
    version: int
    text: str


def ids_before(below: int | None, most: int) -> list[int]:
    """The ids of such documents below one (None: from the newest on), the highest first."""
    values = {"kinds": _kinds(), "below": below or FIRST, "most": most}
    return [pk for (pk,) in IDS.fetched(values)]


def undone(backend: str, version: str, dimensions: int, ids: Sequence[int]) -> list[int]:
    """Those of the documents that this version of a backend has not put in so many numbers (a
    server may have another model under the same name), or that were edited since, the highest id
    first."""
    values = {"backend": backend, "version": version, "bytes": 4 * dimensions, "ids": list(ids)}
    return [pk for (pk,) in UNDONE.fetched(values)] if ids else []


def read(ids: Sequence[int]) -> list[Opening]:
    """Title and beginning of each, the highest id first. Code is part of what a text is about."""
    rows = Document.objects.filter(pk__in=ids).order_by("-pk")
    return [
        Opening(pk, version, f"{title}\n{body[:READ]}")
        for pk, version, title, body in rows.values_list("pk", "version", "title", "body")
    ]


def public_count() -> int:
    """How many documents a model can be trained on."""
    return _public().count()


def public_texts(most: int) -> list[str]:
    """Texts to train a model on, the newest first: only what everybody may read, since what a
    model learned of a text can show in its results."""
    rows = _public().order_by("-pk").values_list("title", "body")[:most]
    return [f"{title}\n{body[:READ]}" for title, body in rows]


def is_due(backend: str) -> bool:
    """Whether the job has something to do, without asking any model: new or edited documents, a
    walk under way, or another backend than the one of the last walk."""
    progress = Progress.objects.filter(task=TASK).first()
    is_walking = progress is None or progress.at_id is not None or progress.floor_id == 0
    if is_walking or (progress and not progress.version.startswith(f"{backend}:")):
        return bool(ids_before(None, 1))
    return bool(NEWEST_UNDONE.fetched({"kinds": _kinds(), "most": NEWEST}))


def _public() -> QuerySet[Document]:
    opens = Document.objects.filter(number=1, kind__in=_kinds()).exclude(title="")
    return opens.filter(audience_id=Audience.PUBLIC_ID)


def _kinds() -> list[str]:
    return [kind.name for kind in kinds_with_meaning()]
