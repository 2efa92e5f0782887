"""Nearest vectors by one product of matrices, in the worker of models: exact, and without any
extension of the database. 50,000 vectors of 384 numbers take 77 MB."""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from community.search.meaning.near import Near
from community.search.models import Vector

MOST = 200_000  # vectors: those of the newest documents
READ = 2000  # rows at once
CHECKED = 2.0  # seconds between looks for what has changed
# A transaction may end after a later one: what was computed shortly before is looked at again.
OVERLAP = timedelta(minutes=1)
RELOADED = 86_400.0  # seconds, after which deleted documents leave the memory

Floats = NDArray[np.float32]


class Matrix:
    """The vectors of one backend and version. It follows the table of vectors by `computed_at`.
    Threads share it."""

    def __init__(self, backend: str, version: str, dimensions: int) -> None:
        self.key = (backend, version, dimensions)
        self._lock = Lock()
        self._start()

    def _start(self) -> None:
        self._rows: Floats = np.empty((0, self.key[2]), np.float32)
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._at: dict[int, int] = {}  # row of a document
        self._seen: dict[int, datetime] = {}  # of the last minute: what was read
        self._read_to: datetime | None = None
        self._checked_at = -CHECKED
        self._loaded_at = time.monotonic()

    def __len__(self) -> int:
        return len(self._at)

    def put(self, ids: Sequence[int], vectors: Sequence[bytes]) -> None:
        """Take vectors that this process has computed."""
        with self._lock:
            self._put(ids, vectors)

    def nearest(self, vectors: Sequence[bytes], most: int) -> list[list[Near]]:
        """For each vector (as `Vector.values`) the nearest documents, the most similar first."""
        with self._lock:
            self._follow()
            count = len(self._at)
            if not count or not vectors:
                return [[] for _ in vectors]
            similar = _floats(vectors, self.key[2]) @ self._rows[:count].T
            return [self._best(row, most) for row in similar]

    def _best(self, similarities: Floats, most: int) -> list[Near]:
        count = len(similarities)
        if most < count:
            places = np.argpartition(-similarities, most - 1)[:most]
        else:
            places = np.arange(count)
        ids, values = self._ids[places], similarities[places]
        order = np.lexsort((ids, -values))
        return [Near(int(ids[n]), float(values[n])) for n in order if values[n] > 0]

    def _follow(self) -> None:
        now = time.monotonic()
        if now - self._checked_at < CHECKED:
            return
        if now - self._loaded_at > RELOADED:
            self._start()
        self._checked_at = now
        backend, version, dimensions = self.key
        rows = Vector.objects.filter(backend=backend, version=version)
        if self._read_to is None:
            newest = rows.order_by("-pk").values_list("pk", "computed_at")[:MOST]
        else:
            since = self._read_to - OVERLAP
            newest = rows.filter(computed_at__gt=since).values_list("pk", "computed_at")
        told = dict(newest)
        wanted = [pk for pk, at in told.items() if self._seen.get(pk) != at]
        for start in range(0, len(wanted), READ):
            some = rows.filter(pk__in=wanted[start : start + READ]).values_list("pk", "values")
            pairs = [(pk, bytes(values)) for pk, values in some if len(values) == 4 * dimensions]
            self._put([pk for pk, _ in pairs], [values for _, values in pairs])
        if told:
            self._read_to = max(told.values())
            since = self._read_to - OVERLAP
            seen = {**self._seen, **told}
            self._seen = {pk: at for pk, at in seen.items() if at > since}

    def _put(self, ids: Sequence[int], vectors: Sequence[bytes]) -> None:
        if not ids:
            return
        new = [pk for pk in dict.fromkeys(ids) if pk not in self._at]
        self._grow(len(self._at) + len(new))
        for pk in new:
            self._ids[len(self._at)] = pk
            self._at[pk] = len(self._at)
        self._rows[[self._at[pk] for pk in ids]] = _floats(vectors, self.key[2])
        if len(self._at) > MOST + MOST // 10:
            self._keep_newest()

    def _grow(self, needed: int) -> None:
        if needed > len(self._ids):
            size = max(needed, min(2 * len(self._ids), len(self._ids) + 20_000), 1000)
            rows = np.empty((size, self.key[2]), np.float32)
            ids = np.empty(size, np.int64)
            count = len(self._at)
            rows[:count], ids[:count] = self._rows[:count], self._ids[:count]
            self._rows, self._ids = rows, ids

    def _keep_newest(self) -> None:
        count = len(self._at)
        kept = np.sort(np.argpartition(-self._ids[:count], MOST - 1)[:MOST])
        self._rows, self._ids = self._rows[kept], self._ids[kept]
        self._at = {int(pk): place for place, pk in enumerate(self._ids)}


def _floats(vectors: Sequence[bytes], dimensions: int) -> Floats:
    joined = np.frombuffer(b"".join(vectors), "<f4").reshape(len(vectors), dimensions)
    return joined.astype(np.float32, copy=False)
