"""Notifications of what is gone, or no longer for the member, go; what comes back comes back."""

import pytest

from community.accounts.audiences.actions import edit_audience, form_audience
from community.accounts.models import Audience
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    restore_post,
    restore_thread,
)
from community.discussions.reading.actions import watch_thread
from community.notifications.models import Notification
from forum.actions import accept_answer, edit_topic, withdraw_answer
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_news_of_badges")]


@pytest.fixture
def thread():
    return TopicFactory().thread


def shown(member):
    rows = Notification.objects.on_site().filter(member=member).order_by("pk")
    return [row.type for row in rows]


def test_of_a_deleted_post_nobody_is_notified_and_of_a_restored_one_again(thread):
    post, moderator = PostFactory(thread=thread), ModeratorFactory()
    handled()

    delete_post(post=post, by=moderator)
    handled()
    assert shown(thread.author) == []
    assert not Notification.objects.filter(mail_due_at__isnull=False).exists()

    restore_post(post=post, by=moderator)
    handled()
    assert shown(thread.author) == ["discussions.post"]


def test_deleted_before_anybody_was_notified_it_notifies_nobody(thread):
    delete_post(post=PostFactory(thread=thread), by=ModeratorFactory())
    handled()

    assert not Notification.objects.exists()


def test_a_deleted_thread_takes_all_along_but_what_is_gone_anyway(thread):
    posts, moderator = [PostFactory(thread=thread) for _ in range(2)], ModeratorFactory()
    handled()

    delete_post(post=posts[0], by=moderator)
    delete_thread(thread=thread, by=moderator)
    handled()
    assert shown(thread.author) == []

    restore_thread(thread=thread, by=moderator)
    handled()
    row = Notification.objects.on_site().get(member=thread.author, type="discussions.post")
    assert row.subject_id == posts[1].pk


def test_a_mention_that_is_taken_out_goes_and_comes_back(thread):
    ana = UserFactory(username="ana")
    post = PostFactory(thread=thread, source="@ana look.")
    handled()

    edit_post(post=post, by=post.author, source="Look.")
    handled()
    assert shown(ana) == []

    edit_post(post=post, by=post.author, source="@ana look again.")
    handled()
    assert shown(ana) == ["discussions.mention"]
    assert Notification.objects.filter(member=ana).count() == 1


def test_who_watches_keeps_the_post_whose_mention_is_taken_out(thread):
    ana, stranger = UserFactory(username="ana"), UserFactory(username="stranger")
    handled()
    watch_thread(thread=thread, level=3, by=ana)
    post = PostFactory(thread=thread, source="@ana @stranger look.")
    handled()
    watch_thread(thread=thread, level=3, by=UserFactory(username="late"))

    edit_post(post=post, by=post.author, source="Look.")
    handled()

    assert shown(ana) == ["discussions.post"]
    assert Notification.objects.get(member=ana).reason == "discussions.watching"
    assert shown(stranger) == []
    assert not Notification.objects.filter(member__username="late").exists()


def test_a_solution_that_is_none_any_more_goes(thread):
    post = PostFactory(thread=thread)
    accept_answer(post=post, by=thread.author)
    handled()
    assert "forum.accepted" in shown(post.author)

    withdraw_answer(post=post, by=thread.author)
    handled()
    assert "forum.accepted" not in shown(post.author)

    accept_answer(post=post, by=thread.author)
    handled()
    assert "forum.accepted" in shown(post.author)


def test_another_solution_takes_the_place_of_the_first(thread):
    first, second = PostFactory(thread=thread), PostFactory(thread=thread)
    for post in (first, second):
        accept_answer(post=post, by=thread.author)
        handled()

    assert "forum.accepted" not in shown(first.author)
    assert "forum.accepted" in shown(second.author)


def team(*members):
    return form_audience(kind=Audience.Kind.SHARED, members=members, title="Team")


def watched(category, author, *watching):
    thread = TopicFactory(category=category, by=author).thread
    handled()
    for one in watching:
        watch_thread(thread=thread, level=3, by=one)
    PostFactory(thread=thread, by=author)
    handled()
    return thread


def test_a_move_into_a_private_category_leaves_its_readers_theirs():
    author, inside, outside = UserFactory.create_batch(3)
    admin = AdminFactory()
    private = CategoryFactory(audience=team(author, inside, admin))
    thread = watched(CategoryFactory(), author, inside, outside)

    edit_topic(topic=thread.topic, category=private, by=admin)
    handled()

    assert shown(inside) == ["discussions.post", "discussions.state"]
    assert shown(outside) == []


def test_whoever_leaves_an_audience_loses_theirs():
    author, leaves = UserFactory(), UserFactory()
    audience = team(author, leaves)
    watched(CategoryFactory(audience=audience), author, leaves)
    assert shown(leaves) == ["discussions.post"]

    edit_audience(audience=audience, members=[author], by=AdminFactory())
    handled()
    assert shown(leaves) == []

    edit_audience(audience=audience, members=[author, leaves], by=AdminFactory())
    handled()
    assert shown(leaves) == ["discussions.post"]


def test_nobody_is_notified_who_may_not_read():
    author, gone = UserFactory(), UserFactory()
    audience = team(author, gone)
    thread = TopicFactory(category=CategoryFactory(audience=audience), by=author).thread
    watch_thread(thread=thread, level=3, by=gone)
    audience.members.remove(gone)

    PostFactory(thread=thread, by=author)
    handled()

    assert not Notification.objects.exists()
