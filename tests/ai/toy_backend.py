"""Backends for tests of what is common to all: each scores by one word."""

from community.ai.protocols import Label, Scored

made: list[str] = []


class Toy:
    attention_above = 0.9

    def __init__(self, backend: str) -> None:
        self.backend, self.version = backend, f"{backend}-1"

    def score(self, texts):
        return [Scored(label=Label.POSITIVE, confidence=0.75) for _ in texts]


def make() -> Toy:
    made.append("toy")
    return Toy("toy")
