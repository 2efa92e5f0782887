"""What Celery's beat sends at intervals, as said beside each task."""

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

SCHEDULE: dict[str, dict[str, Any]] = {}  # the setting CELERY_BEAT_SCHEDULE


def every(seconds: float, **arguments: str) -> Callable[[Function], Function]:
    """Send the task that often, with these arguments. Below `@shared_task`.

    A task that no worker took within the interval expires: the next one does its work.
    """

    def schedule(function: Function) -> Function:
        task = f"{function.__module__}.{function.__name__}"
        SCHEDULE[" ".join([task, *arguments.values()])] = {
            "task": task,
            "schedule": seconds,
            "kwargs": arguments,
            "options": {"expires": seconds},
        }
        return function

    return schedule
