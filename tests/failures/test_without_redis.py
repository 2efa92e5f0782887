"""Redis is refused or hangs: everything works, nothing is remembered, nobody waits twice."""

import errno
import io
import os
import signal
import threading

import pytest
import redis
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image

from community.accounts import rates
from community.accounts.models import Attempts
from community.events.models import Delivery
from community.events.relay import Relay
from community.kernel import store
from community.live import bell
from community.setup.embedded import Running, Valkey
from tests.factories import PostFactory, TopicFactory, UserFactory
from tests.failures.redis_servers import Hung, nobody_listens

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket, pytest.mark.servers]


@pytest.fixture
def hung():
    server = Hung()
    yield server
    server.close()


@pytest.fixture
def use(monkeypatch, settings):
    """Let the product lean on that Redis, as a process does that has just begun."""

    def lean_on(url):
        settings.REDIS_URL = url
        monkeypatch.setattr(store, "_threads", threading.local())
        monkeypatch.setattr(store, "breaker", store.Breaker())
        monkeypatch.setattr(caches._connections, "default", store.Cache("", {}), raising=False)

    return lean_on


@pytest.fixture
def read_only(valkey):
    """It reads and answers PING, and refuses each write, as one whose disk is full."""
    with redis.Redis.from_url(valkey.server.url) as client:
        client.config_set("min-replicas-to-write", 1)
    return valkey.server


@pytest.fixture(params=["refused", "hung", "read_only"])
def away(request, use):
    """There is something to read; then Redis goes away in one of three ways."""
    how = request.param
    use(nobody_listens() if how == "refused" else request.getfixturevalue(how).url)


def test_visitors_and_members_read_every_page(away, as_):
    post = PostFactory()
    urls = ["/", "/latest/", post.thread.topic.get_absolute_url(), f"/threads/{post.thread_id}/"]

    for client in (as_(), as_(post.author)):
        for url in urls:
            page = client.get(url, follow=True)
            assert page.status_code == 200
            assert post.thread.title in page.content.decode()
            assert "X-Cache" not in page.headers


REPLIES = {
    "page": lambda client, thread, text: client.post(
        f"/threads/{thread.pk}/replies/", {"source": text}
    ),
    "REST": lambda client, thread, text: client.post(
        f"/api/v1/threads/{thread.pk}/posts/", {"source": text}, content_type="application/json"
    ),
    "GraphQL": lambda client, thread, text: graphql(
        client, f'replyToThread(threadId: {thread.pk}, source: "{text}")'
    ),
}
LIKES = {
    "page": lambda client, post: client.post(f"/posts/{post.pk}/like/"),
    "REST": lambda client, post: client.put(f"/api/v1/posts/{post.pk}/like/"),
    "GraphQL": lambda client, post: graphql(client, f"likePost(postId: {post.pk})"),
}


def graphql(client, field):
    query = f"mutation {{ discussions {{ {field} {{ post {{ id }} }} }} }}"
    answer = client.post("/graphql/", {"query": query}, content_type="application/json")
    assert "errors" not in answer.json()
    return answer


@pytest.mark.limits
@pytest.mark.parametrize("interface", REPLIES)
def test_members_reply_through_every_interface(interface, away, as_):
    thread, member = TopicFactory().thread, UserFactory(trust_level=0)
    client = as_(member)

    for n in range(5):  # one more than a newcomer may in a minute: limits let pass
        assert REPLIES[interface](client, thread, f"words {n}").status_code in {200, 201, 302}

    assert thread.posts.filter(author=member).count() == 5
    assert rates.LIMITS["reply"][rates.MINUTE][0] == 4


@pytest.mark.parametrize("interface", LIKES)
def test_members_like_through_every_interface(interface, away, as_):
    post, member = PostFactory(), UserFactory()

    assert LIKES[interface](as_(member), post).status_code in {200, 204, 302}

    assert post.likes.filter(member=member).exists()


@pytest.mark.limits
def test_signing_in_is_limited_all_the_same(away, client):
    UserFactory(username="ana")
    tried = {"login": "ana", "password": "wrong"}

    statuses = [client.post("/accounts/login/", tried).status_code for _ in range(7)]

    assert statuses == [200] * 6 + [429]
    assert Attempts.objects.filter(key="sign_in:as:ana").exists()


def test_a_session_outlives_redis(use, as_):
    client = as_(UserFactory(username="ana"))
    assert client.get("/api/v1/me/").json()["username"] == "ana"

    use(nobody_listens())

    assert client.get("/api/v1/me/").json()["username"] == "ana"


def test_versions_are_unknown_and_a_page_of_the_outage_fetches_when_it_is_over(
    use, away, as_, settings
):
    topic = TopicFactory()
    channels = [f"thread.{topic.pk}", "lists.0"]

    told = as_().get("/live/versions/", {"c": channels}).json()

    assert told == dict.fromkeys(channels, bell.UNKNOWN)
    page = as_().get(topic.get_absolute_url()).content.decode()
    assert bell.UNKNOWN in page  # the version that it will be compared by


