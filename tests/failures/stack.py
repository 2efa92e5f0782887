"""The product's processes on servers of their own, without anybody who would start them again."""

import http.client
import json
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg2
import redis
import websocket

from community.setup.embedded import PostgreSQL, Running, Valkey
from community.setup.up import CELERY, GRANIAN, QUIET_WORKER
from tests import prepared
from tests.processes import ROOT, Process, environment, eventually

HOST = "127.0.0.1"
BEGINS_AT_ONCE = ("-S", "tests.failures.schedule:BeginsAtOnce")
TOKEN = "c" * 32  # what a browser would send back


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    def json(self):
        return json.loads(self.text)


class Visitor:
    """A browser with or without a session."""

    def __init__(self, port, session=""):
        self.port, self.session = port, session

    @property
    def cookies(self):
        return f"csrftoken={TOKEN}; sessionid={self.session}" if self.session else ""

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **form):
        return self.ask("POST", path, urlencode(form), "application/x-www-form-urlencoded")

    def post_json(self, path, content):
        return self.ask("POST", path, json.dumps(content), "application/json")

    def ask(self, method, path, body=None, kind=""):
        headers = {"X-CSRFToken": TOKEN, "Cookie": self.cookies or f"csrftoken={TOKEN}"}
        if method == "GET" and not self.session:
            headers = {}
        if kind:
            headers["Content-Type"] = kind
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=30)) as asking:
            asking.request(method, path, body, headers)
            answer = asking.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())


class Socket:
    """An open page: it says what it was rendered at, and hears what rings."""

    def __init__(self, port, cookies=""):
        address = f"ws://{HOST}:{port}/live/"
        self.socket = websocket.create_connection(address, timeout=60, cookie=cookies)

    def listen(self, **versions):
        self.socket.send(json.dumps({"listen": versions}))

    def hears(self):
        return json.loads(self.socket.recv())

    def close(self):
        self.socket.close()


class Stack:
    """PostgreSQL (a durable one), Valkey and, by name, the processes that a test asks for."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="community-test-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.postgresql = Running(PostgreSQL(self.folder), self.folder / "postgresql.log")
        self.valkey = Running(Valkey(self.folder, durable=False), self.folder / "valkey.log")
        self.own = {
            "DJANGO_SETTINGS_MODULE": "community.settings",
            "DATA_DIR": str(self.folder),
            "PORT": str(self.port),
            "LOG_FORMAT": "plain",
            "STAFF_NEED_SECOND_FACTOR": "0",  # the member here runs the place, too
        }
        self.processes = {}

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self):
        prepared.copy_into(self.folder)
        self.valkey.__enter__()
        self.postgresql.__enter__()
        told = subprocess.run(
            [sys.executable, "-m", "tests.failures.prepare"],
            cwd=ROOT,
            env=environment(**self.own),
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.returncode == 0, told.stderr
        self.place = json.loads(told.stdout)
        self.channel = f"thread.{self.place['thread']}"
        self.start("web", "live", "relay", "relay-live")

    def __exit__(self, *_):
        for process in self.processes.values():
            process.kill()
        for server in (self.postgresql, self.valkey):
            if hasattr(server, "process"):
                server.__exit__()
            server.server.remove()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- its processes -------------------------------------------------------------------------
    def commands(self):
        granian = [*GRANIAN[1:], "--host", HOST]
        rsgi = ["--interface", "rsgi", "community.rsgi:application"]
        asgi = ["--interface", "asginl", "--ws", "community.asgi:application"]
        celery = [*CELERY[1:]]
        schedule = str(self.folder / "schedule")
        return {
            "web": [*granian, "--port", str(self.port), *rsgi],
            "live": [*granian, "--port", str(self.port + 1), *asgi],
            "relay": ["manage.py", "relay", "--only", "work"],
            "relay-live": ["manage.py", "relay", "--only", "live"],
            "worker": [*celery, "worker", "-c", "1", "-l", "WARNING", *QUIET_WORKER],
            "beat": [*celery, "beat", *BEGINS_AT_ONCE, "-s", schedule, "-l", "WARNING"],
        }

    def start(self, *names):
        """Those that do not run yet; pages and sockets answer when this returns."""
        for name in names:
            if name not in self.processes:
                log, command = self.folder / f"{name}.log", self.commands()[name]
                self.processes[name] = Process(*command, log=log, **self.own)
        for name, port in (("web", self.port), ("live", self.port + 1)):
            if name in names:
                eventually(lambda port=port: listens(port))

    def kill(self, *names):
        for name in names:
            self.processes.pop(name).kill()

    def said(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def pids(self):
        return {name: process.running.pid for name, process in self.processes.items()}

    def all_run(self):
        return all(process.running.poll() is None for process in self.processes.values())

    # -- its servers ---------------------------------------------------------------------------
    def stop_postgresql_at_once(self):
        """SIGQUIT is its word for: drop everything, recover from the log at the next start."""
        self.postgresql.process.send_signal(signal.SIGQUIT)
        self.postgresql.process.wait(60)

    def start_postgresql(self):
        self.postgresql.__enter__()

    def kill_valkey(self):
        """It keeps nothing: the next one is empty."""
        self.valkey.process.kill()
        self.valkey.process.wait(60)

    def start_valkey(self):
        self.valkey.__enter__()

    def broker(self):
        """Whoever asks closes it."""
        return closing(redis.Redis.from_url(self.valkey.server.url))

    def sql(self, query, *values):
        with closing(psycopg2.connect(self.postgresql.server.url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return cursor.fetchall()

    # -- what one sees of it -------------------------------------------------------------------
    @property
    def visitor(self):
        return Visitor(self.port)

    @property
    def member(self):
        return Visitor(self.port, self.place["session"])

    def socket(self):
        return Socket(self.port + 1)

    def reply(self, text):
        """Whether the member's reply was acknowledged."""
        path = f"/threads/{self.place['thread']}/replies/"
        answer = self.member.post(path, source=text)
        return answer.status == 302 and "#p" in answer.headers["Location"]

    def replies(self):
        return [source for (source,) in self.sql("SELECT source FROM discussions_post ORDER BY id")]

    def version(self):
        return self.visitor.get(f"/live/versions/?c={self.channel}").json()[self.channel]

    def waiting(self):
        """(attempts, error) of what is still to be told."""
        return self.sql("SELECT attempts, error FROM events_delivery")


def free_port():
    """One of two in a row that nobody uses."""
    while True:
        first = random.randrange(30000, 32000)
        if not listens(first) and not listens(first + 1):
            return first


def listens(port):
    with socket.socket() as asking:
        return asking.connect_ex((HOST, port)) == 0
