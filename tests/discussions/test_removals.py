"""Who keeps a copy is told what went, and nothing else of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import (
    delete_post,
    delete_thread,
    restore_post,
    restore_thread,
)
from community.discussions.models import Post, Thread
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def removals(client, kind, **asked):
    answer = client.get(f"/api/v1/removals/{kind}/", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def as_told(moment):
    return moment.isoformat().replace("+00:00", "Z")


def test_everybody_is_told_which_post_went_and_when(as_):
    kept = PostFactory(source="words that stay")
    gone = delete_post(post=PostFactory(thread=kept.thread), by=ModeratorFactory())
    row = {"id": gone.pk, "thread": gone.thread_id, "removed_at": as_told(gone.deleted_at)}

    for who in (None, UserFactory(), gone.author, ModeratorFactory()):
        assert removals(as_(who), "posts") == [row]
        assert removals(as_(who), "threads") == []


def test_everybody_is_told_which_thread_went_and_when(as_):
    TopicFactory()
    gone = delete_thread(thread=PostFactory().thread, by=ModeratorFactory())
    gone.refresh_from_db()

    for who in (None, UserFactory(), gone.author, ModeratorFactory()):
        rows = removals(as_(who), "threads")
        assert rows == [{"id": gone.pk, "removed_at": as_told(gone.deleted_at)}]
        assert removals(as_(who), "posts") == []


def test_a_post_that_went_before_its_thread_is_still_told_of(as_):
    gone = PostFactory()
    delete_post(post=gone, by=gone.author)
    delete_thread(thread=Thread.objects.get(pk=gone.thread_id), by=ModeratorFactory())

    assert [row["id"] for row in removals(as_(), "posts")] == [gone.pk]


def test_what_came_back_is_not_told_of_any_more(as_):
    post, moderator = PostFactory(), ModeratorFactory()
    delete_post(post=post, by=moderator)
    delete_thread(thread=Thread.objects.get(pk=post.thread_id), by=moderator)

    restore_thread(thread=Thread.objects.get(pk=post.thread_id), by=moderator)
    restore_post(post=Post.objects.get(pk=post.pk), by=moderator)

    assert removals(as_(), "threads") == removals(as_(), "posts") == []


def test_what_went_since_is_asked_for(as_):
    old, new = (delete_post(post=PostFactory(), by=ModeratorFactory()) for _ in range(2))
    gone = delete_thread(thread=TopicFactory().thread, by=ModeratorFactory())
    long_ago = timezone.now() - timedelta(days=400)
    Post.objects.filter(pk=old.pk).update(updated_at=long_ago)
    since = {"updated_since": (timezone.now() - timedelta(minutes=1)).isoformat()}

    assert [row["id"] for row in removals(as_(), "posts", **since)] == [new.pk]
    Thread.objects.filter(pk=gone.pk).update(updated_at=long_ago)
    assert removals(as_(), "threads", **since) == []


def test_of_a_private_place_only_its_readers_are_told(as_):
    owner, other = UserFactory(), UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[owner, other], title="Team")
    category = CategoryFactory(audience=team)
    post = PostFactory(thread=TopicFactory(category=category, by=owner).thread, by=other)
    thread = TopicFactory(category=category, by=owner).thread
    delete_post(post=post, by=other)
    delete_thread(thread=thread, by=owner)

    for who in (None, UserFactory(), ModeratorFactory(), AdminFactory()):
        assert removals(as_(who), "posts") == removals(as_(who), "threads") == []
    for who in (owner, other):
        assert [row["id"] for row in removals(as_(who), "posts")] == [post.pk]
        assert [row["id"] for row in removals(as_(who), "threads")] == [thread.pk]
