"""Two at once where topics, tags and states may collide."""

from contextlib import suppress
from functools import partial

import pytest

from community.accounts.audiences.actions import form_group
from community.discussions.actions import (
    ThreadIsClosed,
    TooManyPinned,
    close_thread,
    delete_post,
    delete_thread,
    like_post,
    pin_thread,
    reopen_thread,
    reply_to_thread,
    restore_post,
    restore_thread,
    unlike_post,
)
from community.discussions.containers.actions import repair_containers
from community.discussions.models import Tag, Thread, ThreadTag
from community.discussions.posts.actions.states import MOST_PINNED
from community.discussions.reading.actions import mark_all_read, mark_read
from community.discussions.tags.actions import edit_tag, make_tag, merge_tag, repair_tags
from community.events.models import EventRecord
from community.kernel.errors import RuleViolation, Stale
from community.kernel.invariants import broken
from forum.actions import accept_answer, edit_topic, set_permissions, start_topic
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
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

    def reply(once):
        return reply_to_thread(thread=thread, source="Me first", once=once, by=by)

    posts = in_threads([partial(reply, once) for once in ("k", "k", "loaded again", "and again")])

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

    assert set(ThreadTag.objects.values_list("tag_id", flat=True)) == {kettle.pk}
    counts = dict(Tag.objects.values_list("name", "threads_count"))
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

    assert dict(Tag.objects.values_list("name", "threads_count")) == {"one": 4, "two": 4}
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


def test_a_category_opens_up_while_its_tags_are_merged(in_threads):
    """Each topic is counted by the tag that it has in the end, whoever was faster."""
    moderator, admin = ModeratorFactory(), AdminFactory()
    group = form_group(name="Team", slug="team", members=[moderator], by=admin)
    category, deadlocks = CategoryFactory(by=admin), deadlocks_so_far()
    for n in range(6):
        pot, kettle = (make_tag(name=f"{name}{n}", by=moderator) for name in ("pot", "kettle"))
        start_topic(category=category, title="T", source="W", tags=[f"pot{n}"], by=moderator)
        rows = [(group, "read", "yes")] if n % 2 else []

        in_threads(
            [
                lambda rows=rows: set_permissions(
                    category=category, rows=rows, by=admin, is_public_meant=True
                ),
                lambda pot=pot, kettle=kettle: merge_tag(tag=pot, into=kettle, by=moderator),
                lambda pot=pot: edit_tag(tag=pot, name=f"pan{pot.pk}", by=moderator),
            ]
        )
        handled()

    assert deadlocks_so_far() == deadlocks
    assert not broken()
    assert not repair_tags()


def again(do):
    """Five times, whatever is refused because somebody else was faster."""

    def run():
        for n in range(5):
            with suppress(RuleViolation):
                do(n)

    return run


def back_and_forth(there, back, **what):
    def run(_n):
        there(**what)
        back(**what)

    return again(run)


def test_a_synonym_is_used_while_it_is_merged_without_a_deadlock(in_threads):
    moderator = ModeratorFactory()
    main, synonym = (make_tag(name=name, by=moderator) for name in ("main", "synonym"))
    merge_tag(tag=synonym, into=main, by=moderator)
    topics = [TopicFactory(by=moderator) for _ in range(3)]
    deadlocks = deadlocks_so_far()

    def use(topic):
        return again(lambda n: edit_topic(topic=topic, tags=["synonym"][: n % 2], by=moderator))

    merging = again(lambda n: merge_tag(tag=synonym, into=main, by=moderator))
    in_threads([*map(use, topics), merging, merging])

    assert deadlocks_so_far() == deadlocks


def test_everything_that_moderators_do_at_once_never_deadlocks(in_threads):
    """Move, tag, merge, delete, restore, close, accept, read and who may read, on the same rows."""
    moderator, admin, member = ModeratorFactory(), AdminFactory(), UserFactory()
    group = form_group(name="Team", slug="team", members=[moderator, member], by=admin)
    places = [CategoryFactory(by=admin), CategoryFactory(by=admin)]
    pot, pan, lid = (make_tag(name=name, by=moderator) for name in ("pot", "pan", "lid"))
    one, other = (
        start_topic(category=places[0], title="T", source="W", tags=["pot", "pan"], by=moderator)
        for _ in range(2)
    )
    answer = reply_to_thread(thread=one.thread, source="A", by=member)
    rows, thread = [(group, "read", "yes")], one.thread
    opens = {"category": places[0], "by": admin, "is_public_meant": True}
    deadlocks = deadlocks_so_far()

    in_threads(
        [
            again(lambda n: edit_topic(topic=one, category=places[n % 2], by=moderator)),
            again(lambda n: edit_topic(topic=other, tags=["lid", "pan"][: n % 3], by=moderator)),
            again(lambda n: merge_tag(tag=lid, into=pot, by=moderator)),
            again(lambda n: edit_tag(tag=pan, name=f"pan{n}", by=moderator)),
            again(lambda n: reply_to_thread(thread=thread, source="R", by=member)),
            again(lambda n: accept_answer(post=answer, by=moderator)),
            again(lambda n: mark_read(thread=thread, upto=9, ms=0, by=member)),
            again(lambda n: mark_all_read(kind="forum", object_id=0, by=member)),
            again(lambda n: set_permissions(rows=rows[: n % 2], **opens)),
            back_and_forth(delete_thread, restore_thread, thread=thread, by=moderator),
            back_and_forth(close_thread, reopen_thread, thread=other.thread, by=moderator),
            back_and_forth(delete_post, restore_post, post=answer, by=member),
            back_and_forth(like_post, unlike_post, post=answer, by=moderator),
        ]
    )
    handled()

    assert deadlocks_so_far() == deadlocks
    assert not broken()
    assert repair_tags() + repair_containers() == []
