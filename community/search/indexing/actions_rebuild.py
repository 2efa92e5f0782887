"""A rebuild: all objects of a source are read again, beside the running product."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from community.search.indexing.actions import index
from community.search.indexing.walking import batch
from community.search.models import Rebuild
from community.search.registration import Source

BATCH = 1000


@dataclass(frozen=True)
class Step:
    """What a batch came to."""

    documents: int  # that there are of it
    objects: int  # that it went through
    is_last: bool = False


def start(source: Source, *, kind: str = "", is_fresh: bool = False) -> int:
    """Where the rebuild goes on: after this id. A fresh one begins at the start."""
    with transaction.atomic():
        row, _made = Rebuild.objects.select_for_update().get_or_create(source=_name(source, kind))
        if is_fresh and row.done_id:
            row.done_id = 0
            row.save(update_fields=["done_id"])
    return row.done_id


def steps(source: Source, *, kind: str = "") -> Iterator[Step]:
    """Rebuild batch after batch, each in a transaction of its own that says how far it is.

    Two at once take turns.
    """
    while True:
        step = _step(source, kind)
        yield step
        if step.is_last:
            return


def _step(source: Source, kind: str) -> Step:
    with transaction.atomic():
        rows = Rebuild.objects.select_for_update().filter(source=_name(source, kind))
        row = rows.first()
        if row is None:  # another one came to the end
            return Step(0, 0, is_last=True)
        found = batch(source, row.done_id, BATCH)
        ids = found.objects | found.documents
        written = index(source.name, ids, kind=kind)
        if found.last_id is None:
            row.delete()
        else:
            row.done_id = found.last_id
            row.save(update_fields=["done_id"])
    return Step(written, len(ids), is_last=found.last_id is None)


def _name(source: Source, kind: str) -> str:
    return f"{source.name}:{kind}"[:40] if kind else source.name
