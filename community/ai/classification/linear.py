"""A linear model over TF-IDF of words, of pairs of words and of characters, in scikit-learn, and
its form for storage.

A model is stored as one file of arrays (.npz) that is read without pickles: the weights and biases
of each label, the inverse document frequencies, and JSON with the labels and the vocabulary.
"""

import hashlib
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from community.ai.classification.queries import task_of
from community.ai.models import TrainedModel
from community.ai.protocols import Classified

BACKEND = "linear"
FORMAT = 1  # of what is stored; a model of another one is trained again
MOST_FEATURES = (20_000, 20_000, 30_000)  # of each vectorizer
WEIGHTS = (1.0, 1.3, 1.0)  # of each vectorizer, found by cross-validation
PAIRED, STEM = 24, 4  # words at the beginning, and of each its first letters
NEVER = 2.0  # a floor that no confidence reaches
AT_ONCE = 1000  # texts: 100 labels for each are 400 kB
Numbers = NDArray[np.float32]

_WORD = re.compile(r"\w+")


def pairs(text: str) -> list[str]:
    """Each two different words among the first ones, whatever stands between them, by how they
    begin: "pairing" and "paired" are one."""
    words = sorted({word[:STEM] for word in _WORD.findall(text.lower())[:PAIRED]})
    return [" ".join(two) for two in combinations(words, 2)]


_KINDS: Sequence[dict[str, Any]] = (
    {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    {"analyzer": pairs},
    {"analyzer": "char_wb", "ngram_range": (2, 5)},
)


def vectorizers(**each: Sequence[Any]) -> list[TfidfVectorizer]:
    """Those of words and their bigrams, of pairs of words, and of characters within words; `each`
    gives them further arguments."""
    made = []
    for number, kind in enumerate(_KINDS):
        further = {name: values[number] for name, values in each.items()}
        made.append(TfidfVectorizer(**kind, **further, sublinear_tf=True, dtype=np.float32))
    return made


def joined(features: Sequence[Any]) -> csr_matrix:
    """The features of all vectorizers beside each other, with their weights."""
    parts = zip(features, WEIGHTS, strict=True)
    return csr_matrix(hstack([one * np.float32(weight) for one, weight in parts]))


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """All that a model consists of. The features of each vectorizer stand one after another in the
    order of the columns of `weights`, whose rows are the labels."""

    labels: Sequence[str]
    features: Sequence[Sequence[str]]
    idf: Numbers
    weights: NDArray[np.float16]
    bias: Numbers
    temperature: float = 1.0
    floor: float = NEVER

    def packed(self) -> bytes:
        """As it is stored: the same bytes for the same parameters."""
        told = {
            "format": FORMAT,
            "labels": list(self.labels),
            "features": [list(some) for some in self.features],
            "temperature": self.temperature,
            "floor": self.floor,
        }
        text = np.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez_compressed(file, told=text, idf=self.idf, weights=self.weights, bias=self.bias)
        return file.getvalue()


def version_of(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()[:12]


def load(payload: bytes) -> "Linear":
    """The classifier of what `Parameters.packed` returned. Raises ValueError if it is of another
    format."""
    with np.load(io.BytesIO(payload), allow_pickle=False) as file:
        told = json.loads(file["told"].tobytes())
        if told.pop("format") != FORMAT:
            raise ValueError("the model has another format: train it again")
        arrays = {name: file[name] for name in ("idf", "weights", "bias")}
    return Linear(Parameters(**told, **arrays), version=version_of(payload))


class Linear:
    """The classifier of one task. The confidence is the softmax of the margins divided by a
    temperature (Guo et al. 2017, On Calibration of Modern Neural Networks), beside the largest
    margin of a text without words: what a text does not say speaks for no label."""

    backend = BACKEND

    def __init__(self, parameters: Parameters, *, version: str) -> None:
        self.version = version
        self.labels = parameters.labels
        self.floor = parameters.floor
        self._temperature = parameters.temperature
        self._bias, self._nothing = parameters.bias, parameters.bias.max()
        self._columns = np.ascontiguousarray(parameters.weights.T, dtype=np.float32)
        self._vectorizers = vectorizers(vocabulary=parameters.features)
        ends = np.cumsum([len(some) for some in parameters.features])[:-1]
        for one, idf in zip(self._vectorizers, np.split(parameters.idf, ends), strict=True):
            one.idf_ = idf

    def classify(self, texts: Sequence[str]) -> list[Classified]:
        """The label of each text and its confidence. A text with no known word has none."""
        found: list[Classified] = []
        for start in range(0, len(texts), AT_ONCE):
            found += self._classify(texts[start : start + AT_ONCE])
        return found

    def _classify(self, texts: Sequence[str]) -> list[Classified]:
        features = self.features(texts)
        chances = softmax(self.margins(features), self._nothing, self._temperature)
        best = chances.argmax(axis=1)
        known = np.diff(features.indptr) > 0
        return [
            self._said(int(label), float(row[label]), is_known=bool(is_known))
            for label, row, is_known in zip(best, chances, known, strict=True)
        ]

    def _said(self, label: int, confidence: float, *, is_known: bool) -> Classified:
        if not is_known:
            return Classified(label=None, confidence=0.0)
        is_sure = confidence >= self.floor
        return Classified(label=self.labels[label] if is_sure else None, confidence=confidence)

    def features(self, texts: Sequence[str]) -> csr_matrix:
        return joined([one.transform(texts) for one in self._vectorizers])

    def margins(self, features: csr_matrix) -> Numbers:
        """How far each row is on the side of each label."""
        margins: Numbers = features @ self._columns + self._bias
        return margins


def softmax(margins: Numbers, nothing: Any, temperature: float) -> NDArray[np.float64]:
    """Probabilities of the labels for each row of margins; what is left of 1 is that of none of
    them. `nothing` is a number, or one for each row."""
    beside = np.broadcast_to(np.asarray(nothing).reshape(-1, 1), (len(margins), 1))
    scaled = np.hstack([margins, beside]).astype(np.float64) / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    chances: NDArray[np.float64] = raised / raised.sum(axis=1, keepdims=True)
    return chances[:, :-1]


class Tier:
    """The backend before a task is named: it knows no label. It keeps the newest model of each
    task in the process."""

    backend, version, floor = BACKEND, "", NEVER
    labels: Sequence[str] = ()

    def __init__(self) -> None:
        self._loaded: dict[str, Linear] = {}
        self._loading = Lock()  # the worker has threads

    def of(self, name: str) -> Linear | None:
        """The classifier that was trained on the rows registered under this name, if one was."""
        rows = TrainedModel.objects.filter(task=task_of(name)).exclude(payload=b"")
        version = rows.values_list("version", flat=True).first()
        with self._loading:
            found = self._loaded.get(name)
            if found is None or found.version != version:
                payload = rows.values_list("payload", flat=True).first()
                if payload is None:
                    self._loaded.pop(name, None)
                    return None
                found = self._loaded[name] = load(bytes(payload))
            return found

    def classify(self, texts: Sequence[str]) -> list[Classified]:
        return [Classified(label=None, confidence=0.0) for _ in texts]


def make() -> Tier:
    return Tier()
