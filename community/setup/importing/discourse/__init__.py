"""A Discourse site moves in from the answers of its API, saved as files."""

from community.setup.importing.discourse.source import Discourse

__all__ = ["Discourse"]
