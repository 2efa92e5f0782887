"""Entries as rows of documents: arrays, one a column, that one statement writes."""

from collections.abc import Sequence
from typing import Any

from community.search.analysis.vectors import vector_of
from community.search.analysis.words import title_key
from community.search.models import Document
from community.search.registration import Entry

LONGEST_TITLE = Document._meta.get_field("title").max_length or 200

# The type of each column that an entry fills. Arrays of arrays need one length in PostgreSQL, so
# tags and states travel as the text of an array.
_INTEGERS = "object_id group_id number container_id audience_id author_id title_key version"
_TEXTS = "kind title body tags states language lexemes"  # no translation: columns
COLUMNS = {
    **dict.fromkeys(_INTEGERS.split(), "bigint"),
    **dict.fromkeys(_TEXTS.split(), "text"),
    **dict.fromkeys(["created_at", "updated_at"], "timestamptz"),
}


def columns_of(source: str, entries: Sequence[Entry]) -> dict[str, list[Any]]:
    """The values of each column, in the order of the entries."""
    rows = [_row(source, entry) for entry in entries]
    return {name: [row[name] for row in rows] for name in COLUMNS}


def _row(source: str, entry: Entry) -> dict[str, Any]:
    title = entry.title[:LONGEST_TITLE]
    return {
        "object_id": entry.object_id,
        "kind": entry.kind,
        "group_id": entry.group_id,
        "number": entry.number,
        "container_id": entry.container_ids[0] if entry.container_ids else None,
        "audience_id": entry.audience_id,
        "author_id": entry.author_id,
        "title": title,
        "title_key": title_key(title),
        "body": entry.body,
        "tags": f"{{{','.join(str(pk) for pk, _name in entry.tags)}}}",
        "states": f"{{{','.join(entry.states)}}}",
        "language": entry.language,
        "version": entry.version,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "lexemes": vector_of(entry, source),
    }
