"""Sentiment by DistilBERT, as `transformers` runs it, from weights in a folder of the operator's.

The model: `distilbert/distilbert-base-uncased-finetuned-sst-2-english` on Hugging Face, which
was trained on sentences of film reviews (SST-2) that are either positive or negative. Its folder
has config.json, model.safetensors and the files of the tokenizer. No hub is ever contacted.
"""

import os
from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.conf import settings

from community.ai.protocols import Label, Scored
from community.ai.sentiment.results import ATTENTION_ABOVE, has_words, result, unknown
from community.ai.texts import LONGEST
from community.ai.tiers import DISTILBERT

AT_ONCE = 16  # texts in a batch
SURE = 0.75  # the probability below which a model of two labels counts as neutral
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",  # the worker has threads
}


class DistilBert:
    backend = "transformers"
    attention_above = ATTENTION_ABOVE

    def __init__(self, folder: Path) -> None:
        os.environ.update(OFFLINE)  # before the import, which reads it
        from transformers import (  # noqa: PLC0415 - large, and an optional extra
            AutoModelForSequenceClassification,
            AutoTokenizer,
            pipeline,
        )

        model = AutoModelForSequenceClassification.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, trust_remote_code=False
        )
        tokenizer = AutoTokenizer.from_pretrained(
            folder, local_files_only=True, trust_remote_code=False
        )
        self._labels = _labels(model.config.id2label)
        self._pipeline: Any = pipeline(
            "text-classification", model=model, tokenizer=tokenizer, device="cpu", top_k=None
        )
        with (folder / "model.safetensors").open("rb") as weights:
            self.version = f"{file_digest(weights, 'sha256').hexdigest()[:12]}-1"

    def score(self, texts: Sequence[str]) -> list[Scored]:
        results = [unknown()] * len(texts)
        read = [at for at, text in enumerate(texts) if has_words(text[:LONGEST])]
        found = self._pipeline(
            [texts[at][:LONGEST] for at in read], batch_size=AT_ONCE, truncation=True
        )
        for at, rows in zip(read, found, strict=True):
            told = {self._labels[row["label"]]: float(row["score"]) for row in rows}
            results[at] = result(with_neutral(told), self.attention_above)
        return results


def make() -> DistilBert:
    return DistilBert(Path(settings.AI_WEIGHTS) / DISTILBERT)


def with_neutral(told: Mapping[Label, float]) -> Mapping[Label, float]:
    """A model of two labels says "neutral" where it is less than `SURE` of either: then that has
    the probability 1 - |positive - negative|, which is 1/2 where it begins."""
    if Label.NEUTRAL in told or max(told.values()) >= SURE:
        return told
    return {Label.NEUTRAL: 1 - abs(told[Label.POSITIVE] - told[Label.NEGATIVE])}


def _labels(told: Mapping[int, str]) -> dict[str, Label]:
    """Of the model's own names, such as "POSITIVE"."""
    known = (Label.POSITIVE, Label.NEUTRAL, Label.NEGATIVE)
    labels = {name: label for name in told.values() for label in known if name.lower() == label}
    if len(labels) < len(told) or not {Label.POSITIVE, Label.NEGATIVE} <= set(labels.values()):
        raise ValueError(f"labels of a model that are not known: {', '.join(told.values())}")
    return labels
