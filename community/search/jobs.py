"""What search does when its time has come."""

from community.search.elastic import jobs as of_elasticsearch  # noqa: F401
