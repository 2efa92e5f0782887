"""All objects of a source, or a part of them, in the order of their ids, batch by batch."""

from dataclasses import dataclass

from community.kernel.statements import Statement
from community.search.registration import Source

OURS = Statement("""
    SELECT object_id FROM search_document
    WHERE source = %(source)s::text AND object_id > %(after)s::bigint
    ORDER BY object_id LIMIT %(most)s::bigint
""")
# Without the sum, the planner would read all documents in order until it has enough of them.
WITH_LEXEME = Statement("""
    SELECT object_id FROM search_document
    WHERE source = %(source)s::text AND object_id > %(after)s::bigint
        AND lexemes @@ quote_literal(%(lexeme)s::text)::tsquery
    ORDER BY object_id + 0 LIMIT %(most)s::bigint
""")


@dataclass(frozen=True)
class Batch:
    objects: set[int]  # that the source has
    documents: set[int]  # that are there of it
    last_id: int | None  # how far it reaches; None: to the end


def batch(source: Source, after: int, most: int) -> Batch:
    """The next objects and documents: of each at most so many, both up to the same id."""
    objects = source.ids_after(after, most)
    documents = [
        pk for (pk,) in OURS.fetched({"source": source.name, "after": after, "most": most})
    ]
    last = min((found[-1] for found in (objects, documents) if len(found) == most), default=None)
    return Batch(
        {pk for pk in objects if last is None or pk <= last},
        {pk for pk in documents if last is None or pk <= last},
        last,
    )


def ids_with(source: str, lexeme: str, after: int, most: int) -> list[int]:
    """The next objects whose documents have a lexeme."""
    values = {"source": source, "lexeme": lexeme, "after": after, "most": most}
    return [pk for (pk,) in WITH_LEXEME.fetched(values)]
