"""Training of the linear model, and what it reaches on rows that it has not seen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from community.ai.classification.linear import (
    MOST_FEATURES,
    NEVER,
    Linear,
    Numbers,
    Parameters,
    joined,
    load,
    softmax,
    vectorizers,
)
from community.ai.protocols import Classified

C = 0.5  # found by cross-validation; 0.35 and 1 are a little worse
FOLDS = 5
HELD_OUT = 2000  # rows that are enough for the figures: many rows need fewer folds
PRECISION = 0.9  # of what is said
LEAST_SAID = 20  # held-out rows that the precision is counted over
LEAST_CONFIDENCE = 0.5  # below it, another label is more probable

Row = tuple[str, str]  # a text and its label
Indices = NDArray[np.intp]


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A trained model: as it is stored, ready for use, and its figures on held-out rows."""

    payload: bytes
    classifier: Linear
    figures: dict[str, Any]


def fit(rows: Sequence[Row]) -> Fitted:
    """Train on rows of at least two labels. The same rows give the same model, whatever their
    order. Raises ValueError if no text has a word."""
    rows = sorted(rows)
    texts = [text for text, _ in rows]
    labels, of = np.unique([label for _, label in rows], return_inverse=True)
    several = vectorizers(max_features=MOST_FEATURES, min_df=_rare(len(rows)))
    features = joined([one.fit_transform(texts) for one in several])
    margins, nothing, held = _held_out(features, of, len(labels))
    temperature = _temperature(margins, nothing, of[held])
    chances = softmax(margins, nothing, temperature)
    floor = _floor(chances, of[held])
    weights, bias = _trained(features, of, len(labels))
    payload = Parameters(
        labels=[str(label) for label in labels],
        features=[one.get_feature_names_out().tolist() for one in several],
        idf=np.concatenate([one.idf_ for one in several]).astype(np.float32),
        weights=weights.astype(np.float16),
        bias=bias,
        temperature=temperature,
        floor=floor,
    ).packed()
    figures = {
        "labels": len(labels),
        "features": int(features.shape[1]),
        "bytes": len(payload),
        "temperature": round(temperature, 4),
        "floor": round(floor, 4) if floor < NEVER else None,
        **_of_held_out(chances, of[held], floor),
    }
    return Fitted(payload=payload, classifier=load(payload), figures=figures)


def _rare(rows: int) -> tuple[int, int, int]:
    """In how many texts a feature must be. Pairs and n-grams of one text alone teach little, but
    with few rows they are most of the features."""
    return (1, 1, 1) if rows < 500 else (1, 2, 2)


def _trained(features: csr_matrix, of: Indices, labels: int) -> tuple[Numbers, Numbers]:
    """A weight for each label and feature, and each label's bias. A label that no row has gets a
    margin that no other is below."""
    there = np.unique(of)
    model = LinearSVC(C=C, random_state=0).fit(features, of)
    coef, intercept = model.coef_, model.intercept_
    if len(there) == 2:  # scikit-learn keeps the second label's side alone
        coef, intercept = np.vstack([-coef, coef]), np.concatenate([-intercept, intercept])
    weights = np.zeros((labels, features.shape[1]), dtype=np.float32)
    bias = np.full(labels, -10.0, dtype=np.float32)
    weights[there], bias[there] = coef, intercept
    return weights, bias


def _folds(of: Indices) -> Indices:
    """A fold for each row, so that each has its share of each label; -1, never held out, for the
    only row of a label."""
    order = np.random.default_rng(0).permutation(len(of))
    seen: Counter[int] = Counter()
    folds = np.empty(len(of), dtype=np.intp)
    many = Counter(of.tolist())
    for row in order.tolist():
        label = int(of[row])
        folds[row] = (label + seen[label]) % FOLDS if many[label] > 1 else -1
        seen[label] += 1
    return folds


def _held_out(features: csr_matrix, of: Indices, labels: int) -> tuple[Numbers, Numbers, Indices]:
    """The margins of rows that the model did not see, the largest of a text without words, and
    which rows these are.

    The vocabulary is that of all rows: it knows nothing of labels.
    """
    folds = _folds(of)
    margins: list[Numbers] = [np.zeros((0, labels), dtype=np.float32)]
    nothing: list[Numbers] = [np.zeros(0, dtype=np.float32)]
    held: list[Indices] = [np.zeros(0, dtype=np.intp)]
    for fold in range(FOLDS):
        out = np.flatnonzero(folds == fold)
        kept = np.flatnonzero(folds != fold)
        if not len(out) or len(np.unique(of[kept])) < 2:
            continue
        weights, bias = _trained(features[kept], of[kept], labels)
        margins.append(features[out] @ weights.T + bias)
        nothing.append(np.full(len(out), bias.max()))
        held.append(out)
        if sum(map(len, held)) >= HELD_OUT:
            break
    return np.concatenate(margins), np.concatenate(nothing), np.concatenate(held)


