import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, connection

from community.events.listening import Listener
from community.events.relay import BATCH, LIVE, WORK, Relay
from community.kernel import heartbeat

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Deliver committed events to their subscribers. Run one for live updates and one for all"
        " other work; more than one of each is safe."
    )
    requires_system_checks = []  # they would import every page

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", type=int, default=BATCH)
        parser.add_argument("--only", choices=[LIVE, WORK], help="default: all subscribers")

    def handle(self, *, batch: int, only: str | None, **options: Any) -> None:
        relay, listener = Relay(batch, only=only, gathers=True), Listener()
        with listener.until_signalled():
            while not listener.stopped:
                try:
                    _work(relay, listener)
                except Error as error:  # psycopg2 and Django have many names for a lost connection
                    logger.warning("The database is not available: %s", error)
                    connection.close()
                    listener.sleep(1)


def _work(relay: Relay, listener: Listener) -> None:
    """Serve in turns what is told of and what looks find, until a signal or a lost connection.

    Between two turns it hears what was committed meanwhile, and looks if it is time to, so what is
    told and what is due again wait for each other for one turn at most.
    """
    while True:
        relay.add(listener.wait(is_busy=relay.is_busy))
        if listener.stopped:
            return
        if listener.is_time_to_look:
            if relay.look():
                listener.look_soon()
            else:
                listener.look_later()
        if relay.is_busy and relay.serve() is None:
            listener.look_soon()
        heartbeat.renew()
