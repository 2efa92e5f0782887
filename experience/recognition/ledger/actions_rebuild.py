"""Counting everything again, from the log of events."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Min
from django.utils import timezone

from community.accounts.models import BadgeAward
from community.accounts.standing import registration
from community.accounts.standing.actions import write_reputations
from community.events.event import Event, heard_by
from community.events.models import Delivery, EventRecord
from community.events.relay import hold
from experience.recognition.ledger.actions import NAME, count
from experience.recognition.ledger.actions_days import locked_state
from experience.recognition.ledger.scores import REPUTATIONS
from experience.recognition.models import (
    Contribution,
    KindOfContainer,
    RecognitionState,
    ReputationEntry,
    Score,
    Tally,
    Visits,
)

CHUNK = 500
# What is to be handed over still is left to the relay, which has to wait for this transaction.
# The log is partitioned by time: by id, each partition's key gives the next ones.
LOG = """
    SELECT event.id, event.occurred_at, event.name, event.payload::text
    FROM events_eventrecord AS event
    WHERE event.id > %(after)s AND event.name = ANY(%(names)s) AND NOT EXISTS (
        SELECT FROM events_delivery AS delivery
        WHERE delivery.subscriber = %(subscriber)s AND delivery.event_id = event.id
    )
    ORDER BY event.id LIMIT %(chunk)s
"""
WRONG = f"""
    SELECT * FROM ({REPUTATIONS}) AS counted (id, reputation)
    WHERE reputation <> (SELECT reputation FROM accounts_user WHERE id = counted.id)
"""  # noqa: S608 - put together from constants
# Notifications name awards by their keys.
KEEP_KEYS = """
    CREATE TEMPORARY TABLE kept_award ON COMMIT DROP AS
    SELECT id, member_id, badge, scope FROM accounts_badgeaward WHERE badge = ANY(%s)
"""
SAME_KEYS = """
    UPDATE accounts_badgeaward AS award SET id = kept_award.id FROM kept_award
    WHERE (award.member_id, award.badge, award.scope)
        = (kept_award.member_id, kept_award.badge, kept_award.scope);
    DROP TABLE kept_award
"""


class LogIsIncomplete(Exception):
    """Events were counted that are no longer in the log: a rebuild would lose what they gave."""


def rebuild(
    *, is_forced: bool = False, progress: Callable[[int], None] = lambda _number: None
) -> int:
    """Count all events of the log again, into empty tables, and return their number.

    Nobody is notified and nothing published. All of it is one transaction, so pages show what was
    until it is done; meanwhile, new events wait. Unless `is_forced`, it refuses if the log lacks
    events that were counted.
    """
    done = 0
    with transaction.atomic():
        hold(NAME)
        if not is_forced and _is_log_incomplete():
            raise LogIsIncomplete
        _empty()
        for events in _log():
            count(events, is_replay=True)
            done += len(events)
            progress(done)
        with connection.cursor() as cursor:
            cursor.execute(SAME_KEYS)
        # Last: whoever changes a member waits for this row until the end of the transaction.
        with connection.cursor() as cursor:
            cursor.execute(WRONG)
            write_reputations(reputations=dict(cursor.fetchall()))
        _mark_rebuilt()
    return done


def size_of_log() -> int:
    """About how many events a rebuild reads."""
    return EventRecord.objects.filter(name__in=heard_by(NAME)).count()


def rebuild_once() -> bool:
    """Count what happened before this was counted at all, on a site that was upgraded; once."""
    if _is_rebuilt():
        return False
    with transaction.atomic():
        hold(NAME)
        if _is_rebuilt():  # by another worker, while this one waited
            return False
        if is_needed := _has_uncounted():
            rebuild()
        else:
            _mark_rebuilt()
    return is_needed


def _is_rebuilt() -> bool:
    return RecognitionState.objects.filter(rebuilt_at__isnull=False).exists()


def _mark_rebuilt() -> None:
    state = locked_state()
    state.rebuilt_at = timezone.now()
    state.save(update_fields=["rebuilt_at"])


def _has_uncounted() -> bool:
    """Whether the log has something from before whatever was counted or waits to be."""
    firsts = [
        Contribution.objects.aggregate(first=Min("event_id"))["first"],
        Delivery.objects.filter(subscriber=NAME).aggregate(first=Min("event_id"))["first"],
    ]
    known = [first for first in firsts if first is not None]
    events = EventRecord.objects.filter(name__in=heard_by(NAME))
    return (events.filter(pk__lt=min(known)) if known else events).exists()


def _is_log_incomplete() -> bool:
    first = Contribution.objects.aggregate(first=Min("event_id"))["first"]
    return first is not None and not EventRecord.objects.filter(pk__lte=first).exists()


def _empty() -> None:
    """Delete whatever follows from events. Awards of badges that no app registers stay: nothing
    would award them again."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL recognition.rebuild = 'on'")
        for model in (ReputationEntry, Contribution, Score, Tally, Visits, KindOfContainer):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 - a name of ours
        cursor.execute("SET LOCAL recognition.rebuild = 'off'")
        known = [badge.name for badge in registration.badges()]
        cursor.execute(KEEP_KEYS, [known])
        BadgeAward.objects.filter(badge__in=known).delete()


def _log() -> Iterator[list[Event]]:
    """All that is counted, oldest first, in lists."""
    asked: dict[str, Any] = {
        "after": 0, "names": heard_by(NAME), "subscriber": NAME, "chunk": CHUNK
    }  # fmt: skip
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LOG, asked)
            rows = cursor.fetchall()
        if rows:
            yield [
                Event.types[name].read(json.loads(payload), id=pk, occurred_at=occurred_at)
                for pk, occurred_at, name, payload in rows
            ]
            asked["after"] = rows[-1][0]
        if len(rows) < CHUNK:
            return
