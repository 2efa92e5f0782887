"""One started product for a whole test run, shared by its workers.

Whoever uses it holds a shared lock on a file of the run, which the system releases when that
process ends, however it ends. The first user starts a keeper: a process that starts the product
and then waits for the same lock, exclusively. It gets the lock when the last user has ended; then
it stops the product and removes all that the product wrote.
"""

import fcntl
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from community.setup.embedded import PostgreSQL, Valkey
from community.setup.supervisor import Program, signal_group, spawn
from tests.stack import INHERITED, ROOT, eventually, free_port

START_SECONDS = 180
STOP_SECONDS = 60


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """One process of the run at a time."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Product:
    """What its users need to know."""

    port: int
    folder: str
    admin: tuple[str, str]

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    @property
    def data(self) -> Path:
        """Its data folder."""
        return Path(self.folder) / "data"

    def last_output(self, lines: int = 20) -> str:
        """What it said last, without requests that went well."""
        with (Path(self.folder) / "output").open(errors="replace") as output:
            return "".join(deque((line for line in output if '"INFO"' not in line), lines))

    def run(self, *arguments: str) -> str:
        """Run Python with the settings and servers of the product; return what it prints."""
        environment = _environment(DATA_DIR=str(self.data), PORT=str(self.port))
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT, env=environment, capture_output=True, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, as JSON: called by the first who asks, kept for all others."""
        kept = Path(self.folder) / f"{name}.json"
        with locked(kept.with_suffix(".lock")):
            if not kept.exists():
                made = json.dumps(make())
                kept.write_text(made)
            return json.loads(kept.read_text())

    def next_number(self, name: str) -> int:
        """0, 1, 2 … in the whole run, each once."""
        counter = Path(self.folder) / f"{name}.number"
        with locked(counter.with_suffix(".lock")):
            number = int(counter.read_text()) if counter.exists() else 0
            counter.write_text(str(number + 1))
        return number


def folder_of_the_run(basetemp: Path) -> Path:
    """One that all workers of this run know, and no other run. pytest's is each worker's own."""
    return basetemp.parent if "PYTEST_XDIST_WORKER" in os.environ else basetemp


@contextmanager
def shared_product(run: Path) -> Iterator[Product]:
    """Use the product of this run; the first user starts it."""
    keeper = None
    try:
        with _users(run).open("a") as users:
            with locked(run / "product.start"):
                fcntl.flock(users, fcntl.LOCK_SH)  # waits while a former one is being stopped
                if not _address(run).exists():
                    keeper = _start_keeper(run)
                told = json.loads(_address(run).read_text())
            yield Product(told["port"], told["folder"], tuple(told["admin"]))
    finally:
        if keeper:  # it waits for the other users
            keeper.wait()


def _users(run: Path) -> Path:
    return run / "product.users"


def _address(run: Path) -> Path:
    return run / "product.json"


def _start_keeper(run: Path) -> subprocess.Popen[str]:
    """In a session of its own: a Ctrl-C is for the tests, and their end is a sign to the keeper."""
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.shared_product", str(run)],
        cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    with keeper.stdout:
        said = keeper.stdout.read()  # it closes its output when the product is ready
    assert _address(run).exists(), f"The product did not start.\n{said}"
    return keeper


def _environment(**own: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return kept | own


# -- the keeper --------------------------------------------------------------------------------
def keep(run: Path) -> None:
    """Start the product, tell its address, and stop it when nobody uses it any more."""
    folder = Path(tempfile.mkdtemp(prefix="community-e2e-"))
    folder.chmod(0o755)  # the user that root lends may enter; what is inside is closed itself
    try:
        with _running(folder) as product, _users(run).open("a") as users:
            told = _address(run).with_suffix(".new")
            told.write_text(json.dumps(asdict(product)))
            told.rename(_address(run))
            nowhere = os.open(os.devnull, os.O_WRONLY)
            for stream in (sys.stdout, sys.stderr):  # this tells the starter that all is ready
                os.dup2(nowhere, stream.fileno())
            fcntl.flock(users, fcntl.LOCK_EX)
            _address(run).unlink()
    finally:
        for server in (PostgreSQL(folder / "data"), Valkey(folder / "data")):
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[Product]:
    port = free_port()
    program = Program(
        name="product",
        command=[sys.executable, "manage.py", "up"],
        folder=ROOT,
        environment=_environment(DATA_DIR=str(folder / "data"), PORT=str(port)),
        stop_signal=signal.SIGINT,  # also when the keeper is killed
    )
    output = folder / "output"
    with output.open("wb") as file:
        process = spawn(program, file)
    try:
        eventually(
            lambda: "Ready:" in output.read_text() or process.poll() is not None,
            seconds=START_SECONDS,
        )
        printed = re.search(r"Administrator: (\S+) +Password: (\S+)", output.read_text())
        if printed is None or process.poll() is not None:
            raise SystemExit(output.read_text())
        eventually(lambda: _listens(port + 1))  # live updates, which start after the pages
        yield Product(port, str(folder), printed.groups())
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        finally:
            signal_group(process, signal.SIGKILL)


def _listens(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
