"""Which opening documents are near a text in meaning."""

from community.ai.asking import ask

MOST = 100


def nearest(text: str, *, most: int = MOST) -> list[tuple[int, float]]:
    """The ids of the documents that are nearest to a text, with the cosine similarity, the nearest
    first. Raises Unavailable."""
    return [(int(pk), float(near)) for pk, near in ask("search.nearest", text=text, most=most)]
