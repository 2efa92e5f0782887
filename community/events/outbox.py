"""Telling a fact: it is committed with the change, and so is who has still to hear it."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import Json

from community.events.event import Event, Subscriber, who_hears, who_hears_at_commit
from community.kernel.errors import Unavailable
from community.kernel.requests import current_request_id

PUBLISH = """
    WITH event AS (
        INSERT INTO events_eventrecord (name, payload, request_id) VALUES (%s, %s, %s)
        RETURNING id, occurred_at
    )
    INSERT INTO events_delivery (event_id, occurred_at, subscriber)
    SELECT id, occurred_at, unnest(%s::text[]) FROM event
"""


def publish(event: Event) -> None:
    """Record the fact and its deliveries in one statement. No broker is touched.

    Raises RuntimeError outside a transaction: a fact without its change would be a lie.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("publish() belongs inside the action's transaction")
    told: list[Any] = [event.name, Json(event.payload), current_request_id(), who_hears(event.name)]
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, told)
    for subscriber in who_hears_at_commit(event.name):
        transaction.on_commit(partial(_hand_over, subscriber, event), robust=True)


def _hand_over(subscriber: Subscriber, event: Event) -> None:
    with suppress(Unavailable):  # the relay does it when Redis is back
        subscriber([event])