def _temperature(margins: Numbers, nothing: Numbers, of: Indices) -> float:
    """The one under which the held-out labels are most probable, by their mean log-likelihood.

    As in Platt 1999, the target is not quite 1, but (n + 1) / (n + 2) of n rows: few rows that are
    all right would else make the model as sure as it can be.
    """
    if not len(of):
        return 1.0
    rows, several = np.arange(len(of)), margins.shape[1]
    rest = 1 / (len(of) + 2) / (several - 1)

    def loss(power: float) -> float:
        logs = np.log(softmax(margins, nothing, np.exp(power)) + 1e-12)
        right = logs[rows, of]
        mean = (1 - rest * (several - 1)) * right + rest * (logs.sum(axis=1) - right)
        return float(-mean.mean())

    found = minimize_scalar(loss, bounds=(np.log(0.02), np.log(10)), method="bounded")
    return float(round(np.exp(found.x), 6))


def _floor(chances: NDArray[np.float64], of: Indices) -> float:
    """The lowest confidence, at least 0.5, from which on enough held-out rows are right with the
    promised precision; NEVER if there is none."""
    confidence, is_right = chances.max(axis=1), chances.argmax(axis=1) == of
    order = np.argsort(-confidence, kind="stable")
    order = order[confidence[order] >= LEAST_CONFIDENCE]
    right, falling = np.cumsum(is_right[order]), confidence[order]
    count = np.arange(1, len(order) + 1)
    ends = np.append(falling[1:] < falling[:-1], True)[: len(order)]  # equal ones count together
    fits = np.flatnonzero((right >= PRECISION * count) & (count >= LEAST_SAID) & ends)
    if not len(fits):
        return NEVER
    return LEAST_CONFIDENCE if fits[-1] == len(order) - 1 else float(falling[fits[-1]])


def _of_held_out(chances: NDArray[np.float64], of: Indices, floor: float) -> dict[str, Any]:
    if not len(of):
        return {"held_out": 0, "accuracy": 0.0, "baseline": 0.0}
    best = chances.argmax(axis=1)
    said = chances.max(axis=1) >= floor
    return {
        "held_out": len(of),
        "accuracy": _share(best == of),
        "macro_f1": round(float(f1_score(of, best, average="macro", zero_division=0)), 4),
        "baseline": _share(of == np.bincount(of).argmax()),
        "coverage": _share(said),
        "precision": _share(best[said] == of[said]) if said.any() else None,
    }


def _share(these: Any) -> float:
    return round(float(np.mean(these)), 4)


def measured(classifier: Linear, rows: Sequence[Row], majority: str) -> dict[str, Any]:
    """Figures of a classifier on rows of known labels, beside those of always saying `majority`.

    Accuracy and macro-F1 are of the most probable label, whatever its confidence; coverage is the
    share of the rows for which one is said, and precision the share of these that is right. A
    label that the classifier does not know counts as wrong.
    """
    known = [label for _, label in rows]
    features = classifier.features([text for text, _ in rows])
    best = [classifier.labels[n] for n in classifier.margins(features).argmax(axis=1)]
    answers: list[Classified] = classifier.classify([text for text, _ in rows])
    said = [(a.label, label) for a, label in zip(answers, known, strict=True) if a.label]
    always = [majority] * len(known)
    return {
        "accuracy": _share(np.equal(best, known)),
        "macro_f1": _macro_f1(known, best),
        "baseline": _share(np.equal(always, known)),
        "baseline_macro_f1": _macro_f1(known, always),
        "coverage": len(said) / len(known),
        "precision": sum(one == other for one, other in said) / len(said) if said else None,
    }


def _macro_f1(known: Sequence[str], found: Sequence[str]) -> float:
    """The mean of each label's F1, of all that are known or found."""
    return round(float(f1_score(known, found, average="macro", zero_division=0)), 4)
