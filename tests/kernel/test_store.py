"""Redis may be gone: who can do without does not wait for it."""

import pytest
import redis
from django.core.cache import cache

from community.kernel import store
from community.kernel.errors import Unavailable
from community.kernel.store import Breaker, ask, ask_or


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("community.kernel.store.time.monotonic", lambda: now[0])
    return now


def failing(calls):
    def call():
        calls.append(1)
        raise redis.TimeoutError

    return call


def test_after_a_failure_nobody_waits_for_five_seconds(clock):
    breaker, calls = Breaker(), []

    for _ in range(10):
        with pytest.raises(Unavailable):
            breaker.run(failing(calls))
    assert len(calls) == 1

    clock[0] += 5.1
    with pytest.raises(Unavailable):
        breaker.run(failing(calls))
    assert len(calls) == 2
    clock[0] += 5.1

    def trying():  # one finds out whether it is back
        with pytest.raises(Unavailable):
            breaker.run(lambda: "others do not wait for it")
        return "back"

    assert breaker.run(trying) == "back"
    assert breaker.run(lambda: "again") == "again"


def test_an_error_of_ours_opens_no_breaker(clock):
    breaker = Breaker()

    with pytest.raises(ZeroDivisionError):
        breaker.run(lambda: 1 / 0)

    assert breaker.run(lambda: 7) == 7


def test_every_call_has_a_tenth_of_a_second():
    options = store.client().connection_pool.connection_kwargs

    assert options["socket_timeout"] == 0.1
    assert options["socket_connect_timeout"] == 0.1


def test_what_is_asked_is_answered_and_else_otherwise(monkeypatch):
    assert ask(lambda r: r.set("a", 1))
    assert ask_or("0", lambda r: r.get("a")) == "1"

    monkeypatch.setattr(store, "client", lambda: (_ for _ in ()).throw(OSError("gone")))

    assert ask_or("otherwise", lambda r: r.get("a")) == "otherwise"


def test_the_cache_remembers_and_without_a_store_forgets():
    cache.set("a", [1, 2])
    assert cache.get("a") == [1, 2]
    assert cache.get_many(["a", "b"]) == {"a": [1, 2]}
    assert not cache.add("a", 3)
    assert cache.delete("a")

    with pytest.raises(Unavailable):
        store.breaker.run(failing([]))

    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.get_many(["a"]) == {}
    assert cache.add("a", 1)
    assert not cache.delete("a")
