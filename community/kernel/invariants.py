"""What must be true of the data at any moment. Apps say theirs in `invariants.py`."""

from django.db import connection
from django.utils.module_loading import autodiscover_modules

_queries: dict[str, str] = {}


def register(claim: str, counterexamples: str) -> None:
    """`counterexamples` is a query for the ids of rows that break the claim: it finds none."""
    _queries[claim] = counterexamples


def broken() -> list[str]:
    """Return a line for every claim that does not hold, with the first ids that break it."""
    autodiscover_modules("invariants")
    lines = []
    for claim, counterexamples in _queries.items():
        with connection.cursor() as cursor:
            cursor.execute(f"{counterexamples} LIMIT 10")
            if ids := [str(row[0]) for row in cursor.fetchall()]:
                lines.append(f"violated: {claim} ({', '.join(ids)})")
    return lines
