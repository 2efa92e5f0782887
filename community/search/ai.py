"""What the worker of models answers for search. Imported in every process: no model here."""

from community.ai.asking import answers
from community.search.meaning import floor  # noqa: F401 - registers what it answers


@answers("search.nearest")
def nearest(text: str, most: int) -> list[tuple[int, float]] | None:
    """See `meaning.queries.nearest`; None without an embedder."""
    from community.search.meaning.answering import nearest as found  # noqa: PLC0415 - NumPy

    return found(text, most)
