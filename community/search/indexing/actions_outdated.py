"""Working off what is outdated: in batches, each its own transaction, from where the last ended."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from community.kernel.statements import Statement
from community.search.indexing.actions import MISSING, index, outdate_missing
from community.search.indexing.walking import batch, ids_with
from community.search.models import Document, Outdated
from community.search.registration import Source, source_named, sources

logger = logging.getLogger(__name__)

BATCH = 500
MOST_BATCHES = 100  # of one call; then others have their turn
TRIES = 8

# One worker at a time: until then the row is not due.
CLAIM = Statement("""
    UPDATE search_outdated SET due_at = clock_timestamp() + interval '5 minutes'
    WHERE id = %(id)s::bigint AND due_at <= clock_timestamp()
    RETURNING source, group_id, lexeme, done_id, due_at, attempts
""")


def work_off(*, outdated_id: int) -> None:
    """Index what the row stands for, as far as one call goes. Called twice, it is done once."""
    with transaction.atomic():
        claimed = CLAIM.fetched({"id": outdated_id})
    if not claimed:
        return
    source, group_id, lexeme, done_id, due_at, attempts = claimed[0]
    # Whoever outdates it meanwhile gives it another time: what was done by then does not count.
    mine = Outdated.objects.filter(pk=outdated_id, due_at=due_at)
    row = Outdated(source=source, group_id=group_id, lexeme=lexeme, done_id=done_id)
    of, more = source_named(source), True
    try:
        for _ in range(MOST_BATCHES):
            with transaction.atomic():
                more = of is not None and _do_batch(of, row)
                kept = mine.update(done_id=row.done_id) if more else mine.delete()[0]
            if not (more and kept):
                return
    except Exception as error:
        logger.exception("documents of %s are not indexed", row)
        again = Now() + timedelta(seconds=2 ** (attempts + 4)) if attempts + 1 < TRIES else None
        mine.update(attempts=attempts + 1, error=repr(error)[:2000], due_at=again)
        return
    mine.update(due_at=Now())


def _do_batch(source: Source, row: Outdated) -> bool:
    """Index the next ones and note how far it is; whether there may be more."""
    if row.group_id is None and row.lexeme in {"", MISSING}:
        return _look_through(source, row)
    if row.group_id is not None:
        ids = source.ids_of_group(row.group_id, row.done_id, BATCH)
    else:
        ids = ids_with(source.name, row.lexeme, row.done_id, BATCH)
    index(source.name, ids)
    row.done_id = ids[-1] if ids else row.done_id
    return len(ids) == BATCH


def _look_through(source: Source, row: Outdated) -> bool:
    """The same for all objects of the source, or those that are missing or behind."""
    found = batch(source, row.done_id, BATCH)
    ids = found.objects | found.documents
    if row.lexeme:
        both = found.objects & found.documents
        ids = (ids - both).union(source.outdated(sorted(both)))
    index(source.name, ids)
    row.done_id = found.last_id or row.done_id
    return found.last_id is not None


def unfilled() -> list[str]:
    """Sources whose oldest object has no document: nothing was indexed before today's events."""
    return [source.name for source in sources() if _lacks_its_first(source)]


def _lacks_its_first(source: Source) -> bool:
    first = source.ids_after(0, 1)
    documents = Document.objects.filter(source=source.name, object_id__in=first)
    return bool(first) and not documents.exists()


def fill() -> None:
    """Let the job index what those sources have; where it is at it already, nothing happens."""
    with transaction.atomic():
        waiting = Outdated.objects.filter(lexeme=MISSING).values_list("source", flat=True)
        outdate_missing(set(unfilled()) - set(waiting))


def heal() -> None:
    """Let the job look through all sources for what has no document, is gone and has one,
    or is otherwise than its document says."""
    with transaction.atomic():
        outdate_missing(source.name for source in sources())
