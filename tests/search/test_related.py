"""Related topics: as a part of a topic's page, on a page of their own, in REST and GraphQL."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_thread
from community.search.language.actions import recount_words
from community.search.meaning.queries import related
from community.search.models import Vector
from tests.factories import CategoryFactory, TopicFactory, UserFactory
from tests.feedback.factories import make_idea
from tests.handled import handled
from tests.search import embedder
from tests.search.world import post_documents

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
SQUEAKS = "A squeaking chain of my bike"
PART = {"HTTP_HX_REQUEST": "true"}
GRAPHQL = """query ($id: ID!, $kind: String) {
    relatedTopics(threadId: $id, kind: $kind) { title groupId }
}"""


@pytest.fixture(autouse=True)
def words(monkeypatch):
    return embedder.use(monkeypatch)


def topics(*titles, **how):
    made = [TopicFactory(title=title, source="It is so.", **how) for title in titles]
    handled()
    embedder.embed_all()
    return made


def url_of(topic, word="topic"):
    return reverse("search:related", args=[word, topic.pk])


def titles(found):
    return [hit.found.title for hit in found]


def test_what_is_about_the_same_is_related_whatever_its_kind_and_the_topic_itself_is_not():
    [topic] = topics(SQUEAKS)
    idea = make_idea(title="Squeaking chain on a bicycle", source="It is so.")
    topics("The chain of a bike is squeaking", "Sourdough needs rest")

    found = related(("forum.topic", topic.pk), VISITOR)

    assert set(titles(found)) == {idea.thread.title, "The chain of a bike is squeaking"}
    assert [hit.kind.word for hit in found].count("idea") == 1
    assert titles(related((idea.thread.kind, idea.pk), VISITOR))
    assert titles(related(post_documents(topic.thread)[0], VISITOR)) == titles(found)


def test_at_most_five_and_the_most_similar_first():
    [topic, *_] = topics(SQUEAKS, *(f"{SQUEAKS} {n}" for n in range(7)))

    found = related(("forum.topic", topic.pk), VISITOR)

    assert len(found) == 5
    vector = Vector.objects.get(pk=post_documents(topic.thread)[0].pk)
    assert len(vector.nearest) == 7


def test_nothing_is_told_of_what_the_viewer_may_not_see():
    reader = UserFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Vaulters")
    secret_place = CategoryFactory(slug="vault", audience=audience)
    [topic] = topics(SQUEAKS)
    [secret] = topics("The secret squeaking chain of a bike", category=secret_place, by=reader)

    assert titles(related(("forum.topic", topic.pk), VISITOR)) == []
    assert titles(related(("forum.topic", topic.pk), UserFactory())) == []
    assert titles(related(("forum.topic", topic.pk), reader)) == [secret.thread.title]
    assert related(("forum.topic", secret.pk), VISITOR) == []
    for kind in ({}, PART):
        assert Client().get(url_of(secret), **kind).status_code == 404
    assert "secret" not in Client().get(url_of(topic)).content.decode()
    assert Client().get(f"/api/v1/threads/{secret.pk}/related/").status_code == 404
    assert titles(related(("forum.topic", secret.pk), reader)) == [SQUEAKS]


def test_a_deleted_one_is_not_related_any_more():
    topic, other = topics(SQUEAKS, "The squeaking chain of a bike")
    delete_thread(thread=other.thread, by=other.thread.author)

    assert related(("forum.topic", topic.pk), VISITOR) == [], "before the index hears of it"
    handled()
    assert related(("forum.topic", topic.pk), VISITOR) == []


def test_before_it_has_a_vector_similar_titles_are_related():
    topic, other = topics(SQUEAKS, "Squeaking brakes")
    Vector.objects.all().delete()
    recount_words()

    assert titles(related(("forum.topic", topic.pk), VISITOR)) == [other.thread.title]


def test_once_it_has_a_vector_a_similar_title_is_related_only_if_it_is_near():
    topic, brakes, bread = topics(SQUEAKS, "Squeaking brakes", "Sourdough needs rest")
    recount_words()
    own, *others = (post_documents(one.thread)[0].pk for one in (topic, brakes, bread))
    vector = Vector.objects.filter(pk=own)

    vector.update(nearest=others[1:], similarities=[0.2], related_count=0)
    assert titles(related(("forum.topic", topic.pk), VISITOR)) == []
    vector.update(nearest=others[:1])
    assert titles(related(("forum.topic", topic.pk), VISITOR)) == [brakes.thread.title]


def test_a_part_of_the_page_has_the_list_or_nothing(client):
    topic, other, alone = topics(SQUEAKS, "The squeaking chain of a bike", "Sourdough needs rest")

    part = client.get(url_of(topic), **PART).content.decode()
    nothing = client.get(url_of(alone), **PART).content.decode()

    assert other.get_absolute_url() in part
    assert "<html" not in part
    assert nothing.strip() == ""


def test_without_scripts_a_link_of_the_topic_leads_to_a_page(client):
    topic, other, alone = topics(SQUEAKS, "The squeaking chain of a bike", "Sourdough needs rest")

    page = client.get(topic.get_absolute_url()).content.decode()
    shown = client.get(url_of(topic))

    assert f'href="{url_of(topic)}"' in page
    assert other.thread.title in shown.content.decode()
    assert "HX-Request" in shown["Vary"]
    assert "No related topics" in client.get(url_of(alone)).content.decode()


@pytest.mark.parametrize("word", ["category", "nothing"])
def test_other_kinds_have_no_related_topics(client, word):
    [topic] = topics(SQUEAKS)

    assert client.get(url_of(topic, word)).status_code == 404


def test_rest_and_graphql_have_the_same_rows(client):
    topic, other, _ = topics(SQUEAKS, "The squeaking chain of a bike", "Sourdough needs rest")

    rest = client.get(f"/api/v1/threads/{topic.pk}/related/").json()
    told = {"query": GRAPHQL, "variables": {"id": topic.pk, "kind": "topic"}}
    graphql = client.post("/graphql/", json.dumps(told), content_type="application/json").json()

    assert [one["group_id"] for one in rest] == [other.pk]
    [node] = graphql["data"]["relatedTopics"]
    assert (node["title"], node["groupId"]) == (rest[0]["title"], other.pk)


def test_it_costs_the_same_however_many_there_are(client):
    [topic, *_] = topics(SQUEAKS, *(f"{SQUEAKS} {n}" for n in range(2)))

    def asked():
        with CaptureQueriesContext(connection) as ran:
            assert client.get(url_of(topic), **PART).status_code == 200
        return len(ran)

    asked()
    few = asked()
    topics(*(f"{SQUEAKS} and {n}" for n in range(6)))

    assert asked() == few <= 12
