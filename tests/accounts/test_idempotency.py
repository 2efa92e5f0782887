"""What a program sends twice under one Idempotency-Key is done once and answered twice."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.utils import timezone

from community.accounts.idempotency.actions import forget_records
from community.accounts.idempotency.middleware import _fingerprint
from community.accounts.models import IdempotencyRecord, Token
from community.accounts.people.actions import sign_up
from community.discussions.actions import (
    archive_thread,
    close_thread,
    reopen_thread,
    unarchive_thread,
)
from community.events.models import EventRecord
from community.kernel.errors import RuleViolation
from community.kernel.operations.rest import OperationView
from community.kernel.scopes import Access
from community.moderation.models import ReviewItem
from tests.accounts.apps import Program
from tests.accounts.tokens import PASSWORD, WRITE, bearer, make
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

REPLY = """mutation ($id: ID!, $say: String!) { discussions {
    replyToThread(threadId: $id, source: $say) { post { id number } } } }"""


def send(client, url, body, key="k", **headers):
    if key is not None:
        headers["Idempotency-Key"] = key
    return client.post(url, body, content_type="application/json", headers=headers)


def posts_of(thread):
    return f"/api/v1/threads/{thread.pk}/posts/"


def reply(client, thread, words, key="k"):
    return send(client, posts_of(thread), {"source": words}, key)


def mutate(client, key="k", query=REPLY, **variables):
    return send(client, "/graphql/", {"query": query, "variables": variables}, key)


def test_the_same_again_is_the_same_answer(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    first = reply(client, thread, "Me first")
    events = EventRecord.objects.count()
    again = reply(client, thread, "Me first")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for header in ("Content-Type", "ETag"):
        assert again.headers[header] == first.headers[header]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert thread.posts.count() == 2
    assert EventRecord.objects.count() == events


@pytest.mark.parametrize("key", [None, "k"])
def test_a_form_is_no_json_with_a_key_or_without(key, as_):
    member = UserFactory(trust_level=2)
    headers = {} if key is None else {"Idempotency-Key": key}

    refused = as_(member).post("/api/v1/me/invitations/", {"email": ""}, headers=headers)

    assert refused.status_code == 415
    assert not member.invitations.exists()


def test_without_a_key_it_is_done_again(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    for _ in range(2):
        reply(client, thread, "Me", key=None)

    assert thread.posts.count() == 3
    assert not IdempotencyRecord.objects.exists()


def test_another_key_is_another_request(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    for key in ("one", "two"):
        assert reply(client, thread, "Me", key).status_code == 201

    assert thread.posts.count() == 3


@pytest.mark.parametrize(
    ("url", "body"),
    [("", {"source": "Other words"}), ("?fields=id", {"source": "Words"}), ("other", None)],
)
def test_a_key_is_for_one_request_only(url, body, as_):
    thread, client = TopicFactory().thread, as_(UserFactory())
    reply(client, thread, "Words")
    where = "/api/v1/topics/" if url == "other" else posts_of(thread) + url

    response = send(client, where, body or {"source": "Words"})

    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert thread.posts.count() == 2


def test_somebody_elses_key_is_theirs(as_):
    thread = TopicFactory().thread

    answers = [reply(as_(UserFactory()), thread, "Words") for _ in range(2)]

    assert [answer.json()["number"] for answer in answers] == [2, 3]


def by_token(client, thread, words, secret):
    body = {"source": words}
    return send(client, posts_of(thread), body, "k", **bearer(secret))


def test_each_program_of_a_member_has_keys_of_its_own(as_):
    thread, member = TopicFactory().thread, UserFactory()
    secrets = [make(member, WRITE)[1] for _ in range(2)]
    secrets += [Program(as_).tokens(member, scope="forum:write")["access_token"] for _ in range(2)]

    answers = [by_token(as_(), thread, "Words", secret) for secret in secrets]
    answers.append(reply(as_(member), thread, "Words"))
    other_words = by_token(as_(), thread, "Other words", make(member, WRITE)[1])

    assert [answer.json()["number"] for answer in answers] == [2, 3, 4, 5, 6]
    assert other_words.status_code == 201
    again = by_token(as_(), thread, "Words", secrets[0])
    assert again.content == answers[0].content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_an_app_that_renewed_its_token_is_the_same_program(as_):
    thread, program = TopicFactory().thread, Program(as_)
    first = program.tokens(UserFactory(), scope="forum:write")

    done = by_token(as_(), thread, "Words", first["access_token"])
    second = program.renew(first["refresh_token"]).json()
    again = by_token(as_(), thread, "Words", second["access_token"])

    assert again.content == done.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert thread.posts.count() == 2


def test_an_app_that_renewed_its_token_for_less_hears_nothing(as_):
    thread, program = TopicFactory().thread, Program(as_)
    first = program.tokens(UserFactory(), scope="forum:write profile:read")
    by_token(as_(), thread, "Words", first["access_token"])

    less = program.renew(first["refresh_token"], scope="forum:write").json()
    answer = by_token(as_(), thread, "Words", less["access_token"])

    assert answer.status_code == 422
    assert answer.json()["code"] == "idempotency_key_reused"


def test_a_secret_is_told_again_only_to_the_browser_that_made_it(as_):
    ana = sign_up(username="Ana", password=PASSWORD, email="ana@example.org")
    here, there = as_(), as_(ana)
    here.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    here.post("/accounts/reauthenticate/", {"password": PASSWORD})
    new = {"name": "Script", "scopes": ["forum:read"]}

    told, again, elsewhere = (
        send(client, "/api/v1/me/tokens/", new) for client in (here, here, there)
    )

    assert told.status_code == 201, told.content
    assert again.json()["secret"] == told.json()["secret"]
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "confirm_first")
    assert Token.objects.count() == 1


def test_a_refusal_is_not_kept(as_):
    thread, client, keeper = TopicFactory().thread, as_(UserFactory()), ModeratorFactory()
    close_thread(thread=thread, by=keeper)

    refused = reply(client, thread, "Words")
    kept = IdempotencyRecord.objects.exists()
    reopen_thread(thread=thread, by=keeper)
    done = reply(client, thread, "Words")

    assert refused.status_code in {403, 409}
    assert not kept
    assert done.status_code == 201
    assert "Idempotent-Replayed" not in done.headers
    assert thread.posts.count() == 2


def test_what_was_written_before_the_refusal_is_undone(as_, monkeypatch):
    thread, client = TopicFactory().thread, as_(UserFactory())
    events = EventRecord.objects.count()

    def fail(*_, **__):
        raise RuleViolation

    monkeypatch.setattr(OperationView, "_shaped", fail)
    refused = reply(client, thread, "Words")

    assert refused.status_code == 409
    assert thread.posts.count() == 1
    assert EventRecord.objects.count() == events


@pytest.mark.parametrize("key", ["", "x" * 256, "a\x00b", "a\x7fb"])
def test_a_key_is_short_and_printable(key, as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    response = reply(client, thread, "Words", key)

    assert response.status_code == 400
    assert response.json()["code"] == "invalid_idempotency_key"
    assert thread.posts.count() == 1


def test_the_longest_key_is_taken(as_):
    assert reply(as_(UserFactory()), TopicFactory().thread, "Words", "x" * 255).status_code == 201


def test_a_visitor_is_told_to_sign_in_and_nothing_is_kept(as_):
    assert reply(as_(), TopicFactory().thread, "Words").status_code == 401
    assert not IdempotencyRecord.objects.exists()


def test_pages_and_other_methods_have_no_keys(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    client.put(f"/api/v1/posts/{thread.posts.get().pk}/like/", headers={"Idempotency-Key": "k"})
    sent = {"source": "From a page"}
    client.post(f"/threads/{thread.pk}/replies/", sent, headers={"Idempotency-Key": "k"})

    assert thread.posts.count() == 2
    assert not IdempotencyRecord.objects.exists()


# -- GraphQL -----------------------------------------------------------------------------------
def test_graphql_takes_the_same_header(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())

    first, again = (mutate(client, id=thread.pk, say="Words") for _ in range(2))
    other = mutate(client, id=thread.pk, say="Other words")

    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert other.status_code == 422
    assert other.json()["errors"][0]["extensions"]["code"] == "idempotency_key_reused"
    assert thread.posts.count() == 2


def test_a_mutation_is_one_however_its_letters_are_written(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())
    say = f'replyToThread(threadId: {thread.pk}, source: "Words") {{ post {{ id }} }}'
    body = json.dumps({"query": f"mutation {{ discussions {{ {say} }} }}"})
    body = body.replace("mutation", "\\u006dutatio\\u006e")

    first, again = (send(client, "/graphql/", body) for _ in range(2))

    assert "errors" not in first.json()
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert thread.posts.count() == 2


@pytest.mark.parametrize(
    "body", ["[", "[]", "7", "null", '{"query": 7}', "{}", '"mutation"', "[" * 100_000, b"\xff"]
)
def test_what_nobody_can_read_has_no_key(body, as_):
    response = send(as_(UserFactory()), "/graphql/", body)

    assert response.status_code == 400
    assert not IdempotencyRecord.objects.exists()


def test_a_mutation_with_errors_is_undone_whole_and_not_kept(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())
    gone = "likePost(postId: 0) { post { id } }"
    say = f'replyToThread(threadId: {thread.pk}, source: "Words") {{ post {{ id }} }}'
    query = f"mutation {{ discussions {{ {say} {gone} }} }}"

    response = mutate(client, query=query)

    assert response.json()["data"] is None
    assert response.json()["errors"][0]["extensions"]["code"] == "not_found"
    assert thread.posts.count() == 1
    assert not IdempotencyRecord.objects.exists()


CLOSE = "moderatePost(postId: %s, action: CLOSE) { success reason __typename }"


@pytest.fixture
def archived():
    thread = TopicFactory().thread
    archive_thread(thread=thread, by=ModeratorFactory())
    return thread


def moderating(*fields):
    return f"mutation {{ __typename forum {{ __typename {' '.join(fields)} }} }}"


def test_a_no_that_is_told_as_data_is_told_and_not_kept(as_, archived):
    moderator = ModeratorFactory()
    client, query = as_(moderator), moderating(CLOSE % archived.posts.get().pk)

    refused = mutate(client, query=query)
    kept = IdempotencyRecord.objects.exists()
    unarchive_thread(thread=archived, by=moderator)
    done, again = (mutate(client, query=query) for _ in range(2))

    told = refused.json()["data"]["forum"]["moderatePost"]
    assert told["success"] is False
    assert told["reason"]
    assert "errors" not in refused.json()
    assert not kept
    assert done.json()["data"]["forum"]["moderatePost"]["success"] is True
    assert "Idempotent-Replayed" not in done.headers
    assert again.content == done.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_what_was_done_beside_such_a_no_is_undone_and_not_told(as_, archived):
    other = TopicFactory().thread
    fields = [f"{name}: {CLOSE % thread.posts.get().pk}" for name, thread in
              (("one", other), ("two", archived))]  # fmt: skip

    answer = mutate(as_(ModeratorFactory()), query=moderating(*fields)).json()

    assert answer["data"] is None
    [error] = answer["errors"]
    assert error["message"]
    assert error["extensions"]["code"] == "thread_is_archived"
    other.refresh_from_db()
    assert other.closed_at is None
    assert not IdempotencyRecord.objects.exists()


def test_an_invalid_key_is_an_error_of_graphql_too(as_):
    response = mutate(as_(UserFactory()), key="", id=1, say="!")

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "invalid_idempotency_key"


# -- what is kept ------------------------------------------------------------------------------
def test_what_is_answered_lies_encrypted(as_):
    reply(as_(UserFactory()), TopicFactory().thread, "Words nobody reads in a copy")

    record = IdempotencyRecord.objects.get()

    assert record.status == 201
    assert b"Words nobody reads" not in bytes(record.body)


def test_keys_are_forgotten_after_two_days(as_):
    thread, client = TopicFactory().thread, as_(UserFactory())
    reply(client, thread, "Words", "old")
    IdempotencyRecord.objects.update(created_at=timezone.now() - timedelta(days=2, minutes=1))
    reply(client, thread, "Words", "new")

    assert forget_records() == 1

    assert reply(client, thread, "Words", "new").headers["Idempotent-Replayed"]
    assert "Idempotent-Replayed" not in reply(client, thread, "Words", "old").headers


def picture(content=b"abc", name="a.png", **fields):
    sent = {"note": "one", **fields, "picture": SimpleUploadedFile(name, content)}
    return RequestFactory().post("/api/v1/pictures/", sent)


def asked(content_type="application/json", scopes=None, url="/api/v1/topics/"):
    request = RequestFactory().post(url, "{}", content_type=content_type)
    if scopes is not None:
        request.access = Access("token:1", frozenset(scopes))
    return request


def test_a_file_sent_again_is_the_same_and_can_still_be_read():
    first = picture()

    same = _fingerprint(picture())

    assert _fingerprint(first) == same
    assert first.FILES["picture"].read() == b"abc"


def test_fingerprints_differ_in_all_that_is_sent():
    all_of_them = [
        picture(),
        picture(content=b"abd"),
        picture(name="b.png"),
        picture(note="two"),
        asked(),
        asked(content_type="text/plain"),
        asked(url="/api/v1/topics/?x=1"),
        asked(scopes=[]),
        asked(scopes=["forum:write"]),
    ]

    assert len({_fingerprint(request) for request in all_of_them}) == len(all_of_them)
    assert _fingerprint(asked(scopes=["a:read", "b:read"])) == _fingerprint(
        asked(scopes=["b:read", "a:read"])
    )


def test_what_graphql_only_reads_is_not_kept(as_):
    client = as_(UserFactory())

    for _ in range(2):
        answer = send(client, "/graphql/", {"query": "{ accounts { me { username } } }"}, "key")
        assert "Idempotent-Replayed" not in answer.headers

    assert not IdempotencyRecord.objects.exists()


def test_what_waits_for_approval_over_graphql_is_kept_and_told_again(as_):
    category = CategoryFactory(do_replies_need_approval=True)
    thread, client = TopicFactory(category=category, by=AdminFactory()).thread, as_(UserFactory())

    first, again = (mutate(client, id=thread.pk, say="I wait") for _ in range(2))

    item = ReviewItem.objects.get()
    [error] = first.json()["errors"]
    assert (error["extensions"]["itemId"], item.is_open) == (item.pk, True)
    assert again.json() == first.json()
    assert again["Idempotent-Replayed"] == "true"


def test_what_would_wait_beside_a_refusal_is_undone_and_not_told(as_):
    category = CategoryFactory(do_replies_need_approval=True)
    thread, client = TopicFactory(category=category, by=AdminFactory()).thread, as_(UserFactory())
    both = """mutation ($id: ID!) { discussions {
        one: replyToThread(threadId: $id, source: "I wait") { post { id } }
        two: replyToThread(threadId: $id, source: " ") { post { id } } } }"""

    told = mutate(client, query=both, id=thread.pk).json()

    assert [error["extensions"]["code"] for error in told["errors"]] == ["nothing_written"]
    assert not ReviewItem.objects.exists()
