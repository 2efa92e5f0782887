"""Slow work (mail, webhooks, images) is a row with a state and a `due_at`; Celery works it off.

An app registers in its `work.py` how to find the rows that are due and how to do one. Beat asks
every ten seconds, so a lost broker, worker or message loses nothing: the row is still due.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Work:
    """`do` claims its row by one conditional UPDATE: being called twice does the work once."""

    name: str  # stands in messages: keep it
    due: Callable[[], list[int]]
    do: Callable[[int], None]


works: dict[str, Work] = {}


def register(work: Work) -> None:
    works[work.name] = work
