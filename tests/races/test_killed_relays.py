"""Each event is effective once and in order, whatever is killed: real relays on real PostgreSQL."""

import random
import time
from collections import defaultdict

import pytest
from django.conf import settings
from django.db import connection

from community.discussions.actions import reply_to_thread
from community.discussions.events import PostWritten
from community.events import event
from community.events.event import on
from community.events.models import Delivery, EventRecord
from community.events.relay import Relay
from tests.factories import TopicFactory, UserFactory
from tests.processes import Process, address_of_the_test_database, eventually
from tests.toykind.actions import ring_bells
from tests.toykind.events import BellRung
from tests.toykind.models import Effect
from tests.toykind.subscribers import NAMES

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.servers,
]


@pytest.fixture
def relay(tmp_path):
    """Start a relay process that takes so many deliveries at once."""
    started = []

    def start():
        batch = str(random.randint(10, 50))
        started.append(
            Process(
                "manage.py",
                "relay",
                "--batch",
                batch,
                log=tmp_path / f"relay-{len(started)}",
                DJANGO_SETTINGS_MODULE="tests.settings",
                DATABASE_URL=address_of_the_test_database(),
                REDIS_URL=settings.REDIS_URL,
            )
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()


@pytest.mark.parametrize(
    ("events", "rounds", "at_work"), [(120, 2, 1), pytest.param(600, 10, 6, marks=pytest.mark.soak)]
)
def test_relays_killed_at_any_moment_do_everything_once_and_in_order(
    events, rounds, at_work, relay
):
    relays, killed_at_work = [relay(), relay()], 0

    for numbers in in_rounds(range(events), rounds):
        done = Effect.objects.count()
        ring_bells(numbers=numbers)
        eventually(lambda done=done: Effect.objects.count() > done)
        time.sleep(random.uniform(0, 0.03))  # so that they are not all killed at the same step
        victims = random.sample([0, 1], random.choice([1, 1, 2]))
        for victim in victims:
            relays[victim].kill()
        killed_at_work += len(victims) if Delivery.objects.exists() else 0
        for victim in victims:
            relays[victim] = relay()
    eventually(lambda: not Delivery.objects.exists())

    told = list(EventRecord.objects.filter(name=BellRung.name).order_by("pk"))
    assert [event.payload["n"] for event in told] == list(range(events))
    assert heard() == {name: [(event.pk, event.payload["n"]) for event in told] for name in NAMES}
    assert killed_at_work >= at_work


@pytest.mark.parametrize(
    ("events", "rounds"), [(120, 3), pytest.param(300, 5, marks=pytest.mark.soak)]
)
def test_a_relay_that_loses_its_connection_goes_on_where_it_was(events, rounds, relay):
    """The same process, whatever it was doing, and nothing counts as tried."""
    one = relay()

    for numbers in in_rounds(range(events), rounds):
        done = Effect.objects.count()
        ring_bells(numbers=numbers)
        eventually(lambda done=done: Effect.objects.count() > done)
        time.sleep(random.uniform(0, 0.03))
        end_other_connections()
        assert not Delivery.objects.exclude(attempts=0).exists()
    eventually(lambda: not Delivery.objects.exists() or one.running.poll() is not None)

    assert one.running.poll() is None
    told = EventRecord.objects.filter(name=BellRung.name).order_by("pk")
    expected = [(event.pk, event.payload["n"]) for event in told]
    assert heard() == dict.fromkeys(NAMES, expected)


def end_other_connections():
    """As a database that restarts does, without the time that it takes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def in_rounds(numbers, rounds):
    size = len(numbers) // rounds
    return [numbers[start : start + size] for start in range(0, len(numbers), size)]


def heard():
    """What each subscriber wrote, in the order in which it was committed."""
    by_name = defaultdict(list)
    for effect in Effect.objects.order_by("pk"):
        by_name[effect.subscriber].append((effect.event_id, effect.n))
    return by_name


@pytest.fixture
def posts_heard(monkeypatch):
    """The (thread, number) of every post that was written, as one more subscriber hears them."""
    monkeypatch.setattr(event, "_hear", {name: [*who] for name, who in event._hear.items()})
    numbers = []

    @on(PostWritten, name="tests.reader")
    def read(events):
        numbers.extend((event.thread_id, event.number) for event in events)

    yield numbers
    del event.subscribers["tests.reader"]


def test_posts_that_are_written_at_once_are_heard_in_their_order(posts_heard, in_threads):
    threads, members = [TopicFactory().thread for _ in range(2)], [UserFactory() for _ in range(4)]

    def write(member):
        for n in range(8):
            reply_to_thread(thread=threads[n % 2], source="me first", by=member)

    def hear():
        mine = Relay(batch=3)
        eventually(lambda: not mine.drain() and len(posts_heard) >= 2 + 4 * 8)

    in_threads([*[lambda member=member: write(member) for member in members], hear, hear])

    for thread in threads:
        numbers = [number for thread_id, number in posts_heard if thread_id == thread.pk]
        assert numbers == list(range(1, 18))
