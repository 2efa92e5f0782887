"""What the worker of models does when its time has come."""

from community.ai.registration import QUEUE, scorables
from community.ai.sentiment.actions import score_due
from community.ai.sentiment.queries import is_due
from community.kernel.jobs import Job, register


def _due() -> list[int]:
    """Which of the kinds that apps register, by their numbers in the order of their names."""
    return [at for at, found in enumerate(scorables()) if is_due(found)]


def _do(at: int) -> None:
    kinds = scorables()
    if at < len(kinds):  # another release may register more
        score_due(name=kinds[at].name)


register(Job(name="ai.sentiment", due=_due, do=_do, queue=QUEUE))
