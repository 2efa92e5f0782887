"""Pages ask the worker of models, through a real Redis; they go on without an answer."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings

from community.ai import asking, listening
from community.ai.asking import QUESTIONS, WORKER, ask
from community.ai.listening import Listener
from community.kernel import store
from community.kernel.errors import Unavailable
from community.setup.up import CELERY, MODELS, QUIET_WORKER
from tests.processes import Process, address_of_the_test_database, eventually

REALLY = asking._asked  # a fixture takes its place in all tests


@pytest.fixture(autouse=True)
def through_redis(no_worker_of_models, monkeypatch):
    monkeypatch.setattr(asking, "_asked", REALLY)
    monkeypatch.setattr(listening, "STEP", 0.1)
    asking.breaker.close()
    yield
    asking.breaker.close()


@pytest.fixture
def answers(monkeypatch):
    monkeypatch.setattr(asking, "_answers", dict(asking._answers))
    return asking.answers


@contextmanager
def listening_worker():
    listener = Listener()
    listener.start()
    try:
        eventually(lambda: store.client().exists(WORKER))
        yield listener
    finally:
        listener.stop()
    assert not listener.is_alive()


def silent_worker():
    """It said that it listens, and has hung since."""
    store.client().set(WORKER, 1)


def test_a_question_is_answered(answers):
    @answers("toy.near")
    def near(text, most):
        return [[text * most, 0.5]]

    with listening_worker():
        assert ask("toy.near", text="ü", most=3) == [["üüü", 0.5]]
        assert ask("ai.worker")["questions"] == asking.questions()

    assert not store.client().keys(f"{QUESTIONS}*")


def away():
    raise Unavailable("the server of models")


def test_what_a_worker_cannot_answer_is_unavailable_and_stops_nothing(answers, caplog):
    answers("toy.broken")(lambda: 1 / 0)
    answers("toy.strange")(object)
    answers("toy.none")(lambda: None)
    answers("toy.away")(away)
    answers("toy.fine")(lambda: "fine")

    with listening_worker():
        for question in ("toy.broken", "toy.strange", "toy.none", "toy.away", "toy.unknown"):
            with pytest.raises(Unavailable, match=f"no answer to {question}"):
                ask(question)
        with pytest.raises(Unavailable):
            ask("toy.fine", wrong="argument")
        store.client().set(f"{QUESTIONS}:7", "no JSON")  # as of another release
        store.client().rpush(QUESTIONS, "7")

        assert ask("toy.fine") == "fine"

    told = [record.getMessage() for record in caplog.records]
    assert told.count("no answer to toy.broken") == 1
    assert told.count("no answer to toy.away: the server of models") == 1
    assert "a question is left out" in told


def test_without_a_worker_nobody_waits():
    for _ in range(2):
        with pytest.raises(Unavailable, match="no worker of models"):
            ask("toy.fine", patience=60.0)

    assert not store.client().keys("ai:*")


def test_after_a_worker_that_does_not_answer_nobody_asks_it_for_a_while(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("community.kernel.store.time.monotonic", lambda: now[0])
    silent_worker()

    with pytest.raises(Unavailable, match=r"no answer to toy.fine within 0.01 s"):
        ask("toy.fine", patience=0.01)
    with pytest.raises(Unavailable, match="not asked"):
        ask("toy.fine", patience=60.0)
    assert store.client().llen(QUESTIONS) == 1

    now[0] += asking.REST + 1
    with pytest.raises(Unavailable, match="within"):
        ask("toy.fine", patience=0.01)


def test_a_question_that_nobody_waits_for_any_more_is_not_answered(answers):
    answered = []
    answers("toy.fine")(lambda n: answered.append(n) or "fine")
    silent_worker()
    with pytest.raises(Unavailable):
        ask("toy.fine", n=1, patience=0.01)
    asking.breaker.close()

    with listening_worker():
        assert ask("toy.fine", n=2) == "fine"

    assert answered == [2]


def test_only_so_many_questions_wait(monkeypatch):
    monkeypatch.setattr(asking, "MOST_WAITING", 3)
    silent_worker()

    for _ in range(5):
        asking.breaker.close()
        with pytest.raises(Unavailable):
            ask("toy.fine", patience=0.001)

    assert store.client().llen(QUESTIONS) == 3
    assert store.client().ttl(QUESTIONS) > 0


def test_without_redis_there_is_no_answer(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    with pytest.raises(Unavailable):
        ask("toy.fine", patience=60.0)
    assert asking.breaker.is_open


def test_a_redis_that_hangs_keeps_nobody_for_long(monkeypatch):
    """As one that was stopped: it takes the connection, and never answers."""
    monkeypatch.setattr(asking, "REDIS", 0.01)
    silent_worker()
    pid = store.client().info()["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(Unavailable, match="Timeout reading"):  # not the 60 seconds
            ask("toy.fine", patience=60.0)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert asking.breaker.is_open


def test_a_worker_waits_for_redis_and_goes_on(answers, monkeypatch, caplog):
    monkeypatch.setattr(listening, "PAUSE", 0.01)
    monkeypatch.setattr(listening, "RENEWED", 0.0)
    answers("toy.fine")(lambda: "fine")

    with listening_worker():
        store.client().config_set("maxmemory", 1)  # it refuses to write
        try:
            eventually(lambda: "questions are not heard" in caplog.text)
        finally:
            store.client().config_set("maxmemory", 0)
        eventually(lambda: store.client().exists(WORKER))  # it had expired to make room

        assert ask("toy.fine") == "fine"


def test_a_question_under_way_is_answered_when_the_worker_stops(answers):
    asked, may_answer = threading.Event(), threading.Event()

    @answers("toy.slow")
    def slow():
        asked.set()
        may_answer.wait(20)
        return "done"

    with listening_worker() as listener, ThreadPoolExecutor() as pool:
        answer = pool.submit(ask, "toy.slow", patience=20.0)
        asked.wait(20)
        stopped = pool.submit(listener.stop)
        may_answer.set()
        assert answer.result(20) == "done"
        stopped.result(20)


@pytest.mark.django_db
def test_ready_names_the_models_while_no_worker_listens(client, settings):
    assert client.get("/readyz").json()["degraded"] == ["models"]

    silent_worker()
    assert client.get("/readyz").json()["degraded"] == []

    store.client().delete(WORKER)
    settings.AI_SENTIMENT = settings.AI_CLASSIFIER = settings.AI_EMBEDDER = "off"
    assert client.get("/readyz").json()["degraded"] == []


# -- a process ---------------------------------------------------------------------------------
@pytest.mark.soak
@pytest.mark.servers
@pytest.mark.enable_socket
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_loads_no_model_answers_and_stops_when_it_has(tmp_path):
    worker = Process(
        *CELERY[1:], *MODELS, *QUIET_WORKER, "-l", "WARNING", "-I", "tests.ai.slow_questions",
        log=tmp_path / "models", DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=address_of_the_test_database(), REDIS_URL=settings.REDIS_URL,
        HEARTBEAT_FILE=str(tmp_path / "heartbeat"),
    )  # fmt: skip
    try:
        eventually(lambda: store.client().exists(WORKER))
        assert ask("tests.heavy", patience=20.0) == []
        assert ask("ai.worker", patience=20.0)["loaded"] == {}
        with pytest.raises(Unavailable):
            ask("tests.broken", patience=20.0)
        (tmp_path / "heartbeat").unlink()
        eventually((tmp_path / "heartbeat").exists)

        with ThreadPoolExecutor() as pool:
            answer = pool.submit(ask, "tests.slow", seconds=1.5, patience=20.0)
            eventually(lambda: not store.client().keys(f"{QUESTIONS}*"))
            worker.running.send_signal(signal.SIGTERM)
            assert answer.result(20) == "done"
        assert worker.running.wait(20) == 0
    finally:
        worker.kill()
    assert worker.log.read_text().count("Traceback") == 1  # of the broken question
