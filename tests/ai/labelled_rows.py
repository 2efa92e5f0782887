"""Small labelled rows of our own: three categories with words of their own and words in common."""

import random
from collections.abc import Sequence

from community.ai.classification.actions import LINEAR
from community.ai.classification.queries import task_of
from community.ai.classification.training import fit
from community.ai.models import TrainedModel
from community.discussions.models import Container

WORDS = {
    "sensors": [
        "sensor",
        "probe",
        "reading",
        "calibrate",
        "drift",
        "humidity",
        "pair",
        "blink",
        "firmware",
        "antenna",
    ],
    "billing": [
        "invoice",
        "charge",
        "refund",
        "card",
        "payment",
        "receipt",
        "plan",
        "price",
        "cancel",
        "tax",
    ],
    "display": [
        "screen",
        "dashboard",
        "chart",
        "color",
        "font",
        "widget",
        "theme",
        "contrast",
        "axis",
        "legend",
    ],
}
COMMON = [
    "how",
    "do",
    "I",
    "the",
    "my",
    "a",
    "when",
    "it",
    "is",
    "not",
    "please",
    "why",
    "does",
    "after",
    "update",
]


def rows(
    each: int = 40, labels: Sequence[str] = tuple(WORDS), seed: int = 1
) -> list[tuple[str, str]]:
    chance = random.Random(seed)
    return [
        (" ".join(chance.sample(WORDS[label], 3) + chance.sample(COMMON, 4)), label)
        for label in labels
        for _ in range(each)
    ]


def train_on_words(kind: str, containers: Sequence[Container]) -> TrainedModel:
    """Let a model suggest these three containers, in the order of WORDS, for threads of a kind."""
    ids = dict(zip(WORDS, (str(one.pk) for one in containers), strict=True))
    fitted = fit([(text, ids[label]) for text, label in rows()])
    return TrainedModel.objects.create(
        task=task_of(kind),
        backend=LINEAR,
        version=fitted.classifier.version,
        rows_count=len(rows()),
        figures=fitted.figures,
        payload=fitted.payload,
    )
