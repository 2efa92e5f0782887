"""What GraphQL tells of threads, posts and watches: enough to open them and to go on with them."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post
from community.discussions.models.reading import Level
from community.discussions.reading.actions import mark_all_read, mark_read, watch_place
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def ask(client, query):
    answer = client.post("/graphql/", {"query": query}, content_type="application/json").json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_a_reply_says_in_which_thread_it_stands_and_where_it_is_opened(as_):
    topic, member = TopicFactory(title="Frost"), UserFactory()
    query = f"""mutation {{ discussions {{ replyToThread(threadId: {topic.pk}, source: "Words.") {{
        post {{ number url thread {{ id kind title url author {{ username }}
            lastAuthor {{ username }} }} }} }} }} }}"""
    client = as_(member)

    post = ask(client, query)["discussions"]["replyToThread"]["post"]

    assert post["thread"] == {
        "id": str(topic.pk),
        "kind": "forum.topic",
        "title": "Frost",
        "url": f"/t/frost/{topic.pk}/",
        "author": {"username": topic.thread.author.username},
        "lastAuthor": {"username": member.username},
    }
    assert client.get(post["url"]).headers["Location"].endswith(f"#p{post['number']}")
    assert client.get(post["thread"]["url"]).status_code == 200


def test_a_mention_leads_to_its_thread(as_):
    member, topic = UserFactory(), TopicFactory(title="Frost")
    post = PostFactory(thread=topic.thread, source=f"Look, @{member.username}")
    query = "{ discussions { mentions { nodes { post { id url thread { title } } } } } }"

    [mention] = ask(as_(member), query)["discussions"]["mentions"]["nodes"]

    told = {"id": str(post.pk), "url": f"/p/{post.pk}/", "thread": {"title": "Frost"}}
    assert mention == {"post": told}


def test_whoever_sees_a_post_sees_its_thread(as_):
    member, moderator = UserFactory(), ModeratorFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member])
    private = TopicFactory(category=CategoryFactory(audience=team), by=member).thread.posts.get()
    removed = PostFactory()
    delete_post(post=removed, by=removed.author)

    for viewer, post in [(member, private), (removed.author, removed), (moderator, removed)]:
        query = f"{{ discussions {{ post(id: {post.pk}) {{ thread {{ id }} }} }} }}"
        told = ask(as_(viewer), query)["discussions"]["post"]
        assert told == {"thread": {"id": str(post.thread_id)}}


def test_a_reading_says_of_what_it_is_how_closely_it_is_watched_and_why(as_):
    member, thread = UserFactory(), PostFactory().thread
    mark_read(thread=thread, upto=1, ms=0, by=member)
    query = f"""{{ discussions {{ thread(id: {thread.pk}) {{ viewerReading {{
        thread {{ id }} lastReadNumber unreadCount level reason }} }} }} }}"""

    reading = ask(as_(member), query)["discussions"]["thread"]["viewerReading"]

    assert reading == {
        "thread": {"id": str(thread.pk)},
        "lastReadNumber": 1,
        "unreadCount": 1,
        "level": "NORMAL",
        "reason": "NONE",
    }


def test_a_watch_says_the_place_by_which_it_is_changed(as_):
    member, category = UserFactory(), CategoryFactory()
    watch_place(kind="forum.category", object_id=category.pk, level=Level.WATCHING_FIRST, by=member)
    mark_all_read(kind="forum", object_id=0, by=member)
    client = as_(member)

    watches = ask(client, "{ discussions { watches { place kind objectId level } } }")

    place = f"forum.category:{category.pk}"
    assert watches["discussions"]["watches"] == [
        {"place": "forum:0", "kind": "forum", "objectId": "0", "level": None},
        {
            "place": place,
            "kind": "forum.category",
            "objectId": str(category.pk),
            "level": "WATCHING_FIRST",
        },
    ]
    query = f'mutation {{ discussions {{ markAllRead(place: "{place}") {{ ok }} }} }}'
    assert ask(client, query) == {"discussions": {"markAllRead": {"ok": True}}}


def test_whoever_deletes_a_thread_has_no_reading_of_it(as_):
    thread = TopicFactory(by=(author := UserFactory())).thread
    query = """mutation { discussions { deleteThread(threadId: %d) {
        thread { viewerReading { thread { title } } } } } }"""

    answer = as_(author).post(
        "/graphql/", {"query": query % thread.pk}, content_type="application/json"
    )

    deleted = answer.json()["data"]["discussions"]["deleteThread"]["thread"]
    assert deleted == {"viewerReading": None}
