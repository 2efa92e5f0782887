"""What trust levels may require, as it is measured."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.standing.registration import Measured, measure, measures
from community.discussions.actions import delete_thread
from community.discussions.models import Thread
from community.discussions.models.reading import Level, Reading
from community.discussions.reading.actions import mark_read, watch_place
from community.discussions.standing import RECEIVED, REPLY
from community.kernel.subjects import Subject
from community.moderation.flags.actions import flag_content
from community.moderation.models import Appeal
from community.moderation.queue.actions import decide_item
from community.moderation.sanctions.actions import silence_member, warn_member
from experience.recognition.trust.requirements import values
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.recognition.levels import TODAY, contributed, read

pytestmark = pytest.mark.django_db
SHARE = "discussions.share_of_topics_read"


def value(name, member, *, since=None, threshold=1):
    return values(measure(name), [member.pk], since, threshold)[member.pk]


def test_days_of_reading_add_up_from_the_first_day_on():
    member = UserFactory()
    read(member, threads=2, posts=5, minutes=3)
    read(member, threads=1, posts=7, minutes=4, on=TODAY - timedelta(10))
    read(member, threads=9, posts=9, minutes=9, on=TODAY - timedelta(11))
    names = ("topics_entered", "posts_read", "minutes_read", "days_visited")

    since = TODAY - timedelta(10)
    found = [value(f"discussions.{name}", member, since=since).value for name in names]

    assert found == [3, 12, 7, 2]
    assert value("discussions.posts_read", member).value == 21
    assert value("discussions.posts_read", UserFactory(), threshold=4) == Measured(
        value=0, needed=4
    )


def test_contributions_are_counted_while_they_hold():
    member, one, two = UserFactory(), UserFactory(), UserFactory()
    contributed(member, RECEIVED, times=2, other=one)
    contributed(member, RECEIVED, other=two, on=TODAY - timedelta(1))
    contributed(member, RECEIVED, other=UserFactory(), is_discounted=True)
    contributed(member, REPLY, thread=5)
    contributed(member, REPLY, thread=5)
    contributed(member, REPLY, thread=6)

    assert value("recognition.likes_received", member).value == 3
    assert value("recognition.likers", member).value == 2
    assert value("recognition.days_liked", member).value == 2
    assert value("recognition.topics_replied_to", member).value == 2
    assert value("recognition.likes_received", member, since=TODAY).value == 2


# -- the share of new topics -----------------------------------------------------------------------
def started(category, number):
    """Topics of the category; their rows are as many as are needed, cheaply."""
    first = TopicFactory(category=category).thread
    Thread.objects.bulk_create(
        Thread(
            kind=first.kind, title=f"Topic {n}", author=first.author, last_author=first.author,
            container_id=first.container_id, audience=first.audience, highest_number=1,
        )
        for n in range(number - 1)
    )  # fmt: skip
    return list(Thread.objects.filter(container_id=category.pk).order_by("pk"))


def opened(member, threads):
    Reading.objects.bulk_create(
        Reading(member=member, thread=thread, last_read_number=1) for thread in threads
    )


def test_without_topics_nothing_is_needed():
    assert value(SHARE, UserFactory(), threshold=25) == Measured(value=0, needed=0)


def test_few_topics_are_all_to_be_read():
    member, category = UserFactory(), CategoryFactory()
    threads = started(category, 10)
    opened(member, threads[:4])

    assert value(SHARE, member, threshold=25) == Measured(value=4, needed=10)


@pytest.mark.parametrize(("topics", "needed"), [(60, 25), (101, 26), (1100, 250)])
def test_of_many_topics_a_share_is_needed_within_bounds(topics, needed):
    member, category = UserFactory(), CategoryFactory()
    opened(member, started(category, topics)[:1])

    assert value(SHARE, member, threshold=25) == Measured(value=1, needed=needed)


def test_only_categories_that_one_follows_or_opened_topics_of_count():
    member, one, two = UserFactory(), CategoryFactory(), CategoryFactory()
    inside = CategoryFactory(parent=two)
    started(CategoryFactory(), 7)
    opened(member, started(one, 3)[:1])
    started(two, 4)
    started(inside, 5)
    assert value(SHARE, member, threshold=25).needed == 3

    watch_place(kind="forum.category", object_id=two.pk, level=Level.TRACKING, by=member)

    assert value(SHARE, member, threshold=25) == Measured(value=1, needed=12)


def test_a_category_that_one_muted_or_only_visited_long_ago_does_not_count():
    member, old, muted = UserFactory(), CategoryFactory(), CategoryFactory()
    opened(member, started(old, 3))
    Reading.objects.update(last_visited_at=timezone.now() - timedelta(200))
    started(muted, 3)
    watch_place(kind="forum.category", object_id=muted.pk, level=Level.MUTED, by=member)
    since = (timezone.now() - timedelta(100)).date()

    assert value(SHARE, member, since=since, threshold=25) == Measured(value=0, needed=0)


def test_topics_that_are_older_or_deleted_do_not_count():
    member, category = UserFactory(), CategoryFactory()
    threads = started(category, 6)
    opened(member, threads[:4])
    since = (timezone.now() - timedelta(100)).date()
    Thread.objects.filter(pk=threads[0].pk).update(created_at=timezone.now() - timedelta(101))
    delete_thread(thread=threads[1], by=ModeratorFactory())

    assert value(SHARE, member, since=since, threshold=25) == Measured(value=2, needed=4)


# -- conduct ---------------------------------------------------------------------------------------
def test_a_post_that_moderators_agreed_to_be_wrong_counts_once_however_often_it_was_flagged():
    member, moderator = UserFactory(), ModeratorFactory()
    for decision in ("approve", "reject"):
        post = PostFactory(by=member)
        for _ in range(2):
            made = flag_content(
                subject=Subject("discussions.post", post.pk), reason="spam", by=UserFactory()
            )
        decide_item(item=made.item, decision=decision, by=moderator)

    assert value("moderation.flags_agreed", member).value == 1
    tomorrow = timezone.now().date() + timedelta(1)
    assert value("moderation.flags_agreed", member, since=tomorrow).value == 0


def test_silences_count_and_warnings_do_not():
    member, moderator = UserFactory(), ModeratorFactory()
    warn_member(member=member, reason="Mind your words.", by=moderator)
    assert value("moderation.sanctions", member).value == 0

    silence_member(member=member, days=3, reason="Insults.", by=moderator)
    assert value("moderation.sanctions", member).value == 1

    sanction = member.sanctions.get(kind="silence")
    Appeal.objects.create(
        sanction=sanction, text="No.", outcome="lifted", decided_at=timezone.now(),
        decided_by=ModeratorFactory(),
    )  # fmt: skip
    assert value("moderation.sanctions", member).value == 0


@pytest.mark.parametrize("name", [one.name for one in measures()])
def test_each_measure_costs_the_same_for_one_and_for_many(name):
    members = [UserFactory() for _ in range(6)]
    for one in members:
        topic = TopicFactory(category=CategoryFactory())
        mark_read(thread=topic.thread, upto=1, ms=1000, by=one)
        watch_place(
            kind="forum.category", object_id=topic.category_id, level=Level.TRACKING, by=one
        )

    with CaptureQueriesContext(connection) as few:
        values(measure(name), [members[0].pk], TODAY, 5)
    with CaptureQueriesContext(connection) as many:
        found = values(measure(name), [one.pk for one in members], TODAY, 5)

    assert len(few) == len(many)
    assert set(found) == {one.pk for one in members}
