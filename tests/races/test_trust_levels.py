"""Reviews of trust levels, moderators and readers at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from community.accounts.models import Standing, TrustChange
from community.accounts.people.actions import set_trust_level
from community.discussions.models.reading import ReadingDay
from community.discussions.reading.actions import mark_read
from community.events.models import EventRecord
from experience.recognition.trust import actions_levels
from experience.recognition.trust.actions_requirements import ensure_requirements
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory
from tests.recognition.levels import TODAY, only, reaches_basic, read, regular_of_here, review

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*todo):
    """Do all of it in threads that start together; raise what any of them raised."""
    start = Barrier(len(todo))

    def run(do):
        try:
            start.wait(20)
            do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(todo)) as pool:
        for one in [pool.submit(run, do) for do in todo]:
            one.result()


@pytest.fixture(autouse=True)
def requirements():
    ensure_requirements()


@pytest.fixture
def measured_together(monkeypatch):
    """Both reviews have measured before either of them writes."""
    both, held = Barrier(2), actions_levels._held

    def hold(member):
        both.wait(20)
        return held(member)

    monkeypatch.setattr(actions_levels, "_held", hold)


def test_two_reviews_at_once_raise_a_member_once(measured_together):
    member = UserFactory(trust_level=0)
    reaches_basic(member)

    at_once(lambda: review(member), lambda: review(member))

    assert TrustChange.objects.filter(member=member).count() == 1
    assert EventRecord.objects.filter(name="accounts.trust_level.changed").count() == 1


def test_two_reviews_at_once_announce_a_demotion_once(measured_together):
    member = regular_of_here()
    only(3, posts_read=10)
    read(member, posts=1)

    at_once(lambda: review(member), lambda: review(member))

    assert EventRecord.objects.filter(name="recognition.demotion.announced").count() == 1
    assert Standing.objects.get(member=member).below_since == TODAY


def test_a_review_does_not_undo_what_a_moderator_decided_meanwhile(monkeypatch):
    member, moderator = UserFactory(trust_level=0), ModeratorFactory()
    reaches_basic(member)
    held = actions_levels._held

    def hold(found):
        with ThreadPoolExecutor(1) as pool:  # after all was measured, before the row is locked
            pool.submit(decide).result()
        return held(found)

    def decide():
        try:
            set_trust_level(member=member, level=0, by=moderator, is_locked=True)
        finally:
            connections.close_all()

    monkeypatch.setattr(actions_levels, "_held", hold)
    review(member)

    assert (member.trust_level, TrustChange.objects.count()) == (0, 0)


def test_what_is_read_twice_at_once_counts_once():
    member, thread = UserFactory(), TopicFactory().thread
    for _ in range(4):
        PostFactory(thread=thread)

    for upto in (3, 5):  # the first time nobody has read it, the second time they have
        at_once(*[lambda: mark_read(thread=thread, upto=upto, ms=100, by=member)] * 3)  # noqa: B023

    day = ReadingDay.objects.get(member=member)
    assert (day.threads, day.posts) == (1, 5)
