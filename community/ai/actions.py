"""Working through all objects of a source, the newest first, whatever is done with them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from community.ai.models import Progress

LOOKED_AT = 500  # objects, in one look for what is not done
BATCH = 32  # objects that are done in one transaction
SECONDS = 5.0  # of one call, so that others have their turn


@dataclass(frozen=True, kw_only=True)
class Work:
    """`undone` keeps those of the ids (the highest first) that this version has not done; `do`
    does some and writes what came of it, after which they are no longer undone."""

    task: str
    version: str
    ids_before: Callable[[int | None, int], list[int]]  # (below, at most), the highest first
    undone: Callable[[Sequence[int]], list[int]]
    do: Callable[[Sequence[int]], object]


def work_through(work: Work, *, seconds: float = SECONDS) -> int:
    """Do what is not done, the newest first, for so many seconds, and return how many objects were
    done. New objects go first, however long the walk takes. Several at once: the second does
    nothing."""
    Progress.objects.get_or_create(task=work.task, defaults={"version": work.version})
    done, end = 0, time.monotonic() + seconds
    while True:
        with transaction.atomic():
            locked = Progress.objects.select_for_update(skip_locked=True)
            if (progress := locked.filter(task=work.task).first()) is None:
                return done
            ids = _next(work, progress)
            if ids:
                work.do(ids)
            progress.save()
        done += len(ids)
        if not ids or time.monotonic() > end:
            return done


def look_again(*, task: str) -> None:
    """Let the next walk look at all objects, for those whose transactions ended late."""
    Progress.objects.filter(task=task, at_id=None).update(floor_id=0)


def _next(work: Work, progress: Progress) -> list[int]:
    if progress.version != work.version:
        progress.version, progress.floor_id = work.version, 0
        progress.top_id = progress.at_id = None
    newest = work.ids_before(None, LOOKED_AT)
    if not newest:
        return []
    if found := work.undone(newest):
        return found[:BATCH]
    if progress.top_id is None:
        progress.top_id = progress.at_id = newest[0]
    while (at := progress.at_id) is not None:
        ids = [pk for pk in work.ids_before(at, LOOKED_AT) if pk > progress.floor_id]
        if found := work.undone(ids):
            return found[:BATCH]
        progress.at_id = ids[-1] if ids else None
    progress.floor_id, progress.top_id = progress.top_id, None
    return []
