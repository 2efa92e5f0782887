"""The measurements, each of which runs in a process of its own: `python bench/ai.py NAME`. It gives
figures, or what is missing, as JSON."""

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import ai_data
import ai_ranking
from ai_figures import (
    Cost,
    confusion,
    highest_memory,
    macro_f1,
    per_label,
    share,
    size_of,
)

Figures = dict[str, Any]
EXAMPLES = 6
LARGEST = 500  # texts that speed is measured with


def sentiment(backend: str) -> Figures:
    """One tier of sentiment on our sentences."""
    if lacks := lacking("sentiment", backend):
        return lacks
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    from community.ai import tiers  # noqa: PLC0415

    cost = Cost()
    model = _made("sentiment", backend)
    cost.loaded()
    cost.used(model.score, [sentence.text for sentence in ai_data.sentences()])
    told = _of_sentences(lambda texts: [(s.label, s.confidence) for s in model.score(texts)])
    told |= {"version": model.version, "attention_above": model.attention_above, "cost": cost.told}
    package = metadata.distribution("vaderSentiment").locate_file("vaderSentiment")
    weights = Path(settings.AI_WEIGHTS, tiers.DISTILBERT)
    told["megabytes"] = size_of(Path(str(package)) if backend == "lexicon" else weights)
    return told


def vader() -> Figures:
    """The lexicon without words of our own, and its usual thresholds: a baseline."""
    from vaderSentiment.vaderSentiment import (  # noqa: PLC0415
        SentimentIntensityAnalyzer,
    )

    analyzer = SentimentIntensityAnalyzer()

    def score(texts: Sequence[str]) -> list[tuple[str, float]]:
        found = [analyzer.polarity_scores(text)["compound"] for text in texts]
        return [
            ("positive" if one >= 0.05 else "negative" if one <= -0.05 else "neutral", abs(one))
            for one in found
        ]

    return _of_sentences(score)


def always_neutral() -> Figures:
    return _of_sentences(lambda texts: [("neutral", 0.0)] * len(texts))


def _of_sentences(score: Callable[[Sequence[str]], list[tuple[str, float]]]) -> Figures:
    sentences = ai_data.sentences()
    rows = [
        (one, str(label), confidence)
        for one, (label, confidence) in zip(
            sentences, score([one.text for one in sentences]), strict=True
        )
    ]
    parts = {
        "test": [row for row in rows if row[0].is_test],
        "dev": [row for row in rows if not row[0].is_test],
        "technical": [row for row in rows if row[0].is_test and row[0].is_technical],
        "other": [row for row in rows if row[0].is_test and not row[0].is_technical],
    }
    test = parts["test"]
    known, found = [one.label for one, _, _ in test], [label for _, label, _ in test]
    told: Figures = {
        name: share(sum(one.label == label for one, label, _ in part), len(part))
        for name, part in parts.items()
    }
    sure = [row for row in test if row[1] == "negative" and row[2] > 0.9]
    wrong = sorted((row for row in test if row[0].label != row[1]), key=lambda row: -row[2])
    return told | {
        "macro_f1": macro_f1(known, found),
        "labels": per_label(known, found),
        "confusion": confusion(known, found),
        "attention": share(sum(one.label == "negative" for one, _, _ in sure), len(sure)),
        "negative": known.count("negative"),
        "wrong": [[one.text, one.label, label, round(c, 2)] for one, label, c in wrong[:EXAMPLES]],
    }


def linear() -> Figures:
    """The classifier on banking77."""
    if lacks := ai_data.missing(ai_data.categories()) or lacking("classifier", "linear"):
        return lacks
    from community.ai.classification.linear import load  # noqa: PLC0415 - scikit-learn
    from community.ai.classification.training import fit  # noqa: PLC0415

    train, test = ai_data.banking77()
    began = time.process_time()
    fitted = fit(train)
    told: Figures = {"training_seconds": time.process_time() - began}
    told["training_megabytes"] = highest_memory()
    stored().write_bytes(fitted.payload)
    model = load(fitted.payload)
    texts, known = [text for text, _ in test], [label for _, label in test]
    said = model.classify(texts)
    model.floor = 0.0  # so that each text has a label
    best = model.classify(texts)
    found = [one.label or "" for one in best]
    majority = min(counts := Counter(label for _, label in train), key=lambda x: (-counts[x], x))
    kept = [(one.label, label) for one, label in zip(said, known, strict=True) if one.label]
    mixed = Counter((a, b) for a, b in zip(known, found, strict=True) if a != b)
    each = per_label(known, found)
    wrong = sorted(
        (row for row in zip(best, test, strict=True) if row[0].label != row[1][1]),
        key=lambda row: -row[0].confidence,
    )
    return told | {
        "train": len(train),
        "accuracy": share(sum(a == b for a, b in zip(known, found, strict=True)), len(known)),
        "macro_f1": macro_f1(known, found),
        "majority": share(known.count(majority), len(known)),
        "majority_macro_f1": macro_f1(known, [majority] * len(known)),
        "coverage": share(len(kept), len(known)),
        "precision": share(sum(a == b for a, b in kept), len(kept)),
        "floor": fitted.figures["floor"],
        "categories": len(counts),
        "calibration": _calibration([(one.confidence, one.label) for one in best], known),
        "weakest": sorted(
            ((label, told["f1"], told["of"]) for label, told in each.items()), key=lambda x: x[1]
        )[:EXAMPLES],
        "mixed": [[*pair, times] for pair, times in mixed.most_common(EXAMPLES)],
        "wrong": [[text, label, one.label, one.confidence] for one, (text, label) in wrong[:4]],
        "version": model.version,
        "megabytes": len(fitted.payload) / 1e6,
    }


