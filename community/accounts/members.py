"""Found here by name; each package has its own."""

from community.accounts.organisations import members as of_organisations  # noqa: F401
