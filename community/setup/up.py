"""`manage.py up`: the whole product from one command, stopped by one Ctrl-C.

It runs as long as the product does, so it loads the settings and none of the apps: what needs those
is done by `manage.py prepare`, which ends before the first page is served.
"""

import argparse
import errno
import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from django.conf import settings

from community.setup import preflight
from community.setup.embedded import START_SECONDS, PostgreSQL, Server, Valkey
from community.setup.supervisor import (
    Console,
    Program,
    Supervisor,
    Trouble,
    signal_group,
    spawn,
)

GRANIAN = [
    *(sys.executable, "-m", "granian", "--log-level", "warning", "--workers-kill-timeout", "3"),
    # Idle connections stop nobody: there is room for many, and one that does not begin a request
    # is closed. (The look for HTTP/2 at the start of each has no deadline, so there is none.)
    *("--http", "1", "--http1-header-read-timeout", "15000"),
    *("--backlog", "2048", "--backpressure", "4096"),
]
# As root it warns at each start of what does not concern us: we never unpickle.
NO_WARNING = ["-W", "ignore::UserWarning:celery.platforms"]
CELERY = [sys.executable, *NO_WARNING, "-m", "celery", "--quiet", "-A", "community"]
QUIET_WORKER = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
# One process with threads, so that weights are there once; pages go before it.
MODELS = ["worker", "-Q", "models", "-n", "models@%h", "--pool", "threads", "-c", "2"]
POLITE = ["nice", "-n", "10"]
OUTER = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES}  # the machine's, not ours
NO_DEMO = "--no-demo"
DESCRIPTION = (
    "Run the whole product: database, cache, web, live updates, relays, worker and scheduler."
)


