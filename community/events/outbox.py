"""Telling a fact: it is committed with the change, and so is who has still to hear it."""

from typing import Any

from django.db import connection
from psycopg2.extras import Json

from community.events.facts import Event, who_hears
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
