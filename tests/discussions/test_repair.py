import pytest

from community.discussions.actions import like_post, repair_threads, write_views
from community.discussions.models import Post, Thread
from community.discussions.queries import count_view
from community.discussions.tasks import repair_counters
from community.discussions.tasks import write_views as write_views_task
from community.kernel import store
from community.kernel.errors import Unavailable
from community.kernel.invariants import broken
from tests.factories import PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_right_stays():
    post = PostFactory()
    like_post(post=post, by=UserFactory())

    assert repair_threads() == []


def test_counters_that_drifted_are_set_right_and_reported(caplog):
    post = PostFactory()
    PostFactory(thread=post.thread, parent=post)
    like_post(post=post, by=UserFactory())
    Thread.objects.filter(pk=post.thread_id).update(posts_count=40, likes_count=7)
    Post.objects.filter(pk=post.pk).update(likes_count=9, replies_count=0)
    assert broken()

    found = repair_threads()

    assert f"thread {post.thread_id}: posts_count was 40, is 3" in found
    assert "counter drift" in caplog.text
    post.refresh_from_db()
    post.thread.refresh_from_db()
    assert (post.likes_count, post.replies_count) == (1, 1)
    assert (post.thread.posts_count, post.thread.likes_count) == (3, 1)
    assert not broken()
    repair_counters()


def test_views_are_written_once():
    thread = TopicFactory().thread
    for _ in range(3):
        count_view(thread.pk)
    count_view(0)  # a thread that is not there any more

    assert write_views() == 4
    assert write_views() == 0

    thread.refresh_from_db()
    assert thread.views_count == 3


def test_without_redis_views_wait(monkeypatch, caplog):
    monkeypatch.setattr(store, "client", lambda: (_ for _ in ()).throw(OSError("gone")))

    with pytest.raises(Unavailable):
        write_views()
    write_views_task()

    assert "views stay" in caplog.text
