"""Real threads on real PostgreSQL."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from community.accounts.models import Attempts, User
from community.accounts.people.actions import NameTaken, sign_up
from community.accounts.security.actions_attempts import count_attempt
from community.discussions.actions import (
    delete_post,
    edit_post,
    like_post,
    reply_to_thread,
    restore_post,
    unlike_post,
)
from community.discussions.models import Thread
from community.events.models import Delivery, EventRecord
from community.events.relay import Relay
from community.kernel.errors import Stale
from community.kernel.invariants import broken
from community.notifications.actions import claim_mail, queue_mail
from community.notifications.models import Mail
from forum.actions import accept_answer
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_ten_who_reply_at_once_get_ten_numbers(in_threads):
    thread = TopicFactory().thread

    def reply():
        return reply_to_thread(thread=thread, source="me first", by=thread.author)

    in_threads([reply] * 10)

    numbers = thread.posts.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 12))
    assert Thread.objects.get(pk=thread.pk).posts_count == 11
    assert not broken()


def test_everything_at_once_on_one_thread_never_deadlocks(in_threads):  # noqa: C901
    """Reply, like, unlike, edit, delete, restore and accept, from twelve sides."""
    post = PostFactory()
    thread, moderator = post.thread, ModeratorFactory()
    others = [PostFactory(thread=thread, parent=post) for _ in range(3)]
    members = [UserFactory() for _ in range(3)]

    def reply():
        for _ in range(8):
            reply_to_thread(thread=thread, parent=post, source="yes", by=thread.author)

    def like(member):
        for _ in range(8):
            like_post(post=post, by=member)
            like_post(post=others[2], by=member)
            unlike_post(post=others[2], by=member)

    def edit(whose):
        for n in range(8):
            edit_post(post=post, source=f"edit {n} of {whose}", by=moderator)

    def remove(which):
        for _ in range(8):
            delete_post(post=which, by=moderator)
            restore_post(post=which, by=moderator)

    def accept(which):
        for _ in range(8):
            accept_answer(post=which, by=moderator)

    deadlocks = deadlocks_so_far()
    in_threads(
        [reply] * 2
        + [lambda member=member: like(member) for member in members]
        + [lambda: edit(1), lambda: edit(2), lambda: accept(others[2]), lambda: accept(post)]
        + [lambda: remove(others[0]), lambda: remove(others[1])]
    )

    post.refresh_from_db()
    assert (post.replies_count, post.likes_count) == (19, 3)
    assert post.version == 17
    assert deadlocks_so_far() == deadlocks
    assert not broken()


def deadlocks_so_far():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_simultaneous_accepts_tell_once(in_threads):
    post = PostFactory()

    in_threads([lambda: accept_answer(post=post, by=post.thread.author)] * 8)

    assert EventRecord.objects.filter(name="forum.answer.accepted").count() == 1


def test_a_double_click_likes_once(in_threads):
    post, member = PostFactory(), UserFactory()

    in_threads([lambda: like_post(post=post, by=member)] * 6)

    post.refresh_from_db()
    assert post.likes_count == 1
    assert EventRecord.objects.filter(name="discussions.post.liked").count() == 1


def test_of_two_who_edit_one_hears_that_the_other_was_faster(in_threads):
    post, moderator = PostFactory(), ModeratorFactory()

    def edit(text):
        try:
            edit_post(post=post, source=text, by=moderator, version=1)
        except Stale as refusal:
            return refusal.now
        return None

    told = in_threads([lambda: edit("first"), lambda: edit("second")])

    post.refresh_from_db()
    assert sorted(told, key=str) == sorted([None, post.source], key=str)


def test_two_of_one_name_are_one(in_threads):
    def join():
        try:
            return sign_up(username="Ana", password=None)
        except NameTaken:
            return None

    joined = in_threads([join] * 5)

    assert len([member for member in joined if member]) == 1
    assert User.objects.filter(folded_username="ana").count() == 1


def test_attempts_are_counted_once_each(in_threads):
    in_threads([lambda: count_attempt(key="k", limits={86400: 100})] * 8)

    assert Attempts.objects.get().count == 8


def test_a_mail_is_one_workers(in_threads):
    queue_mail(messages=[EmailMultiAlternatives("s", "t", "a@example.org", ["b@example.org"])])
    mail_id = Mail.objects.get().pk

    claims = in_threads([lambda: claim_mail(mail_id=mail_id)] * 6)

    assert len([claim for claim in claims if claim]) == 1


def test_two_relays_do_each_thing_once(in_threads):
    thread = TopicFactory().thread
    for _ in range(30):
        reply_to_thread(thread=thread, source="!", by=thread.author)

    def relay():
        mine = Relay(batch=5)
        while Delivery.objects.exists():
            mine.drain()

    in_threads([relay] * 3)

    thread.topic.category.refresh_from_db()
    assert thread.topic.category.posts_count == 31
