"""What search engines read of a topic is kept beside its posts, and never outlives what it says."""

import re

import pytest
from django.test import Client

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.accounts.people.actions_profile import rename_member
from community.discussions.actions import delete_post, edit_post, like_post, reply_to_thread
from community.discussions.models import Thread
from forum.actions import accept_answer, edit_category
from forum.actions.topic_edits import edit_topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled
from tests.worlds import empty_store

pytestmark = pytest.mark.django_db
HEAD = re.compile(r'<meta name="description".*?</script>', re.DOTALL)


def read(url, **headers):
    """As a visitor whose page is not kept, but for what is made of the posts."""
    client = Client(headers=headers)
    client.cookies["unknown"] = "x"
    response = client.get(url, follow=True)
    assert response.status_code == 200
    return HEAD.findall(response.content.decode())


@pytest.fixture
def topic():
    topic = TopicFactory(category=CategoryFactory(title="Sensors"))
    reply = PostFactory(thread=topic.thread, source="Hold it.")
    PostFactory(thread=topic.thread, source="How long?", parent=reply)
    handled()
    return topic


def test_it_is_made_once_for_all_visitors(topic, django_assert_num_queries):
    url = topic.get_absolute_url()
    first = read(url)

    with django_assert_num_queries(1):  # the topic; neither its posts nor who wrote them
        second = read(url)

    assert first == second
    assert len(first) == 1


def reply_of(topic):
    return topic.thread.posts.get(number=2)


CHANGES = {
    "its title": lambda t: edit_topic(topic=t, title="Another title", by=t.thread.author),
    "a text": lambda t: edit_post(post=reply_of(t), source="Let go.", by=reply_of(t).author),
    "a reply more": lambda t: reply_to_thread(
        thread=t.thread, source="Thanks", by=ModeratorFactory()
    ),
    "a reply less": lambda t: delete_post(post=reply_of(t), by=ModeratorFactory()),
    "a like": lambda t: like_post(post=reply_of(t), by=UserFactory()),
    "its answer": lambda t: accept_answer(post=reply_of(t), by=t.thread.author),
    "an author's name": lambda t: rename_member(
        member=reply_of(t).author, username="somebody-else", by=AdminFactory()
    ),
    "its category's title": lambda t: edit_category(
        category=t.category, title="Probes", by=AdminFactory()
    ),
    "that answers are asked for": lambda t: edit_category(
        category=t.category, has_solutions=False, by=AdminFactory()
    ),
    "another category": lambda t: edit_topic(
        topic=t, category=CategoryFactory(title="Elsewhere"), by=ModeratorFactory()
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_follows_what_it_tells(what, topic):
    url = topic.get_absolute_url()
    before = read(url)

    CHANGES[what](topic)
    handled()
    after = read(url)
    empty_store()

    assert after != before
    assert after == read(url)  # as if nothing had been kept


def test_views_are_those_of_now(topic):
    edit_category(category=topic.category, has_solutions=False, by=AdminFactory())
    url = topic.get_absolute_url()
    read(url)

    Thread.objects.filter(pk=topic.pk).update(views_count=4321)

    assert '"userInteractionCount": 4321' in read(url)[0]


def test_each_host_reads_its_own_addresses(topic, settings):
    settings.ALLOWED_HOSTS = ["a.example", "b.example"]
    url = topic.get_absolute_url()

    told = {host: read(url, host=host)[0] for host in settings.ALLOWED_HOSTS}
    settings.SITE_URL = "https://c.example"
    configured = read(url, host="a.example")[0]

    for host, page in told.items():
        assert set(re.findall(r"[a-c]\.example", page)) == {host}
    assert set(re.findall(r"http.?://[a-c]\.example", configured)) == {"https://c.example"}


def test_what_became_private_is_told_to_nobody(topic):
    url = topic.get_absolute_url()
    read(url)
    moderator = ModeratorFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[moderator])

    edit_topic(topic=topic, category=CategoryFactory(audience=private), by=moderator)

    client = Client()
    client.cookies["unknown"] = "x"
    assert client.get(url).status_code == 404