def test_rings_wait_and_nothing_counts_as_tried(away):
    PostFactory()
    relay = Relay()

    while relay.drain():
        pass
    relay.drain()

    left = Delivery.objects.all()
    assert left.filter(subscriber="discussions.ring").exists()
    assert set(left.values_list("attempts", "error")) == {(0, "")}
    assert all(map(relay.turns.rests, left.values_list("subscriber", flat=True)))


def test_readyz_says_what_is_missing_and_stays_ready(away, as_):
    told = as_().get("/readyz")

    assert told.status_code == 200
    assert told.json()["degraded"] == ["redis"]


@pytest.mark.parametrize("lost", [errno.ENOSPC, errno.EROFS])
def test_what_a_full_disk_does_not_take_is_refused_for_now(lost, as_, monkeypatch):
    def full(*_args, **_named):
        raise OSError(lost, os.strerror(lost))

    monkeypatch.setattr(default_storage, "save", full)
    client, picture = as_(UserFactory()), io.BytesIO()
    Image.new("RGB", (10, 10)).save(picture, "PNG")
    picture.seek(0)

    answer = client.put(
        "/api/v1/me/avatar/",
        encode_multipart(BOUNDARY, {"picture": SimpleUploadedFile("me.png", picture.read())}),
        content_type=MULTIPART_CONTENT,
    )

    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


DISK_FULL = """
    CREATE FUNCTION disk_full() RETURNS trigger AS $$
    BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER full_disk BEFORE INSERT ON discussions_post
    FOR EACH ROW EXECUTE FUNCTION disk_full()
"""


def test_a_database_whose_disk_is_full_is_read_and_a_reply_is_refused_for_now(as_):
    post = PostFactory()
    with connection.cursor() as cursor:
        cursor.execute(DISK_FULL)
    client = as_(UserFactory(trust_level=2))

    assert client.get(post.thread.topic.get_absolute_url()).status_code == 200
    for reply in (REPLIES["page"], REPLIES["REST"]):
        answer = reply(client, post.thread, "words")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]


# -- nobody waits twice --------------------------------------------------------------------------
@pytest.fixture
def clock(monkeypatch):
    """The breaker's time, which passes only when the test says so."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(store, "time", clock)
    return clock


def test_a_hung_redis_is_tried_once_for_many_requests(hung, use, as_, clock):
    post = PostFactory()
    client = as_(UserFactory())
    use(hung.url)

    for _ in range(5):
        client.get("/")
        REPLIES["page"](client, post.thread, "words")
        LIKES["REST"](client, post)
    assert hung.attempts == 1

    clock.now += store.REST + 0.001
    for _ in range(5):
        client.get("/")
    assert hung.attempts == 2


def test_a_redis_that_begins_to_hang_costs_one_wait(valkey, use, clock, monkeypatch):
    waits = []
    use(valkey.server.url)
    assert store.ask(lambda redis: redis.set("key", "value"))
    monkeypatch.setattr(
        redis.connection.AbstractConnection,
        "read_response",
        counted(waits, redis.connection.AbstractConnection.read_response),
    )

    valkey.process.send_signal(signal.SIGSTOP)
    for _ in range(20):
        assert store.ask_or("otherwise", lambda redis: redis.get("key")) == "otherwise"
    assert len(waits) == 1

    valkey.process.send_signal(signal.SIGCONT)
    clock.now += store.REST + 0.001
    assert store.ask(lambda redis: redis.get("key")) == "value"


def test_a_restarted_redis_is_not_missed_for_one_call(valkey, use):
    """The connection of before is dead; that is not taken for a server that is gone."""
    use(valkey.server.url)
    assert store.ask(lambda redis: redis.set("key", "value"))

    valkey.__exit__()
    valkey.__enter__()

    assert store.ask(lambda redis: redis.get("key")) is None


@pytest.fixture
def valkey(tmp_path):
    with Running(Valkey(tmp_path, durable=False), tmp_path / "output") as running:
        yield running
        running.process.send_signal(signal.SIGCONT)
    running.server.remove()


def counted(calls, function):
    def call(*args, **kwargs):
        calls.append(args)
        return function(*args, **kwargs)

    return call


def test_djangos_cache_and_our_calls_share_the_breaker(hung, use, clock):
    use(hung.url)
    cache = store.Cache(hung.url, {})

    assert store.ask_or(None, lambda redis: redis.get("key")) is None
    assert cache.get("key", "otherwise") == "otherwise"
    assert cache.get_many(["key"]) == {}
    assert cache.add("key", 1)
    assert not cache.delete("key")
    cache.set("key", 1)

    assert hung.attempts == 1


def test_the_cache_alone_tries_a_hung_redis_once(hung, use, clock):
    use(hung.url)
    cache = store.Cache(hung.url, {})

    for _ in range(5):
        assert cache.get("key") is None

    assert hung.attempts == 1
