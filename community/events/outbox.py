"""Telling a fact: it is committed with the change, and so is who has still to hear it."""

from collections.abc import Iterable
from contextlib import suppress

from django.db import connection, transaction
from psycopg2.extras import Json

from community.events.event import Event, Subscriber, who_gets, who_hears_at_commit
from community.events.models import EventRecord
from community.kernel.errors import Unavailable
from community.kernel.requests import current_request_id
from community.kernel.statements import Statement

PUBLISH = Statement("""
    WITH event AS (
        INSERT INTO events_eventrecord (name, payload, request_id)
        VALUES (%(name)s, %(payload)s::jsonb, %(request)s) RETURNING id, occurred_at
    )
    INSERT INTO events_delivery (event_id, occurred_at, subscriber)
    SELECT id, occurred_at, unnest(%(subscribers)s::text[]) FROM event RETURNING event_id
""")
CHANNEL = "deliveries"  # where the relay listens for the names of subscribers
LONGEST = 7_900  # bytes of a notification, of which PostgreSQL takes 8,000
EVERYBODY = ""  # stands for more names than fit

# Told inside the transaction, commits would wait for each other's flush to the disk: a third of the
# events a second. A notification may get lost, so its own commit waits for no disk.
NOTIFY = Statement(
    f"SELECT set_config('synchronous_commit', 'off', true), pg_notify('{CHANNEL}', %(names)s)"
)


def publish(event: Event) -> None:
    """Record the fact and its deliveries in one statement. No broker is touched, and the relay is
    told after the commit.

    Raises RuntimeError outside a transaction: a fact without its change would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the action's transaction")
    names = who_gets(event)
    PUBLISH.fetched(
        {
            "name": event.name,
            "payload": Json(event.payload),
            "request": current_request_id(),
            "subscribers": names,
        }
    )
    if names:
        _notify_at_commit(names)
    for subscriber in who_hears_at_commit(event.name):
        transaction.on_commit(_Direct(subscriber, event), robust=True)


def record_past(events: Iterable[Event]) -> None:
    """Put facts of an imported history into the log, at their own times (`occurred_at`). Nobody
    hears of them: what follows from the log is to be counted again after it."""
    EventRecord.objects.bulk_create(
        EventRecord(name=event.name, payload=event.payload, occurred_at=event.occurred_at)
        for event in events
    )


class _Hook:
    """What is done after the commit, which has happened even if this fails. Django logs that, under
    a name that instances have not, and goes on with the others."""

    def __init__(self) -> None:
        self.__qualname__ = type(self).__qualname__


class _Notification(_Hook):
    """Tells the relay whose deliveries a transaction committed. If it gets lost, the relay finds
    them when it looks."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __call__(self) -> None:
        names = ",".join(sorted(self.names))
        NOTIFY.fetched({"names": names if len(names) <= LONGEST else EVERYBODY})


def _notify_at_commit(names: Iterable[str]) -> None:
    """One notification for all that a transaction publishes; one that a savepoint may take back
    is not the one of those around it."""
    inside = set(connection.savepoint_ids)
    for savepoints, hook, *_ in reversed(connection.run_on_commit):
        if isinstance(hook, _Notification) and savepoints <= inside:
            break
    else:
        hook = _Notification()
        transaction.on_commit(hook, robust=True)
    hook.names.update(names)


class _Direct(_Hook):
    """Hands an event to a subscriber that does not wait for the relay."""

    def __init__(self, subscriber: Subscriber, event: Event) -> None:
        super().__init__()
        self.subscriber, self.event = subscriber, event

    def __call__(self) -> None:
        with suppress(Unavailable):  # the relay does it when Redis is back
            self.subscriber([self.event])
