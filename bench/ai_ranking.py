"""How well linked questions are found among all: words, vectors, and both by their ranks."""

import re
from collections.abc import Mapping, Sequence
from math import log
from statistics import mean
from typing import TYPE_CHECKING, Any

from ai_figures import average

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.float64]  # of each text (row) with each other

K = 60  # of rank fusion, as search uses it
K1, B = 1.2, 0.75  # of BM25, the usual ones
FIRST = (5, 10)


def lexical(texts: Sequence[str], asked: Sequence[str] | None = None) -> "Scores":
    """BM25 of the stems of words (S. Robertson and H. Zaragoza, "The Probabilistic Relevance
    Framework: BM25 and Beyond", 2009) of all texts for each that is asked for, or for each text."""
    import numpy as np  # noqa: PLC0415 - large, and what is measured must not have it yet
    import Stemmer  # noqa: PLC0415
    from sklearn.feature_extraction.text import CountVectorizer  # noqa: PLC0415

    stemmer = Stemmer.Stemmer("english")

    def stems(text: str) -> list[str]:
        return list(stemmer.stemWords(re.findall(r"\w+", text.lower())))

    vectorizer = CountVectorizer(analyzer=stems)
    counts = vectorizer.fit_transform(texts).astype(np.float64)
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    usual = lengths.mean()
    number = len(texts)
    in_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.array([log(1 + (number - n + 0.5) / (n + 0.5)) for n in in_texts])
    rows = np.repeat(np.arange(number), np.diff(counts.indptr))
    weighted = counts.copy()
    saturated = counts.data * (K1 + 1) / (counts.data + K1 * (1 - B + B * lengths[rows] / usual))
    weighted.data = saturated * rarity[counts.indices]
    terms = vectorizer.transform(texts if asked is None else asked).astype(np.float64)
    terms.data[:] = 1.0  # a word counts once, however often it is asked for
    scores: Scores = (terms @ weighted.T).toarray()
    return scores


def ranks(scores: "Scores") -> list[list[int]]:
    """Of each text, all others, best first. Equal ones come in the order of their numbers."""
    import numpy as np  # noqa: PLC0415

    order = np.argsort(-scores, axis=1, kind="stable")
    return [[int(other) for other in row if other != at] for at, row in enumerate(order)]


def fused(*several: Sequence[Sequence[int]], most: int = 100) -> list[list[int]]:
    """Reciprocal rank fusion of the first `most` of each (G. Cormack, C. Clarke and S. Büttcher,
    2009): the sum of 1 / (K + rank). What none of them has in front is left out."""
    found = []
    for rows in zip(*several, strict=True):
        points: dict[int, float] = {}
        for row in rows:
            for rank, one in enumerate(row[:most], 1):
                points[one] = points.get(one, 0.0) + 1 / (K + rank)
        found.append(sorted(points, key=lambda one: (-points[one], one)))
    return found


def figures(ranked: Sequence[Sequence[int]], linked: Mapping[int, set[int]]) -> dict[str, Any]:
    """Over the questions that have links. Recall: the share of a question's links that is among the
    first of its list; MRR: 1 / the rank of the first of them."""
    told: dict[str, Any] = {}
    for most in FIRST:
        hits = [len(truth & set(ranked[at][:most])) / len(truth) for at, truth in linked.items()]
        told[f"recall@{most}"] = average(hits)
    told["MRR"] = average([reciprocal(ranked[at], truth) for at, truth in linked.items()])
    return told


def reciprocal(row: Sequence[int], truth: set[int]) -> float:
    return next((1 / rank for rank, one in enumerate(row, 1) if one in truth), 0.0)


def by_chance(number: int, linked: Mapping[int, set[int]]) -> dict[str, Any]:
    """What an order without any knowledge gets, on average."""
    told: dict[str, Any] = {}
    for most in FIRST:
        told[f"recall@{most}"] = {"value": most / (number - 1), "interval": None}
    expected = [_expected(number - 1, len(truth)) for truth in linked.values()]
    told["MRR"] = {"value": mean(expected), "interval": None}
    return told


def _expected(of: int, wanted: int) -> float:
    """The mean of 1 / the rank of the first of `wanted` in `of` shuffled ones."""
    total, none_before = 0.0, 1.0
    for rank in range(1, of - wanted + 2):
        chance = wanted / (of - rank + 1)
        total += none_before * chance / rank
        none_before *= 1 - chance
    return total


def threshold(
    similarities: "Scores", linked: Mapping[int, set[int]], above: float
) -> dict[str, Any]:
    """What is called related from a similarity on: how many pairs of all, how many of them are
    linked, and the share of the links that is found. Members link few of what is related, so the
    precision is too low by an unknown part."""
    number = len(similarities)
    pairs = [(a, b) for a in range(number) for b in range(a + 1, number)]
    said = {pair for pair in pairs if similarities[pair] >= above}
    true = {(a, b) for a, others in linked.items() for b in others if a < b}
    right = len(said & true)
    return {
        "said": len(said),
        "precision": right / len(said) if said else None,
        "recall": right / len(true) if true else None,
    }
