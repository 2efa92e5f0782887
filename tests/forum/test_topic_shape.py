"""What programs rely on in the shape of a topic: its author's number, its opening post's."""

import pytest

from community.accounts.people.actions import sign_up
from community.accounts.people.actions_profile import rename_member
from community.discussions.actions import edit_post
from community.discussions.models import Post
from tests.factories import AdminFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(client, path):
    return client.get(f"/api/v1/{path}").json()


def test_its_text_is_edited_where_the_opening_post_is(as_):
    topic = TopicFactory(source="It only blinks.")
    PostFactory(thread=topic.thread)
    client = as_(topic.thread.author)

    for row in (told(client, f"topics/{topic.pk}/"), told(client, "topics/")["results"][0]):
        url = f"/api/v1/posts/{row['opening_post']}/"
        assert client.get(url).json()["source"] == "It only blinks."
    edited = client.patch(url, {"source": "It hums."}, content_type="application/json")

    assert edited.json()["number"] == 1
    assert Post.objects.get(thread=topic.pk, number=1).source == "It hums."


def test_who_begins_a_topic_is_told_its_opening_post_at_once(as_):
    category = TopicFactory().category_id
    said = {"title": "Another one", "category": category, "source": "It blinks."}

    answer = as_(UserFactory(trust_level=2)).post(
        "/api/v1/topics/", said, content_type="application/json"
    )

    made = answer.json()
    assert made["opening_post"] == Post.objects.get(thread=made["id"], number=1).pk


def test_the_number_of_an_author_outlives_the_name_and_no_post_is_changed(as_):
    author = UserFactory(username="before")
    post = edit_post(post=PostFactory(by=author), source="Other words.", by=author)
    topic = TopicFactory(by=author)
    client = as_()
    paths = [f"posts/{post.pk}/", f"threads/{topic.pk}/", f"topics/{topic.pk}/"]
    before = [told(client, path) for path in paths]
    joined = told(client, f"members/?id={author.pk}")["results"][0]

    rename_member(member=author, username="after", by=AdminFactory())

    after = [told(client, path) for path in paths]
    assert [row["author"] for row in (*before, *after)] == ["before"] * 3 + ["after"] * 3
    assert {row["author_id"] for row in (*before, *after)} == {author.pk}
    assert [row["updated_at"] for row in before] == [row["updated_at"] for row in after]
    [member] = told(client, f"members/?id={author.pk}")["results"]
    assert member["username"] == "after"
    assert member["updated_at"] > joined["updated_at"]


def test_an_author_without_a_page_has_no_number(as_):
    shadow = sign_up(username="shadow", password=None)
    topic = TopicFactory(by=shadow)
    post = PostFactory(thread=topic.thread)
    type(shadow).objects.filter(pk=shadow.pk).update(is_active=False)

    for path in (f"topics/{topic.pk}/", f"threads/{topic.pk}/"):
        row = told(as_(), path)
        assert (row["author"], row["author_id"]) == ("shadow", None)
    assert told(as_(), f"threads/{topic.pk}/")["last_author_id"] == post.author_id
