import pytest

from community.accounts.people.actions import silence_member, suspend_member
from community.discussions.actions import (
    NothingWritten,
    ParentIsElsewhere,
    ParentWasDeleted,
    TooLong,
    close_thread,
    delete_post,
    reply_to_thread,
)
from community.discussions.models import DEPTH, Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.markdown import LONGEST
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_refusal_gives_its_number_back():
    thread, elsewhere = TopicFactory().thread, PostFactory()

    with pytest.raises(ParentIsElsewhere):
        reply_to_thread(thread=thread, source="?", by=thread.author, parent=elsewhere)
    reply_to_thread(thread=thread, source="!", by=thread.author)

    assert list(thread.posts.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_replies_stand_under_what_they_answer():
    thread = TopicFactory().thread
    first, second = PostFactory(thread=thread), PostFactory(thread=thread)
    under_first = PostFactory(thread=thread, parent=first)

    order = list(thread.posts.order_by("path").values_list("number", flat=True))

    assert order == [1, first.number, under_first.number, second.number]
    first.refresh_from_db()
    assert first.replies_count == 1


def test_what_answers_the_opening_post_stands_beside_it():
    thread = TopicFactory().thread

    post = PostFactory(thread=thread, parent=thread.posts.get(number=1))

    assert post.path == [2]
    assert post.parent.number == 1


def test_a_branch_of_any_depth_is_stored():
    post = PostFactory()

    for _ in range(DEPTH + 3):
        post = PostFactory(thread=post.thread, parent=post, by=post.author)

    assert len(post.path) == DEPTH
    assert post.path[-1] == post.number


def test_a_removed_post_is_not_answered():
    post = PostFactory()
    delete_post(post=post, by=post.author)

    with pytest.raises(ParentWasDeleted):
        PostFactory(thread=post.thread, parent=post)


def test_a_reply_to_what_was_just_deleted_is_refused_in_words(as_):
    """On the page the text stays, and sent once more it replies to the topic."""
    post, client = PostFactory(), as_(UserFactory())
    delete_post(post=post, by=post.author)
    thread, sent = post.thread, {"source": "My reply", "parent": post.pk}

    page = client.post(f"/threads/{thread.pk}/replies/", sent)
    rest = client.post(f"/api/v1/threads/{thread.pk}/posts/", sent, "application/json")
    given = f'threadId: "{thread.pk}", source: "x", parentId: "{post.pk}"'
    asked = f"discussions {{ replyToThread({given}) {{ post {{ id }} }} }}"
    query = {"query": f"mutation {{ {asked} }}"}
    graphql = client.post("/graphql/", query, "application/json").json()

    assert page.status_code == 422
    said = page.content.decode()
    assert "The post that you reply to was deleted." in said
    assert "My reply</textarea>" in said
    assert f'value="{post.pk}"' not in said
    assert rest.json()["code"] == graphql["errors"][0]["extensions"]["code"] == "parent_was_deleted"
    assert thread.posts.count() == 2


@pytest.mark.parametrize("sanction", [silence_member, suspend_member])
def test_who_is_silenced_may_not_write(sanction):
    thread, member = TopicFactory().thread, UserFactory()
    member = sanction(member=member, hours=1, by=ModeratorFactory())

    with pytest.raises(Denied):
        reply_to_thread(thread=thread, source="!", by=member)

    assert not EventRecord.objects.filter(
        name="discussions.post.written", payload__number=2
    ).exists()


@pytest.mark.parametrize(
    ("source", "refusal"),
    [(" \n", NothingWritten), ("#", NothingWritten), ("[1]: http://e.org", NothingWritten),
     ("a" * (LONGEST + 1), TooLong)],
)  # fmt: skip
def test_a_text_has_a_length(source, refusal):
    thread = TopicFactory().thread

    with pytest.raises(refusal):
        reply_to_thread(thread=thread, source=source, by=thread.author)

    assert Thread.objects.get(pk=thread.pk).highest_number == 1


def test_a_reply_bumps_its_thread():
    thread = TopicFactory().thread
    post = PostFactory(thread=thread)

    thread.refresh_from_db()

    assert thread.last_author == post.author
    assert thread.bumped_at > thread.created_at
    assert thread.replies_count == 1


def test_one_fact_is_told_and_holds_no_text():
    post = PostFactory()

    told = EventRecord.objects.get(name="discussions.post.written", payload__number=2)

    assert told.payload == {
        "actor_id": post.author_id,
        "thread_id": post.thread_id,
        "kind": "forum.topic",
        "container_id": post.thread.container_id,
        "audience_id": 0,
        "post_id": post.pk,
        "number": 2,
    }


def test_a_phone_offers_the_reply_at_its_foot(as_):
    topic, closed = TopicFactory(), TopicFactory()
    close_thread(thread=closed.thread, by=ModeratorFactory())
    member, visitor, bar = as_(UserFactory()), as_(), 'class="act-bar"'

    assert bar in member.get(topic.get_absolute_url()).text
    assert "Sign in to reply" in visitor.get(topic.get_absolute_url()).text.partition(bar)[2]
    assert bar not in member.get(closed.get_absolute_url()).text
