"""The whole product, started as a person would: `manage.py up` with a folder of its own."""

import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from community.setup.embedded import PostgreSQL, Valkey

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 120
# The test settings' own servers are not meant for the child.
INHERITED = {"DATABASE_URL", "REDIS_URL", "LIVE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}


def eventually(settled, *, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not settled():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def free_port():
    """One of two in a row that nobody uses."""
    while True:
        first = random.randrange(20000, 30000)
        try:
            for port in (first, first + 1):
                with socket.socket() as listener:
                    listener.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


@contextmanager
def new_folder() -> Iterator[Path]:
    """A data folder that does not exist yet, in a folder that others may walk through."""
    parent = Path(tempfile.mkdtemp(prefix="community-test-"))
    parent.chmod(0o755)
    try:
        yield parent / "data"
    finally:
        for server in (PostgreSQL(parent / "data"), Valkey(parent / "data")):
            server.remove()
        shutil.rmtree(parent)


class Up:
    """One `manage.py up`, its output as it comes, and what runs because of it."""

    def __init__(self, data, *, user=None, arguments=(), **environment):
        self.data = data
        self.port = int(environment.setdefault("PORT", str(free_port())))
        kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
        account = {"user": user, "group": user, "extra_groups": []} if user else {}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", *arguments],
            cwd=ROOT,
            env=kept | {"DATA_DIR": str(data)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **account,
        )
        self.out, self.err = [], []
        self.readers = [
            threading.Thread(target=lines.extend, args=(stream,), daemon=True)
            for lines, stream in ((self.out, self.process.stdout), (self.err, self.process.stderr))
        ]
        for reader in self.readers:
            reader.start()

    def says(self, text):
        """Whether a line with this text has come, in either stream."""
        return any(text in line for line in [*self.out, *self.err])

    def until_ready(self):
        with suppress(AssertionError):  # what it said by then tells more
            eventually(lambda: self.says("Ready:") or self.process.poll() is not None)
        assert self.says("Ready:"), "".join(["It is not ready.\n", *self.out, *self.err])
        return self

    def status(self, path="/healthz"):
        address = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status
        except OSError:  # an error status, too
            return None

    def end(self, number=None):
        """Its exit status, and after that no reader is left."""
        if number:
            self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        return status

    def left(self):
        """What still runs with this data folder: every child carries it in its environment."""
        return [found for found in psutil.process_iter() if self._is_ours(found)]

    def _is_ours(self, process):
        try:
            running = process.status() != psutil.STATUS_ZOMBIE
            return running and process.environ().get("DATA_DIR") == str(self.data)
        except (psutil.Error, OSError):
            return False

    def child(self, *words):
        """The one process that the supervisor itself started with these words."""
        children = psutil.Process(self.process.pid).children()
        return next(c for c in children if all(word in " ".join(c.cmdline()) for word in words))

    def nothing_left(self):
        eventually(lambda: not self.left(), seconds=20)
        return True
