"""The worker's part of `queries.nearest`."""

from community.ai.embedding.queries import embedder
from community.search.meaning import stores


def nearest(text: str, most: int) -> list[tuple[int, float]] | None:
    """The documents nearest to a text, with their similarities; None without an embedder."""
    backend = embedder()
    if backend is None:
        return None
    [vector] = backend.embed([text])
    if not vector.any():
        return []
    [found] = stores.chosen(backend).nearest([vector.astype("<f4").tobytes()], most)
    return [(near.document_id, near.similarity) for near in found]
