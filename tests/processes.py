"""Processes of the product, for the tests that kill them."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from community.setup.supervisor import Program, signal_group, spawn

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
# The test run's own; a process gets addresses of its own.
INHERITED = {"PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "LIVE_URL", "REDIS_URL", "DATABASE_URL"}


def eventually(settled: Callable[[], object], *, seconds: float = PATIENCE) -> None:
    """Wait until it is so. Fails when it never is."""
    deadline = time.monotonic() + seconds
    while not settled():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def environment(**own: str) -> dict[str, str]:
    """This process's, without the addresses of the test run."""
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return kept | {"PYTHONUNBUFFERED": "1"} | own


class Process:
    """One process with its children; on Linux it ends with the test run at the latest."""

    def __init__(self, *command: str, log: Path, **own: str) -> None:
        self.log = log
        self.program = Program(
            name=command[0],
            command=[sys.executable, *command],
            folder=ROOT,
            environment=environment(**own),
        )
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.running = spawn(self.program, output)

    def signal(self, number: signal.Signals) -> None:
        signal_group(self.running, number)

    def kill(self) -> None:
        """No goodbye: it can finish nothing."""
        self.signal(signal.SIGKILL)
        self.running.wait(PATIENCE)


def address_of_the_test_database() -> str:
    where = connection.settings_dict
    host, port = where["HOST"], where["PORT"] or ""
    who = quote(where["USER"]) + (f":{quote(where['PASSWORD'])}" if where["PASSWORD"] else "")
    if host.startswith("/"):
        return f"postgresql://{who}@/{where['NAME']}?host={host}"
    return f"postgresql://{who}@{host}{f':{port}' if port else ''}/{where['NAME']}"
