"""Classification by the backend that is chosen, for the worker of models alone."""

from collections.abc import Sequence
from typing import Any

from community.ai import tiers
from community.ai.asking import answers
from community.ai.protocols import Classified, Classifier


def task_of(name: str) -> str:
    """The task under which the model of the rows registered as `name` is stored."""
    return f"classifier {name}"  # no translation: a key  # no translation: a key


def classifier(name: str) -> Classifier | None:
    """The classifier of the rows that are registered under this name; None if it is off, not
    trained, or hardly better than the most frequent label."""
    tier = tiers.backend("classifier")
    found: Classifier | None = tier.of(name) if tier else None
    return found


def classify(name: str, texts: Sequence[str]) -> list[Classified]:
    """The label of each text, of those in the rows registered under this name. Without a
    classifier, none has one. Raises Unavailable if it is a server that does not answer."""
    if (model := classifier(name)) is None:
        return [Classified(label=None, confidence=0.0) for _ in texts]
    return model.classify(texts)


@answers("ai.classify")
def answer(name: str, text: str) -> list[Any]:
    """What pages ask: the label, or null, and its confidence."""
    [found] = classify(name, [text])
    return [found.label, found.confidence]
