"""How often programs may ask, and what they are told of it."""

from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from community.accounts.tokens.throttling import counted
from community.kernel import store
from community.kernel.scopes import Access
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.limits]


@pytest.fixture(autouse=True)
def few(settings):
    settings.API_RATE_MEMBER, settings.API_RATE_VISITOR = 3, 2


def told(response):
    names = ("Limit", "Remaining", "Reset", "Policy")
    return tuple(response.headers.get(f"RateLimit-{name}") for name in names)


def ask_graphql(client):
    return client.post("/graphql/", {"query": "{ __typename }"}, content_type="application/json")


def test_every_answer_says_how_many_more_there_may_be(as_):
    client = as_(UserFactory())

    answers = [client.get("/api/v1/me/"), client.get("/api/v1/nowhere/"), ask_graphql(client)]

    assert [answer.status_code for answer in answers] == [200, 404, 200]
    assert [told(answer) for answer in answers] == [
        ("3", remaining, "30", "3;w=60") for remaining in ("2", "1", "0")
    ]


def test_reading_the_documents_is_not_counted(as_):
    documents = ["", "docs/", "redoc/", "openapi.json", "openapi.yaml", "schema.graphql"]
    guess = {"Authorization": "Bearer a-guess"}  # of which nothing is told here

    answers = [as_().get(f"/api/{document}", headers=guess) for document in documents]

    assert {answer.status_code for answer in answers} == {200, 302}
    assert {told(answer) for answer in answers} == {(None,) * 4}
    assert told(as_().get("/api/v1/threads/"))[:2] == ("2", "1")


def test_beyond_the_limit_it_is_429_until_the_next_window(as_):
    client = as_(UserFactory())
    for _ in range(3):
        client.get("/api/v1/me/")

    refused, graphql = client.get("/api/v1/me/"), ask_graphql(client)
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        later = client.get("/api/v1/me/")

    assert refused.status_code == 429
    assert refused.json()["code"] == "too_many"
    assert refused.headers["Retry-After"] == "30"
    assert told(refused) == ("3", "0", "30", "3;w=60")
    assert graphql.status_code == 429
    assert graphql.json()["errors"][0]["extensions"] == {"code": "too_many", "retryAfter": 30}
    assert (later.status_code, told(later)[1]) == (200, "2")


def test_each_is_counted_alone(as_, settings):
    settings.TRUSTED_PROXIES = 1
    members = [as_(UserFactory()) for _ in range(2)]
    visitors = [as_(headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(2)]

    of_members = {told(client.get("/api/v1/me/"))[:2] for client in members}
    of_visitors = {told(client.get("/api/v1/threads/"))[:2] for client in visitors}

    assert of_members == {("3", "2")}
    assert of_visitors == {("2", "1")}


def test_a_token_is_counted_apart_from_its_members_browser():
    member = UserFactory()
    answer = counted(lambda _: HttpResponse())

    def ask(access):
        request = RequestFactory().get("/api/v1/me/")
        request.user, request.access = member, access
        return told(answer(request))[:2]

    asked = [ask(None), ask(Access("token:1", frozenset())), ask(Access("token:2", frozenset()))]

    assert asked == [("3", "2")] * 3


@pytest.mark.parametrize("where", ["/api/v1/me/", f"/files/{'a' * 32}/a.pdf"])
def test_who_guesses_tokens_is_counted_by_address(where, as_):
    guesser = as_(headers={"Authorization": "Bearer guessed"})

    answers = [guesser.get(where) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [401, 401, 429]
    assert [told(answer)[1] for answer in answers] == ["1", "0", "0"]


def test_pages_are_not_counted(as_):
    assert told(as_().get("/")) == (None,) * 4


def test_nought_is_any_number(as_, settings):
    settings.API_RATE_VISITOR = 0
    client = as_()

    answers = [client.get("/api/v1/threads/") for _ in range(5)]

    assert {answer.status_code for answer in answers} == {200}
    assert told(answers[0]) == (None,) * 4


def test_while_nothing_can_be_counted_everything_passes(as_, monkeypatch):
    client = as_()

    def gone(*_, **__):
        raise store.redis.ConnectionError

    monkeypatch.setattr(store, "client", gone)
    answers = [client.get("/api/v1/threads/") for _ in range(4)]

    assert {answer.status_code for answer in answers} == {200}
    assert told(answers[0]) == (None,) * 4