def stored() -> Path:
    """Where the classifier is kept from its training to the next process."""
    return Path(os.environ["DATA_DIR"], "classifier.npz")


def linear_cost() -> Figures:
    """What a process needs that has not trained it: the packages and the stored model."""
    if not stored().is_file():
        return {"missing": "a trained classifier: see `linear`"}
    cost = Cost()
    from community.ai.classification.linear import load  # noqa: PLC0415 - scikit-learn

    model = load(stored().read_bytes())
    cost.loaded()
    _train, test = ai_data.banking77()
    cost.used(model.classify, [text for text, _ in test[:LARGEST]])
    return cost.told


def _calibration(best: Sequence[tuple[float, str | None]], known: Sequence[str]) -> float:
    """The expected calibration error over ten equally wide bins of confidence: how far confidence
    and accuracy are apart, on average."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for (confidence, label), truth in zip(best, known, strict=True):
        bins.setdefault(min(9, int(confidence * 10)), []).append((confidence, label == truth))
    gaps = (abs(sum(confidence - right for confidence, right in rows)) for rows in bins.values())
    return sum(gaps) / len(known)


def embedder(backend: str) -> Figures:
    """One tier of embeddings, on linked questions."""
    if lacks := ai_data.missing(ai_data.links()) or lacking("embedder", backend):
        return lacks
    import ai_embedders  # noqa: PLC0415 - each process measures one

    return ai_embedders.measured(backend)


def embedder_cost(backend: str) -> Figures:
    if lacks := ai_data.missing(ai_data.links()) or lacking("embedder", backend):
        return lacks
    import ai_embedders  # noqa: PLC0415 - each process measures one

    return ai_embedders.cost(backend)


def lexical() -> Figures:
    """Words alone, and no knowledge at all: baselines of the embedders."""
    if lacks := ai_data.missing(ai_data.links()):
        return lacks
    asked = ai_data.questions()
    linked = asked.linked()
    ranked = ai_ranking.ranks(ai_ranking.lexical(asked.texts))
    return {
        "questions": len(asked.texts),
        "linked": len(linked),
        "pairs": len(asked.pairs),
        "text": ai_ranking.figures(ranked, linked),
        "title": ai_ranking.figures(
            ai_ranking.ranks(ai_ranking.lexical(asked.texts, asked.titles)), linked
        ),
        "chance": ai_ranking.by_chance(len(asked.texts), linked),
    }


def yardstick() -> Figures:
    """CPU milliseconds of a fixed piece of work, so that other machines can be compared."""
    import numpy as np  # noqa: PLC0415

    matrix = np.random.default_rng(0).standard_normal((1024, 1024), dtype=np.float32)
    cost = Cost()
    cost.used(lambda _texts: matrix @ matrix, [""])
    return cost.told


def lacking(task: str, backend: str) -> Figures | None:
    """What a tier needs and does not have here."""
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    from community.ai import tiers  # noqa: PLC0415

    tier = next(one for one in tiers.TASKS[task] if one.backend == backend)
    if find_spec(tier.module) is None:
        return {"missing": f"the module `{tier.module}`"}
    if why := str(tier.missing()):
        return {"missing": why.replace(settings.AI_WEIGHTS, "`AI_WEIGHTS`")}
    return None


def _made(task: str, backend: str) -> Any:
    from community.ai import tiers  # noqa: PLC0415 - after django.setup()

    tier = next(one for one in tiers.TASKS[task] if one.backend == backend)
    return import_module(tier.module).make()


MEASURES: dict[str, Callable[[], Figures]] = {
    "yardstick": yardstick,
    "always_neutral": always_neutral,
    "vader": vader,
    "lexicon": partial(sentiment, "lexicon"),
    "transformers": partial(sentiment, "transformers"),
    "linear": linear,
    "linear_cost": linear_cost,
    "lexical": lexical,
    "lsa": partial(embedder, "lsa"),
    "lsa_cost": partial(embedder_cost, "lsa"),
    "minilm": partial(embedder, "minilm"),
    "minilm_cost": partial(embedder_cost, "minilm"),
}
