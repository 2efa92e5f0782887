"""How much a member reads on a day, and what is told of it when the day is over."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from community.discussions.actions import reply_to_thread
from community.discussions.models.reading import ReadingDay
from community.discussions.reading import actions_days
from community.discussions.reading.actions import (
    A_VISIT,
    LONGEST,
    mark_all_read,
    mark_read,
    watch_thread,
)
from community.discussions.reading.actions_days import tell_days
from community.events.models import EventRecord
from tests.factories import PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)


@pytest.fixture
def thread():
    thread = TopicFactory().thread
    for _ in range(4):
        PostFactory(thread=thread)
    return thread


def of(member):
    rows = ReadingDay.objects.filter(member=member).order_by("day")
    return [(row.threads, row.posts, row.read_ms) for row in rows]


def told():
    events = EventRecord.objects.filter(name="discussions.day.read").order_by("id")
    return [{k: v for k, v in one.payload.items() if k != "actor_id"} for one in events]


def day(member, on=TODAY, **read):
    return ReadingDay.objects.create(member=member, day=on, **read)


def test_a_first_visit_counts_the_thread_and_its_posts(thread):
    member = UserFactory()

    mark_read(thread=thread, upto=3, ms=4000, by=member)

    assert of(member) == [(1, 3, 4000)]
    assert ReadingDay.objects.get(member=member).day == timezone.now().date()


def test_only_what_is_new_counts_again(thread):
    member = UserFactory()

    for upto, ms in [(2, 1000), (2, 500), (1, 500), (5, 0), (99, 0)]:
        mark_read(thread=thread, upto=upto, ms=ms, by=member)

    assert of(member) == [(1, 5, 2000)]


def test_what_one_wrote_is_not_counted_as_read(thread):
    member = UserFactory()
    reply_to_thread(thread=thread, source="Written, not read.", by=member)

    mark_read(thread=thread, upto=99, ms=1000, by=member)

    assert of(member) == [(0, 0, 1000)]


def test_what_was_opened_counts_once_also_after_all_was_marked_as_read(thread):
    member = UserFactory()
    mark_read(thread=thread, upto=2, ms=100, by=member)
    mark_all_read(kind="forum", object_id=0, by=member)
    mark_read(thread=thread, upto=99, ms=100, by=member)

    PostFactory(thread=thread)
    thread.refresh_from_db()
    mark_read(thread=thread, upto=99, ms=100, by=member)

    assert of(member) == [(1, 3, 300)]


def test_following_a_thread_is_not_opening_it(thread):
    member = UserFactory()
    watch_thread(thread=thread, level=3, by=member)
    mark_read(thread=thread, upto=0, ms=100, by=member)
    assert of(member) == [(0, 0, 100)]

    mark_read(thread=thread, upto=2, ms=100, by=member)

    assert of(member) == [(1, 2, 200)]


def test_several_threads_add_up_to_a_day_at_most(thread):
    member, other = UserFactory(), TopicFactory().thread
    mark_read(thread=thread, upto=1, ms=1000, by=member)
    ReadingDay.objects.filter(member=member).update(read_ms=LONGEST - 5)

    mark_read(thread=other, upto=1, ms=A_VISIT, by=member)

    assert of(member) == [(2, 2, LONGEST)]


def test_a_day_that_was_told_stays_as_it_is(thread):
    member = UserFactory()
    mark_read(thread=thread, upto=1, ms=1000, by=member)
    tell_days(upto=timezone.now().date())

    mark_read(thread=thread, upto=4, ms=1000, by=member)

    assert of(member) == [(1, 1, 1000)]
    assert len(told()) == 1


def test_days_are_told_once_and_in_order():
    one, two = UserFactory(), UserFactory()
    day(two, posts=7, read_ms=61_900)
    day(one, posts=3, read_ms=999)
    day(one, TODAY - timedelta(1), posts=1, read_ms=5000)
    day(one, TODAY + timedelta(1), posts=9)

    tell_days(upto=TODAY)
    tell_days(upto=TODAY)

    assert told() == [
        {"day": 20261130, "member_ids": [one.pk], "posts": [1], "seconds": [5]},
        {"day": 20261201, "member_ids": [one.pk, two.pk], "posts": [3, 7], "seconds": [0, 61]},
    ]


def test_an_event_tells_of_so_many_members_at_most(monkeypatch):
    monkeypatch.setattr(actions_days, "MOST", 2)
    members = [UserFactory() for _ in range(5)]
    for member in members:
        day(member, posts=1)

    tell_days(upto=TODAY)

    assert [event["member_ids"] for event in told()] == [
        [one.pk for one in members[:2]],
        [one.pk for one in members[2:4]],
        [members[4].pk],
    ]
