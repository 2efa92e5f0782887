"""Replies, readers, followers and the worker at once: nobody misses what they have not read."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections, transaction

from community.discussions.actions import reply_to_thread
from community.discussions.models.reading import Level, Reading, UnreadHint
from community.discussions.reading.actions import mark_all_read, mark_read, watch_thread
from community.discussions.reading.actions_hints import are_hints_due, update_hints
from community.kernel.invariants import broken
from tests.discussions.test_unread_hints import asked_of_all, candidates, listed
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.races.test_races import deadlocks_so_far
from tests.races.test_topics import again

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread():
    return TopicFactory().thread


@pytest.fixture
def reader(thread):
    """Somebody who tracks the thread, with one post to read."""
    member = UserFactory()
    watch_thread(thread=thread, level=Level.TRACKING, by=member)
    update_hints()
    return member


@pytest.fixture
def held():
    """Do something in a transaction that stays open; what is returned lets it commit."""
    with ThreadPoolExecutor(1) as pool:

        def hold(do):
            is_done, may_commit = Event(), Event()

            def run():
                try:
                    with transaction.atomic():
                        do()
                        is_done.set()
                        assert may_commit.wait(20)
                finally:
                    connections.close_all()

            running = pool.submit(run)
            assert is_done.wait(20)

            def commit():
                may_commit.set()
                running.result()

            return commit

        yield hold


def test_a_reader_who_commits_after_a_reply_and_the_worker_misses_nothing(thread, reader, held):
    commit = held(lambda: mark_read(thread=thread, upto=1, ms=5, by=reader))
    reply_to_thread(thread=thread, source="Later", by=thread.author)
    update_hints()

    commit()

    assert listed(reader) == [thread.pk]
    update_hints()
    assert listed(reader) == [thread.pk]
    assert not broken()


def test_a_worker_that_commits_after_a_reply_loses_nothing(thread, reader, held):
    mark_read(thread=thread, upto=1, ms=5, by=reader)
    commit = held(update_hints)  # it has seen that all is read
    reply_to_thread(thread=thread, source="Later", by=thread.author)
    update_hints()  # leaves it to the other
    assert listed(reader) == [thread.pk]

    commit()

    assert listed(reader) == [thread.pk]
    update_hints()
    assert candidates(reader) == {thread.pk}


def test_a_reply_that_commits_after_the_worker_is_still_to_be_told(thread, reader, held):
    mark_read(thread=thread, upto=1, ms=5, by=reader)
    reply_to_thread(thread=thread, source="Before", by=thread.author)
    mark_read(thread=thread, upto=2, ms=5, by=reader)
    commit = held(lambda: reply_to_thread(thread=thread, source="Later", by=thread.author))

    update_hints()  # waits for nobody
    assert listed(reader) == []
    commit()

    assert listed(reader) == [thread.pk]
    update_hints()
    assert not are_hints_due()
    assert candidates(reader) == {thread.pk}


def test_who_begins_to_follow_while_the_worker_looks_is_told(thread, held):
    reply_to_thread(thread=thread, source="Before", by=thread.author)
    member = UserFactory()
    commit = held(lambda: watch_thread(thread=thread, level=Level.TRACKING, by=member))
    update_hints()

    commit()

    assert listed(member) == [thread.pk]
    update_hints()
    assert listed(member) == [thread.pk]


def test_all_at_once(in_threads):
    members, place = [UserFactory() for _ in range(3)], CategoryFactory()
    threads = [TopicFactory(category=place, by=members[0]).thread for _ in range(3)]
    for thread in threads:
        for member in members:
            watch_thread(thread=thread, level=Level.TRACKING, by=member)
    deadlocks = deadlocks_so_far()

    def reply(by):
        return lambda n: reply_to_thread(thread=threads[n % 3], source="Words", by=by)

    def read(by):
        return lambda n: mark_read(thread=threads[n % 3], upto=99, ms=5, by=by)

    in_threads(
        [
            *(again(reply(member)) for member in members[:2]),
            *(again(read(member)) for member in members),
            again(lambda n: mark_all_read(kind="forum", object_id=0, by=members[2])),
            again(lambda n: watch_thread(thread=threads[n % 3], level=1 + n % 2, by=members[1])),
            again(lambda n: update_hints()),
            again(lambda n: update_hints()),
        ]
    )

    for _ in range(2):  # before the worker looks, and after
        for member in members:
            assert listed(member) == asked_of_all(member)
        handled()
    assert deadlocks_so_far() == deadlocks
    assert not broken()
    assert not are_hints_due()
    hints = set(Reading.objects.filter(level__gte=2).values_list("unread_hint", flat=True))
    assert hints <= {UnreadHint.NO, UnreadHint.YES}
