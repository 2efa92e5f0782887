"""A form that is sent again: after Back, from a copy that was loaded anew, with the same words."""

import pytest

from community.accounts.models import IdempotencyRecord
from community.discussions.actions import delete_post, edit_post, reply_to_thread
from community.discussions.models import Revision
from community.kernel import markdown
from community.kernel.errors import TooMany
from forum.actions import edit_topic, start_topic
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_same_words_from_a_form_that_was_loaded_again_are_one_reply():
    thread, by = TopicFactory().thread, UserFactory()

    def send(once, source="Me first", member=by):
        return reply_to_thread(thread=thread, source=source, by=member, once=once)

    first = send("a")

    assert send("b") == send("a") == first
    assert send("b", source="Me second") != first
    assert send("c", member=UserFactory()) != first
    assert send("") != first, "a client without a form says what it says"


@pytest.mark.limits
def test_a_form_that_is_sent_again_counts_and_is_never_refused(monkeypatch):
    thread, by = TopicFactory().thread, UserFactory(trust_level=0)
    rendering, costs = markdown.rendering, []
    monkeypatch.setattr(markdown, "rendering", lambda *a: costs.append(1) or rendering(*a))

    def send(source):
        return reply_to_thread(thread=thread, source=source, by=by, once="a")

    posts = {send("Words").pk for _ in range(9)}

    assert len(posts) == 1
    assert len(costs) == 4, "as many as a newcomer may send in a minute"
    with pytest.raises(TooMany):
        send("Other words")


def test_the_same_topic_from_a_form_that_was_loaded_again_is_one():
    category, by = CategoryFactory(), UserFactory()

    def send(once):
        return start_topic(category=category, title="One", source="Words", by=by, once=once)

    assert send("a") == send("b")


def test_words_that_were_deleted_or_said_long_ago_can_be_said_again():
    thread, by = TopicFactory().thread, UserFactory()

    def send(once):
        return reply_to_thread(thread=thread, source="Thank you", by=by, once=once)

    first = send("a")
    delete_post(post=first, by=by)
    second = send("a")
    assert second != first
    IdempotencyRecord.objects.update(created_at="2020-01-01T00:00Z")

    assert send("b") != second


def test_what_a_post_said_before_it_was_edited_can_be_said_again():
    thread, by = TopicFactory().thread, UserFactory()

    def send(once):
        return reply_to_thread(thread=thread, source="Thank you", by=by, once=once)

    first = send("a")
    edit_post(post=first, source="Thank you, Ana", by=by)

    assert send("a") == first, "the same form, sent again"
    assert (second := send("b")) != first
    assert send("c") == second


def test_an_edit_that_is_saved_a_second_time_is_no_conflict():
    post = PostFactory(source="One drawer with old parts. " * 9)
    said = {"source": "Two shelves. " * 9, "version": post.version, "by": post.author}

    edited = edit_post(post=post, **said)

    assert edit_post(post=post, **said).version == edited.version
    assert Revision.objects.filter(post=post).count() <= 1


def test_a_topic_that_is_saved_a_second_time_is_no_conflict():
    topic = TopicFactory()
    version = topic.thread.posts.get().version
    said = {"title": "Another title", "version": version, "by": topic.thread.author}

    edit_topic(topic=topic, **said)
    edit_topic(topic=topic, **said, tags=[])

    assert Revision.objects.filter(post__thread=topic.thread).count() == 1
