"""The backend that is asked: Elasticsearch if there is one and it answers, else PostgreSQL."""

from typing import Any

from django.conf import settings

from community.search.backends import postgresql
from community.search.backends.interface import BackendUnavailable, Matches
from community.search.language.tree import Query


def matches(query: Query, viewer: Any) -> Matches:
    """Never fails for Elasticsearch's sake. That it is away is logged once in ten seconds, and
    told by /readyz."""
    if settings.ELASTICSEARCH_URL:
        from community.search.backends import elasticsearch  # noqa: PLC0415 - 20 MB

        try:
            return elasticsearch.matches(query, viewer)
        except BackendUnavailable:
            pass
    return postgresql.matches(query, viewer)
