"""What the worker of models does for search while it has time."""

from community.ai import tiers
from community.ai.registration import QUEUE
from community.kernel.jobs import Job, register
from community.search.meaning.opening import is_due


def _due() -> list[int]:
    tier = tiers.chosen("embedder")
    return [0] if tier and is_due(tier.backend) else []


def _do(_pk: int) -> None:
    from community.search.meaning.actions import embed_due  # noqa: PLC0415 - only in the worker

    embed_due()


register(Job(name="search.vectors", due=_due, do=_do, queue=QUEUE))
