"""Where vectors are searched: in the database where pgvector is, else in this process.

docs/decisions/0055-where-vectors-are-stored.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from community.ai.protocols import Embedder
from community.search.meaning import actions_pgvector, pgvector
from community.search.meaning.near import Near

if TYPE_CHECKING:
    from community.search.meaning.matrix import Matrix


class Store(Protocol):
    def put(self, ids: Sequence[int], vectors: Sequence[bytes]) -> None:
        """Keep vectors, as `Vector.values` has them, of documents."""
        ...

    def nearest(self, vectors: Sequence[bytes], most: int) -> list[list[Near]]:
        """For each vector the nearest documents, the most similar first, above 0."""
        ...


@dataclass(frozen=True)
class PgVector:
    backend: str
    version: str
    dimensions: int

    def put(self, ids: Sequence[int], vectors: Sequence[bytes]) -> None:
        actions_pgvector.put(ids=ids, vectors=vectors, backend=self.backend, version=self.version)

    def nearest(self, vectors: Sequence[bytes], most: int) -> list[list[Near]]:
        return pgvector.nearest(
            vectors, most,
            backend=self.backend, version=self.version, dimensions=self.dimensions,
        )  # fmt: skip


def chosen(embedder: Embedder) -> Store:
    """The store of an embedder's vectors. Only the worker of models may ask for it."""
    told = embedder.backend, embedder.version, embedder.dimensions
    return PgVector(*told) if pgvector.is_usable(embedder.dimensions) else matrix(*told)


_matrices: dict[tuple[str, str, int], "Matrix"] = {}
_making = Lock()


def matrix(backend: str, version: str, dimensions: int) -> "Matrix":
    """The matrix of these vectors; that of another version is given up."""
    from community.search.meaning.matrix import Matrix  # noqa: PLC0415 - only in the worker

    key = (backend, version, dimensions)
    with _making:
        if key not in _matrices:
            _matrices.clear()
            _matrices[key] = Matrix(*key)
        return _matrices[key]
