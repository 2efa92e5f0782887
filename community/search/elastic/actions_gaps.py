"""What was written while nobody noted that it is to be sent: a gap in the list of unsent documents.

ELASTICSEARCH_URL was taken away and set again, or the server was put back to an earlier state. So
the index itself says until when it was known to be complete, and what was written since goes on the
list. What was deleted meanwhile stays in the index, and is found nowhere: PostgreSQL has no such
document.
"""

from django.db import connection, transaction

from community.search.elastic import index, indices
from community.search.elastic.actions import is_alone, next_version
from community.search.models import Unsent

SECOND = 1_000_000  # of a version
OFTEN = 60 * SECOND  # between two marks
GAP = 300 * SECOND  # without a mark: the worker marks every minute
MARGIN = 600 * SECOND  # that a transaction may have taken

NOTE = """
    INSERT INTO search_unsent (document_id)
    SELECT id FROM search_document WHERE indexed_at > to_timestamp(%s) ORDER BY id
    ON CONFLICT (document_id) DO NOTHING
"""


def close_gap() -> int:
    """Put on the list what may be missing; how many documents. Raises BackendUnavailable."""
    with transaction.atomic():
        if not is_alone():
            return 0
        known = indices.marked(index.alias())
        if next_version() - known < GAP:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [max(known - MARGIN, 0) / SECOND])
            return int(cursor.rowcount)


def mark_complete() -> None:
    """Let the index say that it is complete, if nothing is left on the list. Raises
    BackendUnavailable."""
    with transaction.atomic():
        if not is_alone() or Unsent.objects.exists():
            return
        now = next_version()
        if now - indices.marked(index.alias()) > OFTEN:
            for alias in indices.there():
                indices.mark(alias, now)
