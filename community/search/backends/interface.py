"""What a backend does: it turns a query into the documents that match. Nothing else differs.

It gives SQL, so that what follows (who may see them, counts, one result a group, the page) is one
statement and the same for all backends: `queries.py`. PostgreSQL gives its own search, whose ids
never leave the database; another engine is asked first, and gives the ids that it answered.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from community.search.language.tree import Query

MOST_RANKED = 2000  # documents: of more that match, the newest


@dataclass(frozen=True)
class Matches:
    """SQL that returns (id bigint, rank real) of at most MOST_RANKED documents, newest first, each
    once, of audiences that hold the viewer; and its parameters. A higher rank is better."""

    sql: str
    params: dict[str, Any]


class BackendUnavailable(Exception):
    """The engine did not answer as it should: PostgreSQL is asked instead."""


class Backend(Protocol):
    name: str

    def matches(self, query: Query, viewer: Any) -> Matches:
        """Raises BackendUnavailable."""
        ...
