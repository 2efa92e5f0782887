"""Working through all objects of a source, the newest first, whatever is done with them."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction

from community.ai.models import Progress
from community.kernel.errors import Unavailable, is_away

logger = logging.getLogger(__name__)

LOOKED_AT = 500  # objects, in one look for what is not done
LOOKS = 20  # in one transaction
BATCH = 32  # objects that are done in one transaction
SECONDS = 5.0  # of one call, so that others have their turn
FAILED_FOR = 3600.0  # seconds until an object that cannot be done is tried again
MOST_FAILED = 10_000  # objects that are remembered


@dataclass(frozen=True, kw_only=True)
class Work:
    """`undone` keeps those of the ids (the highest first) that this version has not done; `do`
    does some and writes what came of it, in a transaction, after which they are no longer undone.
    It raises Unavailable where the whole walk has to wait. What cannot be done by itself is logged
    and left for an hour, and the others go on."""

    task: str
    version: str
    ids_before: Callable[[int | None, int], list[int]]  # (below, at most), the highest first
    undone: Callable[[Sequence[int]], list[int]]
    do: Callable[[Sequence[int]], object]
    batch: int = BATCH  # fewer where `do` is slow: a row is locked meanwhile


_failed: dict[tuple[str, str, int], float] = {}  # when each may be tried again


def work_through(work: Work, *, seconds: float = SECONDS) -> int:
    """Do what is not done, the newest first, for so many seconds, and return how many objects were
    done. New objects go first, however long the walk takes. Several at once: the second does
    nothing. Killed at any moment, it goes on where it was."""
    Progress.objects.get_or_create(task=work.task, defaults={"version": work.version})
    done, end = 0, time.monotonic() + seconds
    tried: set[int] = set()  # of what `do` left undone, as it may, each is tried once in a call
    while True:
        with transaction.atomic():
            locked = Progress.objects.select_for_update(skip_locked=True)
            if (progress := locked.filter(task=work.task).first()) is None:
                return done
            ids, is_finished = _next(work, progress, tried)
            try:
                done += _do(work, ids)
            except Unavailable as error:
                logger.warning("%s waits: %s", work.task, error)
                is_finished = True
            progress.save()
        tried.update(ids)
        if is_finished or time.monotonic() > end:
            return done


def look_again(*, task: str) -> None:
    """Let the walk, or else the next one, look at all objects, for those whose transactions ended
    late. What a walk under way has passed waits for the next time that this is called."""
    Progress.objects.filter(task=task).update(floor_id=0)


def _do(work: Work, ids: Sequence[int]) -> int:
    """Do them all, or else one by one, without those that fail."""
    if not ids:
        return 0
    try:
        with transaction.atomic():
            work.do(ids)
    except Exception as error:
        if isinstance(error, Unavailable) or is_away(error):
            raise
        if len(ids) > 1:
            return sum(_do(work, [pk]) for pk in ids)
        logger.exception("%s: %s cannot be done", work.task, ids[0])
        if len(_failed) >= MOST_FAILED:
            _failed.clear()
        _failed[work.task, work.version, ids[0]] = time.monotonic() + FAILED_FOR
        return 0
    return len(ids)


def _next(work: Work, progress: Progress, tried: set[int]) -> tuple[list[int], bool]:
    """What is to be done now, and whether nothing else is left."""
    if progress.version != work.version:
        progress.version, progress.floor_id = work.version, 0
        progress.top_id = progress.at_id = None
    newest = work.ids_before(None, LOOKED_AT)
    if not newest:
        return [], True
    if found := _due(work, work.undone(newest), tried):
        return found, False
    if progress.top_id is None:
        progress.top_id, progress.at_id = newest[0], newest[0] + 1
    for _ in range(LOOKS):
        if progress.at_id is None:
            progress.floor_id, progress.top_id = progress.top_id, None
            return [], True
        if found := _step(work, progress, progress.at_id, tried):
            return found, False
    return [], False


def _step(work: Work, progress: Progress, at: int, tried: set[int]) -> list[int]:
    """What is to be done of those below `at`; if nothing is, the walk goes on below them."""
    ids = [pk for pk in work.ids_before(at, LOOKED_AT) if pk > progress.floor_id]
    undone = work.undone(ids) if ids else []
    if found := _due(work, undone, tried):
        return found
    if (left := tried.intersection(undone)) and progress.top_id is not None:
        progress.top_id = min(progress.top_id, min(left) - 1)  # the next walk meets them again
    progress.at_id = ids[-1] if ids else None
    return []


def _due(work: Work, undone: Sequence[int], tried: set[int]) -> list[int]:
    now = time.monotonic()
    resting = {pk for pk in undone if _failed.get((work.task, work.version, pk), 0.0) > now}
    tried -= resting  # no walk has to meet these again before their hour has passed
    return [pk for pk in undone if pk not in tried | resting][: work.batch]
