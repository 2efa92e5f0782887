"""The sites that are compared: a revision of this project or another program, each with servers,
data and processes of its own. Their CPU is read from the system's clocks of each process."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import data
import psycopg2

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BENCH = ROOT / "bench"
WORKERS = 2
THREADS = 8  # of each worker
READY_SECONDS = 60
RELAYS = ("relay", "relay-live")


@dataclass(frozen=True)
class Program:
    """What a site runs: a working tree of this project, or a peer in an environment of its own."""

    root: Path = ROOT
    python: Path = Path(sys.executable)
    settings: str = "community.settings"
    fill: str = "fill"
    interface: str = "rsgi"
    application: str = "community.rsgi:application"
    version: str = ""
    is_ours: bool = True


@dataclass(eq=False)
class Site:
    """One program on servers of its own, in a folder of its own."""

    name: str
    program: Program
    folder: Path
    size: data.Size = data.USUAL
    cast: dict[str, Any] = field(default_factory=dict)  # who asks for what: see fill.py
    port: int = 0
    pids: dict[str, int] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start_servers(self, stack: ExitStack) -> None:
        """PostgreSQL and, for ours, Valkey; called in the main thread, whose end they end with."""
        from community.setup.embedded import PostgreSQL, Running, Server, Valkey  # noqa: PLC0415

        self.folder.mkdir(mode=0o755)
        (self.folder / "log").mkdir()
        servers: dict[str, Server] = {"postgresql": PostgreSQL(self.folder)}
        if self.program.is_ours:
            servers["valkey"] = Valkey(self.folder)
        for name, server in servers.items():
            stack.callback(server.remove)
            running = stack.enter_context(Running(server, self.folder / "log" / name))
            self.pids[name] = running.process.pid
        self.database = psycopg2.connect(servers["postgresql"].url)
        self.database.autocommit = True
        stack.callback(self.database.close)
        # Vacuuming when it likes would be counted for whatever is measured then.
        self.execute("ALTER SYSTEM SET autovacuum = off")
        self.execute("SELECT pg_reload_conf()")

    @property
    def has_bells(self) -> bool:
        """Not so of earlier revisions: no notifications, and one relay for everything."""
        return (self.program.root / "community/notifications/channels.py").exists()

    @property
    def environment(self) -> dict[str, str]:
        from community.setup.embedded import database_url, redis_url  # noqa: PLC0415

        own = {
            "PYTHONPATH": os.pathsep.join([str(self.program.root), str(BENCH / "peer")]),
            "DJANGO_SETTINGS_MODULE": self.program.settings,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": database_url(self.folder),
            "REDIS_URL": redis_url(self.folder),
            "SECRET_KEY": "bench",
            "LOG_LEVEL": "ERROR",
            "ALLOWED_HOSTS": "localhost,127.0.0.1,testserver",
            "API_RATE_MEMBER": "0",  # a few members send all requests
            "WEB_WORKERS": str(WORKERS),
            "WEB_THREADS": str(THREADS),
        }
        return {**os.environ, **own}

    def begin(self, module: str, function: str, given: Mapping[str, Any]) -> subprocess.Popen[str]:
        """Begin a part of the benchmark inside the site; see inside.py and `result`."""
        process = subprocess.Popen(
            [self.program.python, BENCH / "inside.py", module, function],
            cwd=self.program.root,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        process.stdin.write(json.dumps(given))
        process.stdin.close()
        process.stdin = None
        return process

    def inside(self, module: str, function: str, **given: Any) -> Any:
        """Do a part of the benchmark inside the site; return its result."""
        return result(self.begin(module, function, given))

    def start_processes(self, stack: ExitStack) -> None:
        """The web with its workers, and the relays; return when the first page is served."""
        self.port = free_port()
        web: list[str | Path] = [
            self.program.python,
            "-m",
            "granian",
            "--interface",
            self.program.interface,
        ]
        web += ["--host", "127.0.0.1", "--port", str(self.port), "--workers", str(WORKERS)]
        web += ["--http", "1", "--no-access-log", "--log-level", "error"]
        if not self.program.is_ours:  # ours has its threads from WEB_THREADS
            web += ["--blocking-threads", str(THREADS)]
        commands: dict[str, list[str | Path]] = {"web": [*web, self.program.application]}
        if self.program.is_ours:
            relay: list[str | Path] = [self.program.python, "manage.py", "relay"]
            commands["relay"] = relay
            if self.has_bells:  # else one does it all
                commands["relay"] = [*relay, "--only", "work"]
                commands["relay-live"] = [*relay, "--only", "live"]
        for name, command in commands.items():
            named = {"PGAPPNAME": f"bench-{name}", "PORT": str(self.port)}
            process = subprocess.Popen(command, cwd=self.program.root, env=self.environment | named)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            self.processes.append(process)
            self.pids[name] = process.pid
        self.wait_until_it_serves()
        self.wait_for_the_relay()

    def stop_processes(self) -> None:
        """Ask them to end; nobody waits for it here."""
        for process in self.processes:
            process.terminate()
        self.processes.clear()

    def wait_until_it_serves(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                asking = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                asking.request("GET", "/healthz")
                if asking.getresponse().status == 200:
                    return
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        raise SystemExit(f"{self.name}: the web process does not come up")

    def wait_for_the_relay(self) -> None:
        """Until every event is handled; the question itself is not counted."""
        deadline = time.monotonic() + READY_SECONDS
        while self.program.is_ours and self.value("SELECT EXISTS (SELECT FROM events_delivery)"):
            if time.monotonic() > deadline:
                raise SystemExit(f"{self.name}: the relay does not get done")
            time.sleep(0.005)

    def execute(self, statement: str) -> None:
        with self.database.cursor() as cursor:
            cursor.execute(statement)

    def value(self, statement: str) -> Any:
        with self.database.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone()
            return row[0] if row else None

    def clocks(self) -> dict[str, dict[int, int]]:
        """Part to process id to nanoseconds of CPU so far; without our own database session."""
        tree, ours = children(), self.database.info.backend_pid
        return {
            part: {pid: cpu(pid) for pid in family(tree, top) if pid != ours}
            for part, top in self.pids.items()
        }


def used(before: dict[str, dict[int, int]], after: dict[str, dict[int, int]]) -> dict[str, float]:
    """Milliseconds of CPU between two `clocks`, by part."""
    return {
        part: sum(ns - before[part].get(pid, 0) for pid, ns in now.items()) / 1e6
        for part, now in after.items()
    }


def result(process: subprocess.Popen[str]) -> Any:
    """Wait for what was begun inside a site."""
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{process.args!r} failed")
    return json.loads(output)


def cpu(pid: int) -> int:
    """Nanoseconds of CPU that a process has used, ended threads included; 0 when it has ended."""
    try:
        return time.clock_gettime_ns((~pid << 3) | 2)  # the kernel's number for that clock
    except OSError:
        return 0


def children() -> dict[int, list[int]]:
    """Process id to those of its children, of the whole machine."""
    found: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdecimal():
            try:
                stat = Path(entry.path, "stat").read_text()
            except OSError:
                continue  # it has ended
            parent = int(stat.rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(int(entry.name))
    return found


def family(tree: Mapping[int, list[int]], top: int) -> Iterator[int]:
    """The process and all below it."""
    yield top
    for child in tree.get(top, ()):
        yield from family(tree, child)


def free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        return int(asking.getsockname()[1])
