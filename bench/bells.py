"""How soon the bells of a topic's watchers ring after a reply; runs inside a site of ours."""

import socket
import time
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from community.accounts.models import User
from community.accounts.people.actions import sign_up
from community.discussions.actions import reply_to_thread
from community.discussions.models import Reading, Thread
from community.discussions.models.reading import Level, Reason
from forum.actions import start_topic
from forum.models import Category, Topic

BELLS = "asgi__group__bell.notifications.*"
PATIENCE = 60  # seconds that one reply's bells may take
HEARD = b"\r\npmessage\r\n"


def watched(*, watchers: int) -> int:
    """Start a topic that so many members watch; return its thread's id."""
    author = sign_up(username=f"author{watchers}", password=None, is_moderator=True)
    category = Category.objects.earliest("pk")
    topic = start_topic(category=category, title="Watched by many", source="Yes.", by=author)
    assert isinstance(topic, Topic)
    password = make_password(None)
    members = User.objects.bulk_create(
        User(username=name, folded_username=name, password=password, trust_level=1)
        for name in (f"watcher{watchers}-{n}" for n in range(watchers))
    )
    Reading.objects.bulk_create(
        Reading(
            member=member,
            thread_id=topic.thread_id,
            level=Level.WATCHING,
            reason=Reason.CHOSEN,
            last_read_number=1,
        )
        for member in members
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, discussions_reading")
    return int(topic.thread_id)


def ring(*, thread: int, watchers: int, replies: int) -> dict[str, Any]:
    """Milliseconds from the commit of a reply until a watcher's bell rings: of all watchers of all
    replies the median, the 99th percentile and the longest."""
    writer = sign_up(username=f"writer{thread}", password=None, is_moderator=True)
    found: list[float] = []
    with Bells() as bells:
        for _ in range(replies):
            with transaction.atomic():
                transaction.on_commit(bells.begin)  # before the relays are told
                reply_to_thread(thread=Thread.objects.get(pk=thread), source="And?", by=writer)
            for at, count in bells.heard(watchers):
                found += [(at - bells.began) * 1000] * count
            _wait_for_the_relays()
            bells.forget()
    return {"median": median(found), "p99": quantiles(found, n=100)[98], "longest": max(found)}


class Bells:
    """Hears every bell that rings. It reads no message: it counts them in what arrives."""

    def __enter__(self) -> "Bells":
        address = urlsplit(settings.REDIS_URL)
        if address.scheme == "unix":
            self.redis = socket.socket(socket.AF_UNIX)
            self.redis.connect(address.path)
        else:
            self.redis = socket.create_connection((address.hostname, address.port))
        self.redis.settimeout(PATIENCE)
        self.redis.sendall(f"PSUBSCRIBE {BELLS}\r\n".encode())
        self.redis.recv(1000)
        self.rest = b""
        return self

    def __exit__(self, *_: object) -> None:
        self.redis.close()

    def begin(self) -> None:
        self.began = time.perf_counter()

    def heard(self, count: int) -> list[tuple[float, int]]:
        """When how many rang, until all of them did."""
        found = []
        while count > 0:
            text = self.rest + self.redis.recv(1 << 20)
            at, rung = time.perf_counter(), text.count(HEARD)
            self.rest = text[-len(HEARD) + 1 :]
            found.append((at, min(rung, count)))
            count -= rung
        return found

    def forget(self) -> None:
        """What rang for others than the watchers."""
        self.redis.setblocking(False)
        try:
            while self.redis.recv(1 << 20):
                pass
        except BlockingIOError:
            self.redis.settimeout(PATIENCE)
        self.rest = b""


def _wait_for_the_relays() -> None:
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT EXISTS (SELECT FROM events_delivery)")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.005)
    raise SystemExit("the relays do not get done")
