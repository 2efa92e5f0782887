"""Waits until there is something to hand over.

PostgreSQL says whose deliveries were committed. A look now and then finds what nobody tells of: a
delivery that failed and is due again, one that a killed relay held, and whatever was published
while the connection was gone. Behind a pooler nobody tells of anything, so looks come often.
"""

import os
import select
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.signals import connection_created

from community.events.outbox import CHANNEL, EVERYBODY
from community.kernel.database import has_pooler

SHORTEST = 0.02  # seconds between looks; each pause is twice as long as the one before it
LONGEST = 1.0
LONGEST_UNTOLD = 0.015  # where nobody tells: from commit to handled stays below 50 ms


class Listener:
    """Hears notifications over this thread's connection, and knows when to look without one."""

    def __init__(self) -> None:
        self.is_told = False
        self.stopped = False
        self.pause, self.look_at = 0.0, 0.0
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)

    @contextmanager
    def until_signalled(self) -> Iterator[None]:
        """Listen on every connection that is opened; SIGINT and SIGTERM end the wait at once."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        signal.set_wakeup_fd(self._wake)  # a select goes on after a signal, unless it is told
        connection_created.connect(self._listen)
        try:
            yield
        finally:
            connection_created.disconnect(self._listen)
            signal.set_wakeup_fd(-1)
            os.close(self._wake)
            os.close(self._woken)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def _listen(self, connection: Any, **_: object) -> None:
        """What a crash of the server takes back is taken back whole, deliveries included, and done
        again; so nothing is gained by waiting for the disk. A pooler would hand these settings on
        to others."""
        self.is_told = not has_pooler(connection)
        self.look_soon(0)
        if self.is_told:
            with connection.cursor() as cursor:
                cursor.execute(f"SET synchronous_commit = off; LISTEN {CHANNEL}")

    @property
    def is_time_to_look(self) -> bool:
        return time.monotonic() >= self.look_at

    def look_soon(self, after: float = SHORTEST) -> None:
        """Look after this pause and then, as long as there is nothing, after longer ones."""
        self.pause = min(after, LONGEST if self.is_told else LONGEST_UNTOLD)
        self.look_at = time.monotonic() + self.pause

    def look_later(self) -> None:
        """Nothing was there: the next pause is twice as long."""
        self.look_soon(max(2 * self.pause, SHORTEST))

    def wait(self, *, is_busy: bool = False) -> set[str]:
        """Return the subscribers that were notified of deliveries, as soon as there are any, or
        none when it is time to look. A relay that is busy does not wait.

        Raises django.db.Error when the connection was lost.
        """
        connection.ensure_connection()
        told, pause = self._told(), self.look_at - time.monotonic()
        if not (told or is_busy or self.stopped) and pause > 0:
            select.select([connection.connection, self._woken], [], [], pause)
            told = self._told()
        return told

    def _told(self) -> set[str]:
        session = connection.connection
        with connection.wrap_database_errors:
            session.poll()
        names = {name for told in session.notifies for name in told.payload.split(",")}
        session.notifies.clear()
        if EVERYBODY in names:
            self.look_soon(0)
        return names - {EVERYBODY}

    def sleep(self, seconds: float) -> None:
        """Wait without a connection."""
        if not self.stopped:
            select.select([self._woken], [], [], seconds)
