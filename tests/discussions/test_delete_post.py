import pytest

from community.discussions.actions import (
    delete_post,
    delete_thread,
    like_post,
    reply_to_thread,
    restore_post,
    restore_thread,
)
from community.discussions.models import Post, Thread
from community.discussions.posts.actions.posts import OpeningPostStays
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_removed_post_leaves_the_counters_and_its_replies(as_):
    thread = TopicFactory().thread
    post = PostFactory(thread=thread, source="words that go")
    answer = PostFactory(thread=thread, parent=post, source="words that stay")
    like_post(post=post, by=thread.author)

    delete_post(post=post, by=post.author)

    thread.refresh_from_db()
    assert (thread.posts_count, thread.likes_count, thread.highest_number) == (2, 0, 3)
    page = as_().get(f"/threads/{thread.pk}/").content.decode()
    assert "words that go" not in page
    assert "deleted by its author" in page
    assert "words that stay" in page
    assert Post.objects.get(pk=answer.pk).is_live
    assert not broken()


def test_removing_twice_tells_once():
    post = PostFactory()

    for _ in range(2):
        delete_post(post=post, by=post.author)

    assert EventRecord.objects.filter(name="discussions.post.deleted").count() == 1


def test_a_thread_is_as_old_as_its_last_live_post():
    thread = TopicFactory().thread
    PostFactory(thread=thread)
    last = PostFactory(thread=thread)

    delete_post(post=last, by=last.author)

    thread.refresh_from_db()
    assert thread.bumped_at == thread.posts.get(number=2).created_at
    restore_post(post=last, by=last.author)
    thread.refresh_from_db()
    assert thread.last_author == last.author
    assert not broken()


def test_an_author_brings_back_only_what_the_author_removed():
    post = PostFactory()
    delete_post(post=post, by=ModeratorFactory())

    with pytest.raises(Denied):
        restore_post(post=post, by=post.author)

    restore_post(post=post, by=ModeratorFactory())
    post.refresh_from_db()
    assert post.is_live


def test_the_opening_post_goes_with_its_thread():
    post = TopicFactory().thread.posts.get()

    with pytest.raises(OpeningPostStays):
        delete_post(post=post, by=ModeratorFactory())


def test_a_removed_post_is_for_its_author_and_moderators(as_):
    post = PostFactory(source="secret")
    delete_post(post=post, by=post.author)

    for viewer, status in [(UserFactory(), 404), (post.author, 200), (ModeratorFactory(), 200)]:
        assert as_(viewer).get(f"/posts/{post.pk}/").status_code == status
        assert as_(viewer).get(f"/api/v1/posts/{post.pk}/").status_code == status
    assert b"secret" not in as_().get(f"/api/v1/threads/{post.thread_id}/posts/").content


def test_an_author_withdraws_a_thread_that_nobody_answered():
    thread = TopicFactory().thread

    delete_thread(thread=thread, by=thread.author)

    assert not Thread.objects.get(pk=thread.pk).is_live


def test_an_answered_thread_is_a_moderators(as_):
    thread = PostFactory().thread

    with pytest.raises(Denied):
        delete_thread(thread=thread, by=thread.author)
    delete_thread(thread=thread, by=ModeratorFactory())
    with pytest.raises(Denied):
        restore_thread(thread=thread, by=thread.author)

    assert as_(thread.author).get(f"/threads/{thread.pk}/").status_code == 404
    assert as_(ModeratorFactory()).get(f"/threads/{thread.pk}/").status_code == 200
    with pytest.raises(Denied):
        reply_to_thread(thread=thread, source="!", by=ModeratorFactory())


def test_whoever_deletes_their_post_or_topic_is_offered_undo(as_):
    topic = TopicFactory()
    author, post = topic.thread.author, PostFactory()

    for member, row, url in (
        (post.author, post, f"/posts/{post.pk}/deletion/"),
        (author, topic.thread, f"/threads/{topic.pk}/deletion/"),
    ):
        client = as_(member)
        page = client.post(url, follow=True).content.decode()
        assert f'formaction="{url}" name="undo"' in page
        row.refresh_from_db()
        assert not row.is_live
        for _double_click in range(2):
            answer = client.post(url, {"undo": "1"}, follow=True)
            assert (answer.status_code, answer.context["messages"]._loaded_messages) == (200, [])
        row.refresh_from_db()
        assert row.is_live


def test_undo_is_offered_to_nobody_who_may_not(as_):
    post = PostFactory()
    delete_post(post=post, by=ModeratorFactory())

    page = as_(post.author).post(f"/posts/{post.pk}/deletion/", follow=True)

    assert 'name="undo"' not in page.content.decode()


@pytest.mark.parametrize("is_withdrawn_first", [False, True])
def test_a_topic_that_a_moderator_deleted_is_restored_by_no_author(is_withdrawn_first, as_):
    thread = TopicFactory().thread
    if is_withdrawn_first:
        delete_thread(thread=thread, by=thread.author)
    delete_thread(thread=thread, by=ModeratorFactory())

    answer = as_(thread.author).post(f"/threads/{thread.pk}/deletion/", {"undo": "1"})

    assert answer.status_code == 404
    with pytest.raises(Denied):
        restore_thread(thread=thread, by=thread.author)
    thread.refresh_from_db()
    assert not thread.is_live
