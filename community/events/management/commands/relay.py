import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from community.events.listening import Listener
from community.events.relay import BATCH, Relay
from community.kernel import heartbeat

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Deliver committed events to their subscribers. Run one per host; more than one is safe."
    requires_system_checks = []  # they would import every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH)

    def handle(self, *, batch: int, **options: Any) -> None:
        relay, listener = Relay(batch), Listener()
        with listener.until_signalled():
            while not listener.stopped:
                try:
                    _work(relay, listener)
                except Error as error:  # psycopg2 and Django have many names for a lost connection
                    logger.warning("The database is not available: %s", error)
                    connection.close()
                    listener.sleep(1)


def _work(relay: Relay, listener: Listener) -> None:
    """Hand over what is told of and what looks find, until a signal or a lost connection."""
    while True:
        told = listener.wait()
        if listener.stopped:
            return
        if told:
            if not relay.hand_over(told):
                listener.look_soon()
        elif relay.drain():
            listener.look_soon(0)
        else:
            listener.look_later()
        heartbeat.renew()
