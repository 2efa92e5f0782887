"""What the page and the APIs call for the first page of a search."""

from typing import Any

from community.accounts.models import User
from community.kernel.text import is_blank
from community.search.language.lexing import storable
from community.search.log import counting, recent


def record(text: str, viewer: Any, count: int) -> None:
    """Let a search with so many results be among the viewer's recent ones, and be counted. It
    writes no row, and does nothing while Redis is not available."""
    text = " ".join(storable(text).split())
    if is_blank(text):
        return
    if isinstance(viewer, User):
        recent.note(viewer, text)
    counting.count(text, is_empty=count == 0)
