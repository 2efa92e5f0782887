"""Whether a worker of models listens."""

from community.ai.asking import WORKER
from community.ai.tiers import OFF, TASKS, asked_for
from community.kernel.health import register
from community.kernel.store import ask_or


def _is_behind() -> bool:
    """Where Redis does not answer, that is named instead."""
    if all(asked_for(task) == OFF for task in TASKS):
        return False
    return not ask_or(1, lambda redis: redis.exists(WORKER))


register("models", _is_behind)
