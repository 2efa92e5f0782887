"""Found here by name; each package has its own."""

from community.moderation.screening import jobs as of_screening  # noqa: F401
