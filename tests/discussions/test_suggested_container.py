"""The category that is suggested for a new topic: learnt from public topics alone, and shown only
to those who may start one there."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from community.accounts import rates
from community.accounts.audiences.actions import form_group
from community.accounts.models import User
from community.accounts.people.actions import silence_member
from community.ai import registration
from community.discussions.actions import delete_thread, hide_thread
from community.discussions.containers.actions import delete_container
from community.discussions.suggesting.queries import suggested_container
from forum.actions import edit_topic, set_permissions
from tests.ai.labelled_rows import WORDS, train_on_words
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.feedback.factories import make_board, make_idea
from tests.worlds import sign_in

pytestmark = pytest.mark.django_db
TITLE = "Refund the invoice of the receipt"
GRAPHQL = """query ($title: String!) { suggestions {
    container(kind: "forum.topic", title: $title) { kind containerId title confidence } } }"""


def fresh(person):
    """The person as the next request finds them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def categories(models_answer):
    """Sensors, billing and display, of which a model is trained."""
    made = [CategoryFactory(title=name.title()) for name in WORDS]
    train_on_words("forum.topic", made)
    return made


def suggested(viewer, title=TITLE, kind="forum.topic", **more):
    found = suggested_container(viewer, kind=kind, title=title, **more)
    return found and found.container.title


def test_members_are_suggested_the_likely_category(categories):
    member = UserFactory()
    assert suggested(member) == "Billing"
    assert suggested(member, title="Help, please!!!!", source="The *chart* has no font") == (
        "Display"
    )
    assert suggested(member, title="Hm") is None
    assert suggested(member, title="温度计温度计温度计温度计") is None
    assert suggested(member, kind="forum.nothing") is None
    assert suggested(member, kind="feedback.idea") is None  # of which no model is trained


def test_code_quotes_and_logs_are_not_read(categories):
    source = "```\nscreen chart font\n```\n> dashboard widget theme\n"
    assert suggested(UserFactory(), title="A probe has drift", source=source) == "Sensors"


def test_whoever_may_not_start_a_topic_there_is_suggested_nothing(categories):
    admin, member, billing = AdminFactory(), UserFactory(), categories[1]
    silenced = silence_member(
        member=UserFactory(), until=timezone.now() + timedelta(days=1), by=admin
    )
    assert suggested(AnonymousUser()) is None
    assert suggested(fresh(silenced)) is None
    set_permissions(category=billing, rows=[(None, "start", "no")], by=admin)
    assert suggested(fresh(member)) is None
    group = form_group(name="Staff", slug="staff", members=[member], by=admin)
    private = [(None, "read", "no"), (group, "read", "yes"), (group, "start", "yes")]
    set_permissions(category=billing, rows=private, by=admin)
    assert suggested(fresh(UserFactory())) is None
    assert suggested(fresh(member)) == "Billing"


def test_a_category_that_is_gone_is_not_suggested(categories):
    member, billing = UserFactory(), categories[1]
    delete_container(container=billing, by=AdminFactory())
    assert suggested(member) is None


def test_without_a_worker_nothing_is_suggested():
    assert suggested(UserFactory()) is None


def test_a_model_learns_from_public_topics_alone():
    admin = AdminFactory()
    public, private = CategoryFactory(title="Public", by=admin), CategoryFactory(by=admin)
    group = form_group(name="Staff", slug="staff", members=[admin], by=admin)
    rules = [(None, "read", "no"), (group, "read", "yes")]
    first = TopicFactory(category=public, title="First", source="One\n\n```\ncode\n```", by=admin)
    PostFactory(thread=first.thread, source="A reply")
    set_permissions(category=private, rows=rules, by=admin)
    TopicFactory(category=private, title="Secret", by=admin)
    deleted, moved, last = (
        TopicFactory(category=public, title=title, source="Two", by=admin)
        for title in ("Deleted", "Moved", "Last")
    )
    delete_thread(thread=deleted.thread, by=admin)
    edit_topic(topic=moved, title="Moved", category=private, tags=[], by=admin)
    part = registration.labelled_as("forum.topic")
    label = str(public.pk)
    assert list(part.rows(10)) == [("Last\nTwo", label), ("First\nOne", label)]
    assert list(part.rows(1)) == [("Last\nTwo", label)]
    assert part.titles() == {label: "Public"}
    hide_thread(thread=last.thread, by=ModeratorFactory())
    assert "Last\nTwo" not in dict(part.rows(10))


def test_boards_are_suggested_for_ideas(models_answer):
    boards = [make_board(title=f"Board of {name}") for name in WORDS]
    train_on_words("feedback.idea", boards)
    assert suggested(UserFactory(), kind="feedback.idea") == "Board of billing"
    public = make_idea(board=boards[0], title="Warn of frost")
    make_idea(board=boards[0], title="For the team", is_private=True)
    make_idea(board=boards[0], title="A hole", kind="bug", is_security=True)
    found = list(registration.labelled_as("feedback.idea").rows(10))
    assert [text.splitlines()[0] for text, _ in found] == [public.thread.title]


def test_the_form_is_sent_the_line_with_a_button(categories, client):
    path = "/suggested-container/forum.topic/"
    assert client.post(path, {"title": TITLE}).status_code == 403
    sign_in(client, UserFactory())
    html = client.post(path, {"title": TITLE, "source": "Please"}).content.decode()
    assert "Suggested category: Billing" in html
    assert f'value="{categories[1].pk}"' in html
    assert client.post(path, {"title": "Hm"}).content.decode().strip() == ""
    assert client.post("/suggested-container/x/", {"title": TITLE}).content.strip() == b""
    assert client.get(path).status_code == 405
    page = client.get("/new-topic/").content.decode()
    assert f'data-suggested="{path}" data-choice="category"' in page


def test_programs_are_told_the_same(categories, client):
    path = "/api/v1/suggestions/containers/"
    asked = {"kind": "forum.topic", "title": TITLE}
    assert client.get(path, asked).status_code == 401
    sign_in(client, UserFactory())
    [row] = client.get(path, asked).json()
    assert (row["kind"], row["container_id"]) == ("forum.category", categories[1].pk)
    assert 0.5 <= row["confidence"] <= 1
    answer = client.post(
        "/graphql/",
        json.dumps({"query": GRAPHQL, "variables": {"title": TITLE}}),
        content_type="application/json",
    ).json()
    told = answer["data"]["suggestions"]["container"]
    assert (told["containerId"], told["title"]) == (row["container_id"], "Billing")
    assert client.get(path, asked | {"title": "Something else entirely"}).json() == []
    assert client.get(path, {"kind": "forum.topic"}).status_code == 422


@pytest.mark.limits
def test_it_is_limited_as_similar_topics_are(categories, client, monkeypatch):
    monkeypatch.setitem(rates.LIMITS, "quick_search", {60: (2,) * 5})
    sign_in(client, UserFactory())
    asked = {"kind": "forum.topic", "title": TITLE}
    statuses = [client.get("/api/v1/suggestions/containers/", asked).status_code for _ in "123"]
    assert statuses == [200, 200, 429]
