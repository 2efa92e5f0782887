"""What of search is behind."""

from community.search.elastic import health as of_elasticsearch  # noqa: F401
