"""One request sent several times at once, and what is left of one that was broken off."""

from threading import Event

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from community.accounts.models import IdempotencyRecord
from community.discussions.actions import close_thread, reopen_thread
from community.discussions.posts.actions import posts
from community.events.models import EventRecord
from community.kernel.invariants import broken
from tests.accounts.tokens import WRITE, make
from tests.factories import ModeratorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread():
    return TopicFactory().thread


@pytest.fixture
def member():
    return UserFactory()


@pytest.fixture
def send(thread, member):
    """Send a reply as the member, on a connection of one's own."""
    session = Client()
    session.force_login(member)

    def sent(words="Me first"):
        client = Client(raise_request_exception=False)
        client.cookies = session.cookies
        return client.post(
            f"/api/v1/threads/{thread.pk}/posts/",
            {"source": words},
            content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )

    return sent


@pytest.fixture
def slowly(monkeypatch):
    """Writing stops in the middle, after all was written, until it is let go on."""
    written, go_on, write = Event(), Event(), posts.write_post

    def reply(*sent, **how):
        post = write(*sent, **how)
        written.set()
        assert go_on.wait(20)
        return post

    monkeypatch.setattr(posts, "write_post", reply)
    return written, go_on


@pytest.mark.parametrize("many", [2, 3, 8])
def test_all_at_once_make_one_thing(many, send, thread, in_threads):
    answers = in_threads([send] * many)

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == many - 1
    assert thread.posts.count() == 2
    assert EventRecord.objects.filter(name="discussions.post.created").count() <= 2
    assert not broken()


def test_the_second_waits_for_the_first(send, thread, in_threads, slowly):
    written, go_on = slowly

    def second():
        assert written.wait(20)
        go_on_soon = connection.cursor()
        go_on_soon.execute("SELECT pg_sleep(0.2)")
        go_on.set()
        return send()

    answers = in_threads([send, second])

    assert answers[0].content == answers[1].content
    assert thread.posts.count() == 2


def test_who_waits_too_long_is_told_to_come_back(send, thread, in_threads, slowly):
    written, go_on = slowly

    def second():
        assert written.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        connections["default"].close_if_unusable_or_obsolete = lambda: None  # of this thread
        try:
            return send()
        finally:
            go_on.set()

    first, told = in_threads([send, second])

    assert first.status_code == 201
    assert (told.status_code, told.json()["code"]) == (409, "idempotency_key_in_use")
    assert told.headers["Retry-After"]
    assert send().content == first.content
    assert thread.posts.count() == 2


def test_two_programs_of_a_member_at_once_make_two_things(thread, member, in_threads):
    def program():
        _, secret = make(member, WRITE)
        sent = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
        url, body = f"/api/v1/threads/{thread.pk}/posts/", {"source": "Me first"}
        return lambda: Client().post(url, body, "application/json", headers=sent)

    answers = in_threads([program(), program()] * 2)

    assert {answer.status_code for answer in answers} == {201}
    assert sum("Idempotent-Replayed" in answer.headers for answer in answers) == 2
    assert thread.posts.count() == 3
    assert not broken()


def test_other_words_at_once_are_refused(send, thread, in_threads):
    answers = in_threads([lambda: send("One"), lambda: send("Two")])

    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert thread.posts.count() == 2


def test_failing_first_and_then_succeeding(send, thread, in_threads):
    keeper = ModeratorFactory()
    close_thread(thread=thread, by=keeper)

    refused = in_threads([send] * 3)
    reopen_thread(thread=thread, by=keeper)
    done = in_threads([send] * 3)

    assert all(answer.status_code >= 400 for answer in refused)
    assert {answer.status_code for answer in done} == {201}
    assert thread.posts.count() == 2


def test_what_follows_a_commit_follows_once(send, monkeypatch):
    write, followed, fails = posts.write_post, [], [True]

    def reply(*sent, **how):
        transaction.on_commit(lambda: followed.append("done"))
        post = write(*sent, **how)
        if fails:
            raise ValueError(fails.pop())
        return post

    monkeypatch.setattr(posts, "write_post", reply)

    statuses = [send().status_code for _ in range(3)]

    assert statuses == [500, 201, 201]
    assert followed == ["done"]


def test_who_is_killed_in_the_middle_leaves_nothing(send, thread, monkeypatch):
    """The database undoes what a lost connection had not committed, the key included."""
    write, lives = posts.write_post, [True]

    def reply(*sent, **how):
        post = write(*sent, **how)
        if lives:
            lives.clear()
            connection.connection.close()
        return post

    monkeypatch.setattr(posts, "write_post", reply)

    broken_off = send()
    connection.close()

    assert broken_off.status_code == 503
    assert thread.posts.count() == 1
    assert not IdempotencyRecord.objects.exists()
    assert send().status_code == 201
    assert thread.posts.count() == 2
    assert not broken()
