"""Two at once where topics, tags and states may collide."""

import pytest

from community.discussions.actions import (
    ThreadIsClosed,
    TooManyPinned,
    close_thread,
    pin_thread,
    reply_to_thread,
)
from community.discussions.actions.states import MOST_PINNED
from community.discussions.models import Thread
from community.events.models import EventRecord
from community.kernel.errors import Stale
from community.kernel.invariants import broken
from forum.actions import edit_topic, make_tag, merge_tag, start_topic
from forum.models import Tag, Topic, TopicTag
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.races.test_races import deadlocks_so_far

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_double_click_begins_one_topic(in_threads):
    category, by = CategoryFactory(), UserFactory()

    def start():
        return start_topic(category=category, title="One", source="Words", once="k", by=by)

    begun = in_threads([start] * 5)

    assert len({topic.pk for topic in begun}) == 1
    assert Topic.objects.count() == Thread.objects.count() == 1
    assert EventRecord.objects.filter(name="forum.topic.started").count() == 1
    handled()
    assert not broken()


def test_a_double_click_replies_once(in_threads):
    thread, by = TopicFactory().thread, UserFactory()

    posts = in_threads(
        [lambda: reply_to_thread(thread=thread, source="Me first", once="k", by=by)] * 5
    )

    assert len({post.pk for post in posts}) == 1
    assert Thread.objects.get(pk=thread.pk).posts_count == 2
    assert not broken()


def test_no_reply_comes_after_closing(in_threads):
    thread, moderator = TopicFactory().thread, ModeratorFactory()

    def reply():
        try:
            reply_to_thread(thread=thread, source="But", by=thread.author)
        except ThreadIsClosed:
            return 0
        return 1

    def close():
        close_thread(thread=thread, by=moderator)
        return 0

    replies = sum(in_threads([reply, reply, close, reply, reply]))

    assert Thread.objects.get(pk=thread.pk).posts_count == 1 + replies
    closed = EventRecord.objects.get(name="discussions.thread.closed")
    written = EventRecord.objects.filter(name="discussions.post.written")
    assert not written.filter(pk__gt=closed.pk).exists()
    assert not broken()


def test_the_eleventh_pin_is_refused_whoever_is_faster(in_threads):
    category, moderator = CategoryFactory(), ModeratorFactory()
    threads = [TopicFactory(category=category, by=moderator).thread for _ in range(MOST_PINNED + 3)]
    for thread in threads[: MOST_PINNED - 1]:
        pin_thread(thread=thread, by=moderator)

    def pin(thread):
        try:
            pin_thread(thread=thread, by=moderator)
        except TooManyPinned:
            return 0
        return 1

    pinned = in_threads([lambda t=t: pin(t) for t in threads[MOST_PINNED - 1 :]])

    assert sum(pinned) == 1
    assert Thread.objects.exclude(pinned_at=None).count() == MOST_PINNED


def test_merging_a_tag_misses_no_topic_that_is_being_tagged(in_threads):
    moderator = ModeratorFactory()
    pot, kettle = (make_tag(name=name, by=moderator) for name in ("pot", "kettle"))
    category = CategoryFactory()
    topics = [TopicFactory(category=category, by=moderator) for _ in range(6)]
    deadlocks = deadlocks_so_far()

    def tag(topic):
        edit_topic(topic=topic, tags=["pot"], by=moderator)

    in_threads(
        [lambda t=t: tag(t) for t in topics[:3]]
        + [lambda: merge_tag(tag=pot, into=kettle, by=moderator)]
        + [lambda t=t: tag(t) for t in topics[3:]]
    )
    handled()

    assert set(TopicTag.objects.values_list("tag_id", flat=True)) == {kettle.pk}
    counts = dict(Tag.objects.values_list("name", "topics_count"))
    assert counts == {"pot": 0, "kettle": 6}
    assert deadlocks_so_far() == deadlocks
    assert not broken()


def test_two_who_make_the_same_tags_make_them_once(in_threads):
    category = CategoryFactory()
    members = [UserFactory(trust_level=3) for _ in range(4)]
    deadlocks = deadlocks_so_far()

    def start(by, tags):
        start_topic(category=category, title="T", source="W", tags=tags, by=by)

    orders = [["one", "two"], ["two", "one"]] * 2
    in_threads([lambda m=m, o=o: start(m, o) for m, o in zip(members, orders, strict=True)])
    handled()

    assert dict(Tag.objects.values_list("name", "topics_count")) == {"one": 4, "two": 4}
    assert deadlocks_so_far() == deadlocks


def test_of_two_who_edit_a_head_one_hears_that_the_other_was_faster(in_threads):
    topic, moderator = TopicFactory(), ModeratorFactory()
    target = CategoryFactory()

    def edit(**head):
        try:
            edit_topic(topic=topic, version=1, by=moderator, **head)
        except Stale:
            return 0
        return 1

    edited = in_threads([lambda: edit(title="New"), lambda: edit(category=target)])
    handled()

    assert sum(edited) == 1
    assert not broken()
