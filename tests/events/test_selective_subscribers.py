"""Subscribers that hear some of the events of a type, and those that gather deliveries."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from community.events import event
from community.events.event import Event, on
from community.events.models import Delivery
from community.events.outbox import publish
from community.events.relay import Relay

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class DoorOpened(Event):
    name = "tests.door.opened"

    n: int


@pytest.fixture
def doors(monkeypatch):
    """The lists that two subscribers got: one hears of even doors, one gathers."""
    for registry in ("_hear", "_where", "gathering", "subscribers"):
        monkeypatch.setattr(event, registry, {})
    monkeypatch.setattr("community.events.relay.subscribers", event.subscribers)
    monkeypatch.setattr("community.events.relay.gathering", event.gathering)
    lists = {"even": [], "gathers": []}

    @on(DoorOpened, name="even", where=lambda told: told.n % 2 == 0)
    def even(events):
        lists["even"].append([told.n for told in events])

    @on(DoorOpened, name="gathers", gather=5)
    def gathers(events):
        lists["gathers"].append([told.n for told in events])

    return lists


def tell(*numbers):
    with transaction.atomic():
        for n in numbers:
            publish(DoorOpened(actor_id=None, n=n))


def test_what_a_subscriber_does_not_want_is_never_delivered(doors):
    tell(1, 2, 3)

    of_even = Delivery.objects.filter(subscriber="even")
    assert of_even.count() == 1
    Relay().drain()

    assert doors["even"] == [[2]]


def test_one_that_gathers_gets_one_list_in_its_time(doors):
    relay = Relay(gathers=True)
    relay.turns.clock = clock = Clock()
    tell(1)
    relay.drain()
    for n in (3, 5):
        tell(n)
        relay.add({"gathers"})  # as a notification tells of it
        assert not relay.is_busy
        assert relay.drain() == 0

    clock.now += 6
    relay.drain()

    assert doors["gathers"] == [[1], [3, 5]]


def test_more_than_fit_into_a_list_are_not_kept_waiting(doors):
    relay = Relay(batch=2, gathers=True)
    relay.turns.clock = Clock()
    tell(1, 3, 5)

    while relay.drain():
        pass

    assert doors["gathers"] == [[1, 3], [5]]


def test_tests_and_commands_that_drain_wait_for_nobody(doors):
    for n in (1, 3):
        tell(n)
        Relay().drain()

    assert doors["gathers"] == [[1], [3]]


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now