def main(arguments: Sequence[str]) -> None:
    """Start everything in order, say when the first page is served, and wait.

    Ends with status 0 after an asked stop, and with one line and status 1 on trouble.
    """
    parser = argparse.ArgumentParser(prog="manage.py up", description=DESCRIPTION)
    add_arguments(parser)
    demo = not parser.parse_args(arguments).no_demo
    with (
        trouble_in_one_line(),
        Supervisor(Console(sys.stdout)) as supervisor,
        preflight.locked(settings.DATA_DIR),
    ):
        check_before_start()
        serve(supervisor, demo=demo)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Only what a start needs to know; the rest are environment variables."""
    parser.add_argument(NO_DEMO, action="store_true", help="start with an empty community")


@contextmanager
def trouble_in_one_line() -> Iterator[None]:
    """End the process with one line and status 1 where a person can do something about it."""
    try:
        yield
    except Trouble as trouble:
        _end_with(str(trouble))
    except OSError as error:
        if error.errno not in OUTER:
            raise
        what = f"{error.strerror}: {error.filename or settings.DATA_DIR}"
        _end_with(f"{what}: free up space, fix the permissions, or set DATA_DIR to another folder.")


def _end_with(line: str) -> NoReturn:
    sys.stderr.write(f"{line}\n")
    raise SystemExit(1) from None


def check_before_start() -> None:
    """Whatever can be known to fail is told before anything starts."""
    for port in (settings.PORT, settings.PORT + 1):
        preflight.check_port(host(), port)
    preflight.check_space(settings.DATA_DIR)


def host() -> str:
    """The address to listen on: this machine only, unless HOST says otherwise."""
    return os.environ.get("HOST") or "127.0.0.1"


def serve(supervisor: Supervisor, *, demo: bool) -> None:
    """Run until asked to stop. The web comes first: all others can wait for two cores."""
    servers = start_servers(supervisor)
    try:
        with supervisor.long_step():
            prepare(demo=demo)
        web, *others = programs()
        start_web(supervisor, web)
        for program in others:
            supervisor.start(program)
        supervisor.console.announce(
            f"Ready: http://localhost:{settings.PORT}  (press Ctrl-C to stop)"
        )
        supervisor.run()
    finally:
        supervisor.stop()
        for server in servers:
            server.tidy()


def start_servers(supervisor: Supervisor) -> list[Server]:
    """The embedded servers, unless the environment names others, which then have to answer."""
    started: list[Server] = []
    if url := os.environ.get("DATABASE_URL"):
        preflight.check_database(url)
    else:
        started.append(start_server(supervisor, PostgreSQL(settings.DATA_DIR)))
    if url := os.environ.get("REDIS_URL"):
        if not preflight.redis_answers(url):
            warning = "Cannot connect to REDIS_URL: running without cache and live updates"
            supervisor.console.announce(warning)
    else:
        started.append(start_server(supervisor, Valkey(settings.DATA_DIR)))
    return started


def start_server(supervisor: Supervisor, server: Server) -> Server:
    """It answers when this returns."""
    server.prepare()
    child = supervisor.start(server.program())
    if not supervisor.wait_until(server.is_ready, child, seconds=START_SECONDS):
        raise Trouble(server.explain(child.last_words()))
    server.complete()
    return server


def prepare(*, demo: bool) -> None:
    """Let `manage.py prepare` make the data ready. Raises Trouble with what it said."""
    command = [sys.executable, "manage.py", "prepare", *([] if demo else [NO_DEMO])]
    process = spawn(ours("prepare", command), output=None, errors=subprocess.PIPE)
    try:
        _, told = process.communicate()
    finally:
        signal_group(process, signal.SIGKILL)  # when a stop was asked for
        process.wait()
    lines = told.decode(errors="replace")
    if process.returncode:
        raise Trouble(lines.strip() or f"manage.py prepare ended with {process.returncode}")
    sys.stderr.write(lines)


def start_web(supervisor: Supervisor, web: Program) -> None:
    """The first page is served when this returns."""
    child = supervisor.start(web)
    if supervisor.wait_until(is_healthy, child, seconds=START_SECONDS):
        return
    said = [line.strip() for line in child.last_words().splitlines() if line.strip()]
    raise Trouble(f"The web process did not start: {said[-1] if said else 'no output'}")


def is_healthy(seconds: float = 5) -> bool:
    """Whether the web process answers within so many seconds."""
    address = preflight.reachable(host())
    asking = http.client.HTTPConnection(address, settings.PORT, timeout=seconds)
    try:
        asking.request("GET", "/healthz", headers={"Host": f"localhost:{settings.PORT}"})
        return asking.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asking.close()


def programs() -> list[Program]:
    """The product's own processes, the web first."""
    schedule = settings.DATA_DIR / "beat" / "schedule"
    schedule.parent.mkdir(mode=0o700, exist_ok=True)
    rsgi = ["--interface", "rsgi", "--workers", str(settings.WEB_WORKERS)]
    asgi = ["--interface", "asginl", "--ws"]  # Channels has no lifespan
    port, live_port = str(settings.PORT), str(settings.PORT + 1)
    at = ["--host", host(), "--port"]
    relay = [sys.executable, "manage.py", "relay", "--only"]
    return [
        ours("web", [*GRANIAN, *rsgi, *at, port, "community.rsgi:application"], answers=is_healthy),
        ours("live", [*GRANIAN, *asgi, *at, live_port, "community.asgi:application"]),
        ours("relay", [*relay, "work"], stage=1),
        ours("relay-live", [*relay, "live"], stage=1),
        ours("worker", [*CELERY, "worker", "-c", "2", "-l", "WARNING", *QUIET_WORKER], stage=1),
        ours("models", [*POLITE, *CELERY, *MODELS, "-l", "WARNING", *QUIET_WORKER], stage=1),
        ours("beat", [*CELERY, "beat", "-s", str(schedule), "-l", "WARNING"], stage=1),
    ]


def ours(
    name: str,
    command: list[str],
    *,
    stage: int = 0,
    answers: Callable[[float], bool] | None = None,
) -> Program:
    """One of our own processes, told the addresses that this one uses."""
    addresses = {
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": settings.DATABASE_URL,
        "REDIS_URL": settings.REDIS_URL,
        "PORT": str(settings.PORT),
        "LIVE_URL": settings.LIVE_URL,
        "PYTHONUNBUFFERED": "1",
    }
    environment = os.environ | addresses
    folder = settings.BASE_DIR
    return Program(
        name=name,
        command=command,
        folder=folder,
        environment=environment,
        stage=stage,
        answers=answers,
    )
