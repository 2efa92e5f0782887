"""PostgreSQL is stopped as if the power failed: what was kept is served, all else says when."""

import signal
import threading

import pytest

from tests.processes import eventually

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.servers,
    pytest.mark.xdist_group("stack"),
]


@pytest.fixture
def without_postgresql(stack):
    """A quiet page was read a moment ago; elsewhere members were writing until the very end."""
    acknowledged, enough = [], threading.Event()

    def write():
        text = "a word"
        while stack.reply(text):
            acknowledged.append(text)
            text = f"word {len(acknowledged)} before the end"
            if len(acknowledged) == 5:
                enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert enough.wait(60)
    eventually(lambda: stack.visitor.get(stack.place["quiet"]).headers["X-Cache"] == "hit")
    stack.stop_postgresql_at_once()
    writer.join(60)
    yield stack, acknowledged
    if stack.postgresql.process.poll() is not None:
        stack.start_postgresql()


GRAPHQL = {"query": "{ forum { categories { id } } }"}


def test_while_it_is_away_and_after(without_postgresql):
    stack, acknowledged = without_postgresql
    pids, page = stack.pids(), stack.socket()

    kept = stack.visitor.get(stack.place["quiet"])
    assert (kept.status, kept.headers["X-Cache"]) == (200, "hit")

    for asking in (stack.visitor.get(stack.place["category"]), stack.member.get("/")):
        assert asking.status == 503
        assert int(asking.headers["Retry-After"]) > 0
        assert asking.headers["X-Request-ID"] in asking.text
        assert "Temporarily unavailable" in asking.text
    refused = stack.member.post(f"/threads/{stack.place['thread']}/replies/", source="lost?")
    assert refused.status == 503

    rest = stack.visitor.get("/api/v1/threads/")
    assert (rest.status, rest.json()["code"]) == (503, "unavailable")
    assert int(rest.headers["Retry-After"]) > 0
    graphql = stack.visitor.post_json("/graphql/", GRAPHQL).json()
    assert graphql["errors"][0]["extensions"]["code"] == "unavailable"

    assert stack.visitor.get("/healthz").status == 200
    ready = stack.visitor.get("/readyz")
    assert (ready.status, ready.json()["database"]) == (503, "away")
    assert stack.all_run()

    stack.start_postgresql()

    eventually(lambda: stack.visitor.get("/readyz").status == 200)
    assert stack.member.get("/").status == 200
    assert set(acknowledged) <= set(stack.replies())
    assert "lost?" not in stack.replies()
    eventually(lambda: not stack.waiting() or not stack.all_run())
    page.listen(**{stack.channel: "before"})
    assert page.hears()["rang"] == stack.channel
    assert stack.reply("all is well again")
    assert page.hears()["rang"] == stack.channel
    assert (stack.pids(), stack.all_run()) == (pids, True)
    page.close()


def test_a_relay_that_was_idle_goes_on(stack):
    """Its next question finds a connection that died without a word."""
    pids, relay = stack.pids(), stack.processes["relay"]
    relay.signal(signal.SIGSTOP)  # so that it asks nothing while the server goes down
    stack.stop_postgresql_at_once()
    relay.signal(signal.SIGCONT)
    eventually(
        lambda: "The database is not available" in stack.said("relay") or not stack.all_run()
    )

    stack.start_postgresql()
    eventually(lambda: stack.visitor.get("/readyz").status == 200)
    assert stack.reply("is anybody there?")

    eventually(lambda: not stack.waiting() or not stack.all_run())
    assert (stack.pids(), stack.all_run()) == (pids, True)
