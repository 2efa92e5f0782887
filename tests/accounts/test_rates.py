from contextlib import suppress

import pytest

from community.accounts import rates
from community.discussions.actions import edit_post, reply_to_thread
from community.kernel import markdown, store
from community.kernel.errors import TooMany
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.limits]


def test_a_newcomer_writes_less_than_a_regular():
    newcomer, regular = UserFactory(trust_level=0), UserFactory(trust_level=3)
    for _ in range(4):
        rates.consume("reply", by=newcomer)

    with pytest.raises(TooMany) as refusal:
        rates.consume("reply", by=newcomer)
    for _ in range(20):
        rates.consume("reply", by=regular)

    assert 0 < refusal.value.retry_after <= 60


def test_what_the_minute_refuses_is_not_counted_in_the_day():
    newcomer = UserFactory(trust_level=0)
    for _ in range(9):
        with suppress(TooMany):
            rates.consume("reply", by=newcomer)

    counted = {key.split(":")[3]: store.client().get(key) for key in store.client().keys("rate:*")}

    assert counted == {"60": "9", "86400": "4"}


def test_every_interface_says_when_to_come_back(as_):
    thread = TopicFactory().thread
    member = UserFactory(trust_level=0)
    for _ in range(4):
        reply_to_thread(thread=thread, source="!", by=member)
    client = as_(member)

    page = client.post(f"/threads/{thread.pk}/replies/", {"source": "typed words"})
    rest = client.post(
        f"/api/v1/threads/{thread.pk}/posts/", {"source": "!"}, content_type="application/json"
    )
    query = 'mutation { discussions { replyToThread(threadId: %d, source: "!") { post { id } } } }'
    graphql = client.post(
        "/graphql/", {"query": query % thread.pk}, content_type="application/json"
    )

    assert (page.status_code, rest.status_code) == (429, 429)
    assert page.headers["Retry-After"]
    assert rest.headers["Retry-After"]
    assert b"typed words" in page.content
    told = graphql.json()["errors"][0]["extensions"]
    assert told["code"] == "too_many"
    assert told["retryAfter"] > 0
    assert thread.posts.count() == 5


def test_who_wrote_too_much_makes_us_render_nothing(monkeypatch):
    """A text can be made to cost a second of our time: it is counted first."""
    member = UserFactory(trust_level=0)
    post = PostFactory(by=member)
    rendering, costs = markdown.rendering, []
    monkeypatch.setattr(markdown, "rendering", lambda *a: costs.append(1) or rendering(*a))

    for _ in range(10):
        with suppress(TooMany):
            reply_to_thread(thread=post.thread, source="!", by=member)
    for n in range(10):
        with suppress(TooMany):
            edit_post(post=post, source=f"edit {n}", by=member)

    assert len(costs) == 3 + 6


def test_moderators_are_not_counted():
    moderator = ModeratorFactory()

    for _ in range(30):
        rates.consume("topic", by=moderator)


def test_without_redis_everything_passes(settings, monkeypatch):
    monkeypatch.setattr(store, "client", lambda: (_ for _ in ()).throw(OSError("gone")))
    newcomer = UserFactory(trust_level=0)

    for _ in range(10):
        rates.consume("reply", by=newcomer)
