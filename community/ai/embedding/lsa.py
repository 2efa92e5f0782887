"""Latent semantic analysis (Deerwester et al. 1990): TF-IDF of words and of letters, reduced by a
singular value decomposition that is trained on this site's own texts.

Features are words and pairs of words, and 3 to 5 letters inside words, which find other forms of a
word. They are hashed, so that a model holds no word of its texts, and of them only those that most
texts have are kept: a model has at most 24,000 x 256 16-bit numbers, 12.5 MB in all.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import diags_array, hstack
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize
from sklearn.utils.extmath import randomized_svd

from community.ai.embedding.vectors import embedded
from community.ai.models import TrainedModel
from community.kernel.errors import Unavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from community.ai.protocols import Vectors

BACKEND, TASK = "lsa", "embedder"
LONGEST = 2000  # characters of a text
HASHES = 2**18
WORD = r"(?u)\b\w+\b"
DIMENSIONS = 256
FEWEST_TEXTS = 2  # that have a feature; one of a single text relates nothing
# Words before letters: their kind, the sizes, how many are kept, and their weight beside the other.
PARTS = (("word", (1, 2), 8_000, 1.0), ("char_wb", (3, 5), 16_000, 0.7))
LEAST_IDF = 0.001  # of what all texts have, which may be all that they have
ITERATIONS = 4  # of the randomized decomposition (Halko et al. 2011)


@dataclass(frozen=True, kw_only=True)
class Arrays:
    """What is stored. `columns` are the hashes of the features that are kept, sorted, for each
    part; `idf` and the rows of `components` are in that order, one part after the other."""

    words: "NDArray[np.int32]"
    letters: "NDArray[np.int32]"
    idf: "NDArray[np.float32]"
    components: "NDArray[np.float16]"  # features x dimensions
    kept: "NDArray[np.float32]"  # one number: the share of the sum of squares that they keep


class Lsa:
    """As `vectors.embedded`; a text of which no feature is known has zeros, too."""

    backend = BACKEND
    related_above = 0.45  # docs/decisions/0054 has the figures

    def __init__(self, arrays: Arrays, version: str) -> None:
        self._arrays = arrays
        self._components = arrays.components.astype(np.float32)
        self.dimensions = int(arrays.components.shape[1])
        self.version = version

    @property
    def figures(self) -> dict[str, Any]:
        """Of its training; `kept` is the share of the sum of squares, 0 to 1."""
        kept = round(float(self._arrays.kept), 4)
        return {"dimensions": self.dimensions, "features": len(self._arrays.idf), "kept": kept}

    def embed(self, texts: Sequence[str]) -> "Vectors":
        return embedded(texts, self.dimensions, self._computed)

    def _computed(self, texts: list[str]) -> "Vectors":
        columns = (self._arrays.words, self._arrays.letters)
        weighted = _weighted(_counts(texts), columns, self._arrays.idf)
        return np.asarray(weighted @ self._components, np.float32)


def make() -> Lsa:
    """The one that was trained last. Raises Unavailable: none was yet."""
    trained = TrainedModel.objects.filter(task=TASK, backend=BACKEND)
    if (payload := trained.values_list("payload", flat=True).first()) is None:
        raise Unavailable("the embedder is not trained yet")  # no translation: for the log
    return load(bytes(payload))


def load(payload: bytes) -> Lsa:
    """The model that `trained` returned as a file of NumPy; its hash is its version."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as found:
        arrays = Arrays(**{name: found[name] for name in found.files})
    return Lsa(arrays, sha256(payload).hexdigest()[:12])


def trained(texts: Sequence[str]) -> bytes | None:
    """Return a model of these texts as a file of NumPy (.npz); None if they have nothing in
    common. The same texts give the same model."""
    counts = _counts(texts)
    columns = [
        _most_frequent(part, most) for part, (_, _, most, _) in zip(counts, PARTS, strict=True)
    ]
    if sum(map(len, columns)) <= 1:
        return None
    idf = np.concatenate([_idf(part, at) for part, at in zip(counts, columns, strict=True)])
    weighted = _weighted(counts, columns, idf)
    dimensions = min(DIMENSIONS, *(side - 1 for side in weighted.shape))
    _, singular, components = randomized_svd(
        weighted, n_components=dimensions, n_iter=ITERATIONS, random_state=0
    )
    whole = float(weighted.multiply(weighted).sum())
    return _payload(
        Arrays(
            words=columns[0],
            letters=columns[1],
            idf=idf,
            components=np.ascontiguousarray(components.T, np.float16),
            kept=np.array((singular**2).sum() / whole, np.float32),
        )
    )


def _payload(arrays: Arrays) -> bytes:
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **vars(arrays))
    return file.getvalue()


def _counts(texts: Sequence[str]) -> list[Any]:
    """How often each text has each hashed feature: a sparse matrix for each part."""
    cut = [text[:LONGEST] for text in texts]
    return [
        HashingVectorizer(
            analyzer=analyzer, ngram_range=sizes, n_features=HASHES, alternate_sign=False,
            norm=None, dtype=np.float32, token_pattern=WORD,
        ).transform(cut)
        for analyzer, sizes, _, _ in PARTS
    ]  # fmt: skip


def _most_frequent(counts: Any, most: int) -> "NDArray[np.int32]":
    """The features that most texts have, and at least `FEWEST_TEXTS`."""
    frequencies = np.bincount(counts.indices, minlength=HASHES)
    order = np.argsort(-frequencies, kind="stable")[:most]
    return np.sort(order[frequencies[order] >= FEWEST_TEXTS]).astype(np.int32)


def _idf(counts: Any, columns: "NDArray[np.int32]") -> "NDArray[np.float32]":
    """ln((1 + n) / (1 + df)), n texts of which df have the feature, and not 0. It is the idf of
    scikit-learn without its + 1, which leaves words such as "the" so much weight that on a site of
    few texts they make those without other known words similar."""
    frequencies = np.bincount(counts.indices, minlength=HASHES)[columns]
    found = np.log((1 + counts.shape[0]) / (1 + frequencies))
    return np.asarray(np.maximum(found, LEAST_IDF), np.float32)


def _weighted(
    counts: Sequence[Any], columns: "Sequence[NDArray[np.int32]]", idf: "NDArray[np.float32]"
) -> Any:
    """(1 + ln count) x idf, each part at length 1 times its weight: a sparse matrix."""
    parts, start = [], 0
    for part, at, (_, _, _, weight) in zip(counts, columns, PARTS, strict=True):
        kept = part[:, at]
        kept.data = np.log(kept.data) + np.float32(1)
        kept = kept @ diags_array(idf[start : start + len(at)])
        parts.append(normalize(kept) * np.float32(weight) if len(at) else kept)
        start += len(at)
    return hstack(parts, format="csr")
