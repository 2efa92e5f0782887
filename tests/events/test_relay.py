from dataclasses import dataclass

import pytest
from django.db import transaction

from community.events import event
from community.events.actions import retry_deliveries
from community.events.event import Event, on
from community.events.models import TRIES, Delivery, EventRecord
from community.events.outbox import publish
from community.events.relay import Relay
from community.kernel.errors import Unavailable
from community.kernel.requests import current_request_id, working_for
from tests.factories import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, kw_only=True)
class BellHeard(Event):
    name = "tests.bell.heard"

    n: int
    added_later: str = "as before"


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(event, "_hear", {})
    lists = []

    @on(BellHeard, name="tests.listener")
    def listen(events):
        if any(event.n == 13 for event in events):
            UserFactory(username="undone-with-the-failure")
            raise ValueError("13")
        if any(event.n == 0 for event in events):
            raise Unavailable("redis")
        lists.append([event.n for event in events])
        listen.events, listen.request_id = events, current_request_id()

    listen.lists = lists
    yield listen
    del event.subscribers["tests.listener"]


def tell(*numbers):
    with transaction.atomic():
        for n in numbers:
            publish(BellHeard(actor_id=None, n=n))


def test_a_subscriber_hears_lists_oldest_first(heard):
    tell(1, 2, 3)
    relay = Relay(batch=2)

    assert [relay.drain() for _ in range(3)] == [2, 1, 0]

    assert heard.lists == [[1, 2], [3]]
    assert not Delivery.objects.exists()


def test_an_event_knows_its_id_and_time(heard):
    tell(7)

    Relay().drain()

    [event] = heard.events
    record = EventRecord.objects.get()
    assert (event.id, event.occurred_at) == (record.pk, record.occurred_at)


def test_one_bad_event_keeps_nobody_waiting(heard, django_user_model):
    tell(1, 13, 2)
    relay = Relay()

    relay.drain()

    assert heard.lists == [[1], [2]]
    bad = Delivery.objects.get()
    assert (bad.attempts, bad.error) == (1, "ValueError('13')")
    assert not django_user_model.objects.filter(username="undone-with-the-failure").exists()
    assert relay.drain() == 0  # not due yet


def test_a_hopeless_delivery_is_parked_until_someone_retries_it(heard, as_):
    tell(13)
    relay = Relay()
    for _ in range(TRIES + 2):
        relay.drain()
        Delivery.objects.update(next_at="2026-01-01T00:00Z")
    parked = Delivery.objects.parked().get()
    assert parked.attempts == TRIES
    assert relay.drain() == 0

    client, url = as_(AdminFactory()), "/admin/events/delivery/"
    assert "tests.bell.heard" in client.get(url).content.decode()
    client.post(url, {"action": "retry", "_selected_action": [parked.pk]})

    parked.refresh_from_db()
    assert parked.attempts == 0
    assert relay.drain() == 1


def test_where_something_is_away_nothing_counts_as_tried(heard):
    tell(1, 0, 2)
    relay = Relay()

    assert relay.drain() == 0
    assert relay.drain() == 0  # it rests

    assert heard.lists == []
    assert list(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 0]


def test_a_list_that_fails_may_still_find_something_away(heard):
    tell(13, 0)
    relay = Relay()

    assert relay.drain() == 0
    assert relay.drain() == 0  # it rests: the second of them could not be heard

    by_attempts = Delivery.objects.order_by("event_id").values_list("attempts", flat=True)
    assert list(by_attempts) == [1, 0]


def test_the_request_that_caused_it_follows(heard):
    with working_for("request-one"):
        tell(1)
    Relay().drain()
    assert heard.request_id == "request-one"

    with working_for("request-two"):
        tell(2)
    with working_for("request-three"):
        tell(3)
    Relay().drain()
    assert heard.request_id == "request-two+1"
    assert current_request_id() == ""


def test_payloads_of_other_releases_are_read(heard):
    assert BellHeard.read({"actor_id": None, "n": 1}).added_later == "as before"
    assert BellHeard.read({"actor_id": None, "n": 1, "not_known_here": True}).n == 1


def test_a_subscriber_of_another_release_keeps_its_deliveries(heard):
    tell(1)
    Delivery.objects.update(subscriber="tests.not_here")

    assert Relay().drain() == 0
    assert Delivery.objects.count() == 1


def test_retrying_gives_all_tries_again(heard):
    tell(13)
    Delivery.objects.update(attempts=TRIES)

    assert retry_deliveries(deliveries=Delivery.objects.parked()) == 1
    assert Delivery.objects.due().count() == 1


def test_two_of_one_name_are_refused():
    with pytest.raises(RuntimeError, match="two subscribers"):
        on(BellHeard, name="discussions.ring")(lambda events: None)

    with pytest.raises(RuntimeError, match="two events"):
        type("Another", (Event,), {"name": "tests.bell.heard"})


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        publish(BellHeard(actor_id=None, n=1))

    assert not EventRecord.objects.exists()
