"""Hands committed events to their subscribers: each effective once, whatever is killed."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from community.events.event import Event, gathering, live_subscribers, subscribers
from community.events.models import TRIES, Delivery
from community.events.turns import Turns
from community.kernel.errors import Unavailable
from community.kernel.requests import working_for
from community.kernel.statements import Statement

logger = logging.getLogger(__name__)

BATCH = 200
LIVE, WORK = "live", "work"  # subscribers that only ring, and those that write

ANY = "SELECT FROM events_delivery LIMIT 1"  # a fifth of what the question for all of them costs
DUE = """
    SELECT name FROM unnest(%s::text[]) AS name WHERE EXISTS (
        SELECT FROM events_delivery
        WHERE subscriber = name AND attempts < %s AND next_at <= statement_timestamp()
    )
"""

# Whoever has the lock takes. Rows that another relay took while this statement was under way are
# gone when it reaches them, so it gets fewer or none, and never one of them again.
TAKE = Statement(
    """
    WITH mine AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(hashtext('relay'), hashtext(%(subscriber)s::text))
            AS locked
    ), taken AS (
        DELETE FROM events_delivery WHERE id IN (
            SELECT id FROM events_delivery
            WHERE (SELECT locked FROM mine) AND subscriber = %(subscriber)s
                AND attempts < %(tries)s AND next_at <= statement_timestamp()
            ORDER BY event_id LIMIT %(batch)s
        )
        RETURNING event_id, occurred_at, attempts
    )
    SELECT mine.locked, event.id, event.occurred_at, taken.attempts, event.name,
        event.payload::text, event.request_id
    FROM mine LEFT JOIN (
        taken JOIN events_eventrecord AS event
            ON event.id = taken.event_id AND event.occurred_at = taken.occurred_at
    ) ON true
    ORDER BY event.id
    """,
    {"tries": TRIES},
)
HOLD = "SELECT pg_advisory_xact_lock(hashtext('relay'), hashtext(%s))"


@dataclass(frozen=True)
class Taken:
    """A delivery that this relay holds, with the event that it is of."""

    event_id: int
    occurred_at: datetime
    attempts: int
    name: str
    payload: str
    request_id: str

    def event(self) -> Event:
        told = json.loads(self.payload)
        envelope = {"id": self.event_id, "occurred_at": self.occurred_at}
        return Event.types[self.name].read(told, **envelope)


class Relay:
    """Serves its subscribers in turns (turns.py): all of them, or only those of one sort."""

    def __init__(
        self, batch: int = BATCH, *, only: str | None = None, gathers: bool = False
    ) -> None:
        """`batch`: the most deliveries of a turn. `only`: LIVE or WORK. `gathers`: let subscribers
        that gather deliveries rest between two turns."""
        self.only, self.gathers = only, gathers
        self.turns = Turns(batch)

    @property
    def is_busy(self) -> bool:
        """Whether anybody is known to wait."""
        return len(self.turns) > 0

    def add(self, told: set[str]) -> None:
        """These have deliveries; what concerns other relays is ignored."""
        self.turns.add(name for name in self._own() if name in told)

    def look(self) -> bool:
        """Ask whose deliveries are due, those to be tried again included; whether there are any."""
        due = _due([name for name in self._own() if not self.turns.rests(name)])
        self.turns.add(due)
        return bool(due)

    def serve(self) -> int | None:
        """Give a turn to the subscriber that was served longest ago.

        How many deliveries were handed over; None when another relay has them, which might be
        killed before it commits. Taking, the subscriber's writes and putting back what failed are
        one transaction. The lock keeps a second relay from overtaking, so a subscriber hears its
        events in order (a delivery that failed comes late). Where something that it leans on is
        away, all is undone and nothing counts as tried.
        """
        name = self.turns.next()
        began = self.turns.clock()
        try:
            count = _hand_over_list(name, self.turns.size(name))
        except Unavailable as error:
            logger.warning("%s rests: %s", name, error)
            self.turns.rest(name)
            return 0
        if count is None:
            self.turns.leave(name)
        else:
            self.turns.served(name, count=count, seconds=self.turns.clock() - began)
            if self.gathers and name in gathering and not self.turns.waits(name):
                self.turns.rest(name, gathering[name])
        return count

    def drain(self) -> int:
        """A turn for everybody who has something due; how many deliveries were handed over."""
        self.look()
        return sum(self.serve() or 0 for _ in range(len(self.turns)))

    def _own(self) -> list[str]:
        if self.only is None:
            return list(subscribers)
        return [name for name in subscribers if (name in live_subscribers) == (self.only == LIVE)]


def hold(subscriber: str) -> None:
    """Let this subscriber hear nothing until the transaction is over: for those who check or write
    again what it writes. Waits for a relay that serves it just now."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [subscriber])


def _due(names: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(ANY)
        if not cursor.fetchall():
            return []
        cursor.execute(DUE, [names, TRIES])
        return [name for (name,) in cursor.fetchall()]


def _take(subscriber: str, batch: int) -> list[Taken] | None:
    """The deliveries that are taken by this transaction; None when another relay has the lock."""
    found = TAKE.fetched({"subscriber": subscriber, "batch": batch})
    locked, *nothing = found[0]
    if not locked:
        return None
    return [Taken(*row) for _, *row in found] if nothing[0] else []


def _hand_over_list(subscriber: str, batch: int) -> int | None:
    """Hand over a list; one that fails is repeated one by one, to find which event it is."""
    taken: list[Taken] | None = []
    try:
        with transaction.atomic():
            taken = _take(subscriber, batch)
            _hand_over(subscriber, taken or [])
    except Unavailable:
        raise
    except Exception:
        if connection.connection is None or connection.connection.closed:
            raise  # nobody failed: the database went away
        return sum(_hand_over_one(subscriber) for _ in taken or [])
    return None if taken is None else len(taken)


def _hand_over(subscriber: str, taken: list[Taken]) -> None:
    if taken:
        with working_for(_cause(taken)):
            subscribers[subscriber]([delivery.event() for delivery in taken])


def _hand_over_one(subscriber: str) -> int:
    """Hand over the oldest delivery alone; if it fails, put it back for later."""
    with transaction.atomic():
        taken = _take(subscriber, 1) or []
        try:
            with transaction.atomic():
                _hand_over(subscriber, taken)
        except Unavailable:
            raise
        except Exception as error:
            with working_for(_cause(taken)):
                logger.exception("%s failed on event %s", subscriber, taken[0].event_id)
            _put_back(subscriber, taken[0], error).save(force_insert=True)
    return len(taken)


def _cause(taken: list[Taken]) -> str:
    """The request that all of these follow from; of several, the first and how many more."""
    causes = list(dict.fromkeys(delivery.request_id for delivery in taken))
    return causes[0] if len(causes) == 1 else f"{causes[0]}+{len(causes) - 1}"


def _put_back(subscriber: str, taken: Taken, error: Exception) -> Delivery:
    attempts = taken.attempts + 1
    return Delivery(
        event_id=taken.event_id,
        occurred_at=taken.occurred_at,
        subscriber=subscriber,
        attempts=attempts,
        next_at=Now() + timedelta(seconds=2**attempts),
        error=repr(error)[:2000],
    )
