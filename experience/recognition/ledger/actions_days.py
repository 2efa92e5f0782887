"""Closing days: what is counted by days waits until they are over."""

from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from community.discussions.reading.actions_days import tell_days
from community.events.outbox import publish
from community.kernel.days import number_of
from experience.recognition.events import DayClosed
from experience.recognition.models import RecognitionState

# What began before midnight is committed by then, and its event comes before the end of the day.
AFTER = timedelta(minutes=15)
A_DAY = timedelta(days=1)


def locked_state() -> RecognitionState:
    """The one row, made when it is first asked for; whoever has it does what is done once."""
    RecognitionState.objects.get_or_create(pk=1)
    return RecognitionState.objects.select_for_update(no_key=True).get(pk=1)


def close_days(*, now: datetime | None = None) -> list[date]:
    """Close each day that is over, in order and each once, and return them. A new site begins
    with yesterday."""
    last = ((now or timezone.now()).astimezone(UTC) - AFTER).date() - A_DAY
    closed = []
    while day := _close_next(last):
        closed.append(day)
    return closed


def _close_next(last: date) -> date | None:
    """Close one day, unless all up to `last` are. Of two at once, one waits and finds it done."""
    with transaction.atomic():
        state = locked_state()
        day = last if state.closed_day is None else state.closed_day + A_DAY
        if day > last:
            return None
        tell_days(upto=day)
        publish(DayClosed(actor_id=None, day=number_of(day)))
        state.closed_day = day
        state.save(update_fields=["closed_day"])
    return day
