"""The embedders on linked questions: with the whole text as the query, and with the title alone."""

import os
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import ai_data
import ai_ranking
from ai_figures import Cost, size_of


def measured(backend: str) -> dict[str, Any]:
    """Figures of one tier, alone and fused with words."""
    questions = ai_data.questions()
    linked = questions.linked()
    model, told = _trained(questions.texts) if backend == "lsa" else _with_weights()
    vectors = model.embed(questions.texts)
    titles = model.embed(questions.titles)
    similarities = vectors @ vectors.T
    told |= _ranked("text", similarities, ai_ranking.lexical(questions.texts), linked)
    of_titles = ai_ranking.lexical(questions.texts, questions.titles)
    told |= _ranked("title", titles @ vectors.T, of_titles, linked)
    return told | {
        "related_above": model.related_above,
        "threshold": ai_ranking.threshold(similarities, linked, model.related_above),
        "far": _far(questions, similarities, linked),
        "near": _near(questions, similarities, linked),
        "dimensions": model.dimensions,
        "version": model.version,
    }


def cost(backend: str) -> dict[str, Any]:
    """What a process needs that has the trained model, or the weights."""
    questions = ai_data.questions()
    cost = Cost()
    module = import_module(f"community.ai.embedding.{backend}")
    model = module.load(stored().read_bytes()) if backend == "lsa" else module.make()
    cost.loaded()
    cost.used(model.embed, questions.texts[:32])
    short = Cost()
    short.used(model.embed, questions.titles[:32])
    return cost.told | {"short": short.told}


def stored() -> Path:
    """Where the trained model is kept for the next process."""
    return Path(os.environ["DATA_DIR"], "embedder.npz")


def _with_weights() -> tuple[Any, dict[str, Any]]:
    from django.conf import settings  # noqa: PLC0415 - after django.setup()

    from community.ai import tiers  # noqa: PLC0415

    model = import_module("community.ai.embedding.minilm").make()
    return model, {"megabytes": size_of(Path(settings.AI_WEIGHTS, tiers.MINILM))}


def _trained(texts: Sequence[str]) -> tuple[Any, dict[str, Any]]:
    lsa = import_module("community.ai.embedding.lsa")
    began = time.process_time()
    payload = lsa.trained(texts)
    told = {"training_seconds": time.process_time() - began, "megabytes": len(payload) / 1e6}
    stored().write_bytes(payload)
    return lsa.load(payload), told


def _ranked(
    name: str, similarities: Any, words: Any, linked: dict[int, set[int]]
) -> dict[str, Any]:
    alone, lexical = ai_ranking.ranks(similarities), ai_ranking.ranks(words)
    both = ai_ranking.fused(lexical, alone)
    return {
        name: ai_ranking.figures(alone, linked),
        f"{name}_fused": ai_ranking.figures(both, linked),
    }


def _far(
    questions: ai_data.Questions, similarities: Any, linked: dict[int, set[int]]
) -> list[list[Any]]:
    """Linked questions that are the least similar."""
    pairs = sorted(questions.pairs, key=lambda pair: similarities[pair])[:3]
    return [_pair(questions, similarities, pair) for pair in pairs]


def _near(
    questions: ai_data.Questions, similarities: Any, linked: dict[int, set[int]]
) -> list[list[Any]]:
    """The most similar questions without a link."""
    import numpy as np  # noqa: PLC0415 - a part of what is measured

    above = np.triu(similarities, 1)
    for one, others in linked.items():
        above[one, list(others)] = 0
    order = np.argsort(-above, axis=None)[:3]
    pairs = [(int(at // len(above)), int(at % len(above))) for at in order]
    return [_pair(questions, similarities, pair) for pair in pairs]


def _pair(questions: ai_data.Questions, similarities: Any, pair: tuple[int, int]) -> list[Any]:
    return [*(questions.titles[at] for at in pair), float(similarities[pair])]
