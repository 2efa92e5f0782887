import logging
import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection
from django.db.backends.signals import connection_created

from community.events.relay import BATCH, Relay
from community.kernel import heartbeat

logger = logging.getLogger(__name__)


def _do_not_wait_for_the_disk(connection: Any, **_: object) -> None:
    """What a crash of the server takes back is taken back whole, deliveries included, and done
    again; so nothing is gained by waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")


class Command(BaseCommand):
    help = "Deliver committed events to their subscribers. Run one per host; more than one is safe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH)

    def handle(self, *, batch: int, **options: Any) -> None:
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        connection_created.connect(_do_not_wait_for_the_disk)
        relay = Relay(batch)
        while not stop.is_set():
            try:
                handed_over = relay.drain()
                heartbeat.renew()
                if not handed_over:
                    stop.wait(0.02)
            except Error as error:  # psycopg2 and Django have many names for a lost connection
                logger.warning("The database is not available: %s", error)
                connection.close()
                stop.wait(1)
