"""What a model of each task does. Backends (`tiers.py`) implement one of these, and everybody else
asks by them, so that which one is there changes no caller.

A backend is made in the worker alone, and imports its packages when it is made. Each names itself
by `backend` and `version`, which are stored with every result; the version changes whenever the
same text could get another result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]  # a row for each text


class Label(StrEnum):
    """How a text sounds."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"  # in a language that the model does not know, or without words


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The sentiment of one text. `confidence` is the probability of the label, 0 to 1, and 0 of an
    unknown one; `needs_attention` whether it is negative with more confidence than the backend's
    threshold (promised: 0.9)."""

    label: Label
    confidence: float = 0.0
    needs_attention: bool = False


@dataclass(frozen=True, kw_only=True)
class Classified:
    """The most probable label of one text; `label` is None where `confidence` (0 to 1) is below
    the model's floor, since a guess would be wrong too often."""

    label: str | None
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Tagged:
    tag: str
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer with the sources (subjects such as "support.article:7") that it was made of; no
    text where these do not say."""

    text: str
    sources: Sequence[str]
    confidence: float


class Backend(Protocol):
    backend: str  # "lexicon", "transformers", …
    version: str


class Sentiment(Backend, Protocol):
    attention_above: float  # confidence

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """Of texts as `texts.readable` gives them, in English."""
        ...


class Classifier(Backend, Protocol):
    labels: Sequence[str]
    floor: float  # confidence below which nothing is said

    def classify(self, texts: Sequence[str]) -> list[Classified]: ...


class Embedder(Backend, Protocol):
    dimensions: int
    related_above: float  # cosine similarity from which two texts are about the same

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Vectors of length 1, of `dimensions` 32-bit floats; of a text without words, zeros."""
        ...


class Tagger(Backend, Protocol):
    def tag(self, texts: Sequence[str], allowed: Sequence[str]) -> list[Sequence[Tagged]]: ...


class Answerer(Backend, Protocol):
    def answer(self, question: str, passages: Mapping[str, str]) -> Answered:
        """From passages alone, which are given by their subject."""
        ...
