"""The backend that is asked: PostgreSQL."""

from typing import Any

from community.search.backends import postgresql
from community.search.backends.interface import Matches
from community.search.language.tree import Query


def matches(query: Query, viewer: Any) -> Matches:
    return postgresql.matches(query, viewer)
