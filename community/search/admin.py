"""Found here by name; each package has its own."""

from community.search.log import admin as of_log  # noqa: F401
