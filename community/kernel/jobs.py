"""Slow work (mail, webhooks, images) is a row with a state and a `due_at`; Celery works it off.

An app registers in its `jobs.py` how to find the rows that are due and how to do one. Beat asks
every ten seconds, so a lost broker, worker or message loses nothing: the row is still due.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Job:
    """`do` claims its row by one conditional UPDATE: being called twice does the work once.
    `queue` is one of Celery's; another than the default has a worker of its own."""

    name: str  # stands in messages: keep it
    due: Callable[[], list[int]]
    do: Callable[[int], None]
    queue: str = "celery"


jobs: dict[str, Job] = {}


def register(job: Job) -> None:
    jobs[job.name] = job
