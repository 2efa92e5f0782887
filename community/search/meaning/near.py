"""Lists of the nearest documents, and how one that is new finds its way into those of others."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

KEPT = 20  # of each document


class Near(NamedTuple):
    document_id: int
    similarity: float  # cosine of the angle: 1 for the same direction


def others(found: Iterable[Near], own_id: int) -> list[Near]:
    """Those of the nearest that are kept for a document: without itself, and above 0."""
    kept = [near for near in found if near.document_id != own_id and near.similarity > 0]
    return kept[:KEPT]


def merged(before: Sequence[Near], new: Sequence[Near]) -> list[Near]:
    """The list of a document after `new` ones were computed, which replace what was there of
    them. Between equals the newer document comes first."""
    replaced = {near.document_id for near in new}
    all_of_them = [*new, *(near for near in before if near.document_id not in replaced)]
    return sorted(all_of_them, key=lambda near: (-near.similarity, -near.document_id))[:KEPT]


def related_count(found: Iterable[Near], above: float) -> int:
    """How many of them are about the same, by the threshold of their backend."""
    return sum(near.similarity >= above for near in found)
