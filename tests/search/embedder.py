"""An embedder of words: texts with the same words are near, and some words mean the same."""

from zlib import crc32

import numpy as np

from community.ai import tiers
from community.ai.tiers import Tier
from community.kernel.text import cut, fold
from community.search.meaning import actions

SAME = {"bicycle": "bike", "cycle": "bike", "inflate": "pump"}
FILLING = {"a", "an", "the", "my", "it", "is", "i", "how", "do"}


class Words:
    """Each word is a direction; a text is their sum, of length 1."""

    backend = "words"
    related_above = 0.5

    def __init__(self, dimensions=64, version="1"):
        self.dimensions, self.version = dimensions, version
        self.embedded = []

    def embed(self, texts):
        self.embedded += texts
        found = np.zeros((len(texts), self.dimensions), np.float32)
        for at, text in enumerate(texts):
            for word in cut(fold(text)):
                if word not in FILLING:
                    found[at] += _direction(SAME.get(word, word), self.dimensions)
            if length := np.linalg.norm(found[at]):
                found[at] /= length
        return found


def _direction(word, dimensions):
    return np.random.default_rng(crc32(word.encode())).normal(size=dimensions).astype(np.float32)


def make():
    return Words()


def use(monkeypatch, embedder=None):
    """Let it be the embedder of this process, and return it."""
    embedder = embedder or Words()
    tier = Tier(backend=embedder.backend, module=__name__)
    monkeypatch.setattr(tiers, "TASKS", {**tiers.TASKS, "embedder": (tier,)})
    monkeypatch.setattr(tiers, "_made", {("embedder", embedder.backend): embedder})
    return embedder


def embed_all():
    """Let the job do all that is due."""
    while actions.embed_due():
        pass
