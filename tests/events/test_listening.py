"""The relay is told whose deliveries were committed, and looks where nobody can tell."""

import os
import signal
import threading
import time

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext

from community.events import event, listening, outbox
from community.events.listening import Listener
from community.events.management.commands.relay import _work
from community.events.models import Delivery
from community.events.outbox import publish
from community.events.relay import Relay
from community.kernel.statements import Statement, sql_of
from tests.toykind.actions import ring_bells
from tests.toykind.events import BellRung
from tests.toykind.models import Effect
from tests.toykind.subscribers import NAMES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listener():
    """One that has looked just now, on a connection of its own making."""
    connection.close()
    mine = Listener()
    with mine.until_signalled():
        mine.wait()
        mine.look_soon(60)
        yield mine
    connection.close()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else 0)


def tell(n=1):
    publish(BellRung(actor_id=None, n=n))


def test_the_commit_tells_whose_deliveries_there_are(listener):
    with transaction.atomic():
        tell()
        assert listener._told() == set()

    assert listener.wait() == set(NAMES)


def test_what_is_undone_is_not_told(listener):
    with transaction.atomic():
        tell()
        transaction.set_rollback(True)
    with transaction.atomic(), transaction.atomic():
        tell()
        transaction.set_rollback(True)

    assert listener._told() == set()


def test_more_names_than_fit_make_the_relay_look_for_all(listener, monkeypatch):
    monkeypatch.setattr(outbox, "LONGEST", 3)
    listener.look_soon(9)

    with transaction.atomic():
        tell()

    assert listener.wait() == set()
    assert listener.is_time_to_look


def test_a_savepoint_that_is_undone_takes_no_other_notification_with_it(listener):
    with transaction.atomic():
        with transaction.atomic():
            tell()
            transaction.set_rollback(True)
        tell()

    assert listener.wait() == set(NAMES)


def test_one_notification_tells_all_of_a_transaction(listener):
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        tell(1)
        tell(2)

    assert sum("pg_notify" in query["sql"] for query in captured) == 1


def test_an_event_without_subscribers_tells_nobody(listener, monkeypatch):
    monkeypatch.setattr(event, "_hear", {})
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        tell()

    assert not any("pg_notify" in query["sql"] for query in captured)


def test_who_is_told_all_the_time_still_looks_when_it_is_time_to(listener):
    listener.look_soon(0)
    ring_bells(numbers=[1])

    assert listener.wait() == set(NAMES)
    assert listener.is_time_to_look


def test_who_is_busy_is_told_what_there_is_and_waits_for_nothing(listener):
    assert listener.wait(is_busy=True) == set()
    assert not listener.is_time_to_look

    ring_bells(numbers=[1])
    assert listener.wait(is_busy=True) == set(NAMES)


def test_pauses_grow_until_something_is_there(listener):
    pauses = []
    for _ in range(8):
        listener.look_later()
        pauses.append(listener.pause)
    listener.look_soon()

    assert max(pauses) == listening.LONGEST
    assert listener.pause == listening.SHORTEST


def test_behind_a_pooler_nothing_is_set_and_looks_come_often(monkeypatch):
    monkeypatch.setattr(listening, "has_pooler", lambda connection: True)
    connection.close()
    mine = Listener()

    with mine.until_signalled(), CaptureQueriesContext(connection) as captured:
        assert mine.wait() == set()
        for _ in range(8):
            mine.look_later()

    assert len(captured) == 0
    assert mine.pause == listening.LONGEST_UNTOLD
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_listening_channels()")
        assert cursor.fetchall() == []


def test_a_connection_that_is_lost_is_told_and_the_next_one_listens(listener, in_threads):
    pid = connection.connection.info.backend_pid

    def end():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])

    in_threads([end])
    with pytest.raises(Error):
        _work(Relay(), listener)
    connection.close()

    assert listener.wait() == set()  # it looks for what was told meanwhile
    listener.look_soon(60)
    ring_bells(numbers=[1])
    assert listener.wait() == set(NAMES)


def test_a_signal_ends_the_wait_at_once(listener):
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()

    listener.wait()

    assert listener.stopped
    assert time.monotonic() < listener.look_at


def test_what_another_relay_holds_is_not_all_handed_over(in_threads):
    ring_bells(numbers=[1])
    held, tried, results = threading.Event(), threading.Event(), []

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            for name in NAMES:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtext('relay'), hashtext(%s))", [name]
                )
            held.set()
            assert tried.wait(30)

    def hand_over():
        assert held.wait(30)
        results.extend(all_served(set(NAMES)))
        tried.set()

    in_threads([hold, hand_over])

    assert results == [None] * len(NAMES)
    assert Delivery.objects.count() == len(NAMES)
    assert all_served(set(NAMES)) == [1] * len(NAMES)
    assert not Delivery.objects.exists()


def all_served(told):
    """How many each turn had, until nobody is known to wait."""
    relay, counts = Relay(), []
    relay.add(told)
    while relay.is_busy:
        counts.append(relay.serve())
    return counts


def test_what_is_told_is_handed_over_without_looking(listener):
    ring_bells(numbers=[1, 2])
    told = listener.wait()

    with CaptureQueriesContext(connection) as captured:
        all_served(told)

    assert Effect.objects.count() == 2 * len(NAMES)
    assert not any("unnest" in query["sql"] and "EXISTS" in query["sql"] for query in captured)
    took = [query for query in captured if "pg_try_advisory_xact_lock" in sql_of(query["sql"])]
    assert len(took) == len(NAMES)


def test_more_than_a_batch_is_not_all(listener):
    ring_bells(numbers=range(5))

    relay = Relay(batch=2)
    relay.add(listener.wait())
    for _ in NAMES:
        assert relay.serve() == 2

    assert relay.is_busy
    while relay.is_busy:
        relay.serve()
    assert Effect.objects.count() == 5 * len(NAMES)


def test_each_sort_of_relay_serves_its_own(listener):
    ring_bells(numbers=[1])
    told = listener.wait()
    live, work = Relay(only="live"), Relay(only="work")
    live.add(told)
    work.add(told)

    assert not live.is_busy
    assert not live.look()
    assert len(work.turns) == len(NAMES)


def test_the_relay_stops_when_it_is_signalled(listener):
    threading.Timer(0.1, os.kill, [os.getpid(), signal.SIGTERM]).start()

    _work(Relay(), listener)

    assert listener.stopped


def test_what_fails_after_the_commit_fails_nothing_else(monkeypatch, caplog):
    def fails(_events):
        raise ValueError

    heard, done = [fails, lambda events: done.append(events[0].n)], []
    monkeypatch.setattr(outbox, "NOTIFY", Statement("SELECT 1 / 0, %(names)s"))
    monkeypatch.setattr(outbox, "who_hears_at_commit", lambda _: heard)

    with transaction.atomic():
        tell(7)
        transaction.on_commit(lambda: done.append("all"))

    assert done == [7, "all"]
    assert Delivery.objects.count() == len(NAMES)
    assert len(caplog.records) == 2
