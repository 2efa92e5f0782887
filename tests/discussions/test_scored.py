"""The sentiment of posts, of whatever kind their thread is."""

import pytest

from community.ai.models import Sentiment
from community.ai.sentiment.actions import score_due
from community.discussions.actions import (
    delete_post,
    delete_thread,
    edit_post,
    reply_to_thread,
    restore_post,
)
from community.discussions.scored import ids_before, read
from tests.factories import AdminFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

KIND, ABUSE = "discussions.post", "You are idiots, I hate this garbage."


def labels() -> dict[int, str]:
    score_due(name=KIND)
    return dict(Sentiment.objects.values_list("subject_id", "label"))


def test_posts_are_read_in_one_query_with_whom_they_concern(django_assert_num_queries):
    thread = TopicFactory().thread
    reply = reply_to_thread(thread=thread, source="Hold it.", by=UserFactory(), language="de")
    opening = thread.posts.get(number=1)

    with django_assert_num_queries(1):
        found = {one.object_id: one for one in read([opening.pk, reply.pk, 0])}

    assert set(found) == {opening.pk, reply.pk}
    written = found[reply.pk]
    assert (written.html, written.language) == (reply.html, "de")
    assert (written.author_id, written.created_at) == (reply.author_id, reply.created_at)
    assert (written.audience_id, written.container_id) == (thread.audience_id, thread.container_id)


def test_ids_are_given_from_the_newest_on_without_what_was_removed(django_assert_num_queries):
    posts = [PostFactory() for _ in range(3)]
    admin = AdminFactory()
    delete_post(post=posts[2], by=admin)
    delete_thread(thread=posts[1].thread, by=admin)

    with django_assert_num_queries(1):
        found = ids_before(None, 100)

    opening = posts[2].thread.posts.get(number=1).pk
    assert found == [opening, posts[0].pk, posts[0].thread.posts.get(number=1).pk]
    assert not {post.pk for post in posts[1:]} & {one.object_id for one in read(found)}
    assert ids_before(opening, 1) == [posts[0].pk]


def test_a_removed_post_is_scored_when_it_is_restored():
    post = PostFactory(source=ABUSE)
    admin = AdminFactory()
    delete_post(post=post, by=admin)
    assert post.pk not in labels()

    restore_post(post=post, by=admin)

    assert labels()[post.pk] == "negative"


def test_an_edited_post_is_scored_again():
    post = PostFactory(source=ABUSE)
    assert labels()[post.pk] == "negative"

    edit_post(post=post, source="It works like a charm, many thanks!", by=post.author)
    handled()

    assert labels()[post.pk] == "positive"


def test_scores_are_shown_by_ids_and_made_again_in_the_admin(as_):
    post = PostFactory(source=ABUSE)
    labels()
    row = Sentiment.objects.get(subject_id=post.pk)
    client = as_(AdminFactory())

    pages = [
        client.get("/admin/ai/sentiment/").content.decode(),
        client.get(f"/admin/ai/sentiment/{row.pk}/change/").content.decode(),
    ]
    client.post("/admin/ai/sentiment/", {"action": "score_again", "_selected_action": [row.pk]})

    assert all(str(post.pk) in page and "Negative" in page for page in pages)
    assert not any("garbage" in page or post.thread.title in page for page in pages)
    row.refresh_from_db()
    assert row.is_stale
