"""Vectors of a server that speaks OpenAI's API, which a setting has to name."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from community.ai import server
from community.ai.embedding.vectors import embedded
from community.kernel.errors import Unavailable

if TYPE_CHECKING:
    from community.ai.protocols import Vectors

LONGEST = 2000  # characters, about 500 tokens: many models take 512, and servers refuse more
LONGEST_VERSION = 40


class Server:
    """`dimensions` is known from the first answer, which it asks for."""

    backend = "server"
    related_above = 0.5  # not measured: it differs between models

    def __init__(self, model: str) -> None:
        self.version = _short(model)

    @cached_property
    def dimensions(self) -> int:
        """Raises Unavailable."""
        return len(server.embeddings(["dimensions"])[0])

    def embed(self, texts: Sequence[str]) -> "Vectors":
        """Of the first 2,000 characters of each text. Raises Unavailable, also where the vectors
        are not as long as before: the server has another model now."""
        return embedded(texts, self.dimensions, self._asked)

    def _asked(self, texts: list[str]) -> "Vectors":
        found = server.embeddings([text[:LONGEST] for text in texts])
        if any(len(row) != self.dimensions for row in found):
            told = (
                f"vectors that are not of {self.dimensions} numbers"  # no translation: for the log
            )
            raise Unavailable(told)
        return np.array(found, np.float32)


def make() -> Server:
    return Server(settings.AI_SERVER_EMBEDDING_MODEL)


def _short(model: str) -> str:
    """The name of the model; a long one is told from others by its hash."""
    if len(model) <= LONGEST_VERSION:
        return model
    return f"{model[: LONGEST_VERSION - 13]}-{sha256(model.encode()).hexdigest()[:12]}"
