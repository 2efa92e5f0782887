"""How a connection fares, and when what failed is tried again."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from feedback.models import TrackerConnection
from feedback.trackers.registration import TrackerRefused, TrackerUnavailable

LEASE = timedelta(minutes=5)  # a worker that was killed is followed by another after this
MOST_ATTEMPTS = 8
FIRST_PAUSE = 30.0  # seconds
LONGEST_PAUSE = 3600.0
LONGEST_ERROR = 500


def pause_after(attempts: int) -> timedelta:
    """Twice as long after each attempt, half of it by chance: not everything comes back at once."""
    longest = min(FIRST_PAUSE * 2 ** max(attempts - 1, 0), LONGEST_PAUSE)
    return timedelta(seconds=random.uniform(longest / 2, longest))  # noqa: S311 - no secret


def told(error: Exception) -> str:
    """An error as it is stored and shown to administrators."""
    return (str(error) or type(error).__name__).replace("\0", "")[:LONGEST_ERROR]


def note_success(connection_id: int) -> None:
    failing = TrackerConnection.objects.filter(pk=connection_id, failures_count__gt=0)
    failing.update(failures_count=0, last_error="", paused_until=None)


def note_failure(connection_id: int, error: TrackerRefused | TrackerUnavailable) -> None:
    """One more failure in a row. A tracker that says how long to wait is left alone until then."""
    now = timezone.now()
    changes = {"failures_count": F("failures_count") + 1, "last_error": told(error)}
    wait = getattr(error, "retry_after", None)
    if wait is not None:
        until = now + timedelta(seconds=wait)
        changes["paused_until"] = Greatest("paused_until", until)
    TrackerConnection.objects.filter(pk=connection_id).update(failed_at=now, **changes)


@contextmanager
def documented() -> Iterator[None]:
    """Around asking a tracker: an answer that has not what is promised is none, as elsewhere."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise unexpected(error) from error


def unexpected(error: Exception) -> TrackerUnavailable:
    """For an answer that has not what its documentation promises."""
    return TrackerUnavailable(
        f"The answer is not as documented: {type(error).__name__}"
    )  # no translation: kept as a log is
