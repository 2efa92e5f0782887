import json
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import edit_post
from community.kernel.batching import batch_load, group
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def ask(client, query, **options):
    return client.post("/graphql/", {"query": query}, content_type="application/json", **options)


def like(post):
    return f"mutation {{ discussions {{ likePost(postId: {post.pk}) {{ post {{ id }} }} }} }}"


def test_a_foreign_form_changes_nothing(as_):
    post = PostFactory()
    client = as_(UserFactory(), enforce_csrf_checks=True)

    response = client.post("/graphql/", {"query": like(post)})

    assert response.status_code == 415
    assert not post.likes.exists()


def test_a_session_needs_its_csrf_token(as_):
    post = PostFactory()
    client = as_(UserFactory(), enforce_csrf_checks=True)

    assert ask(client, like(post)).status_code == 403
    assert not post.likes.exists()

    client.get(f"/threads/{post.thread_id}/")
    token = client.cookies["csrftoken"].value
    assert ask(client, like(post), headers={"X-CSRFToken": token}).status_code == 200
    assert post.likes.exists()


def test_a_request_without_a_session_needs_no_token():
    response = ask(Client(enforce_csrf_checks=True), "{ forum { categories { id } } }")

    assert response.json()["data"] == {"forum": {"categories": []}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nonsense }", "bad_query"),
        ("{ forum ", "bad_query"),
        ("mutation { discussions { likePost(postId: 0) { post { id } } } }", "not_found"),
        ("mutation { forum { acceptAnswer(postId: %s) { topic { id } } } }", "denied"),
    ],
)
def test_errors_carry_a_code(query, code, as_):
    query = query.replace("%s", str(PostFactory().pk))

    [error] = ask(as_(UserFactory()), query).json()["errors"]

    assert error["extensions"] == {"code": code}


def test_who_is_not_signed_in_hears_so():
    [error] = ask(Client(), like(PostFactory())).json()["errors"]

    assert error["extensions"] == {"code": "not_signed_in"}
    assert ask(Client(), "{ accounts { me { username } } }").json()["data"] == {
        "accounts": {"me": None}
    }


@pytest.mark.parametrize(
    ("fault", "code"),
    [(ValueError("secret"), "internal_error"), (OperationalError("secret"), "unavailable")],
)
def test_an_unforeseen_error_tells_nothing(fault, code, as_, monkeypatch):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr("community.discussions.posts.actions.posts.locked_post", fail)
    post = PostFactory()
    query = 'mutation { discussions { editPost(postId: %d, source: "!") { post { id } } } }'

    response = ask(as_(post.author), query % post.pk)

    assert response.json()["errors"][0]["extensions"] == {"code": code}
    assert b"secret" not in response.content


def test_two_aliases_with_different_arguments_have_different_answers(as_):
    thread = PostFactory().thread
    query = f"""{{ discussions {{ thread(id: {thread.pk}) {{
        all: posts {{ nodes {{ id }} }} one: posts(first: 1) {{ nodes {{ id }} }}
        last: posts(last: 1) {{ nodes {{ id }} }}
    }} }} }}"""

    answer = ask(as_(thread.author), query).json()["data"]["discussions"]["thread"]

    both, one, last = (answer[alias]["nodes"] for alias in ("all", "one", "last"))
    assert (one, last) == (both[:1], both[1:])


def test_nothing_private_comes_through_a_loader():
    member = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[member])
    topic = TopicFactory(category=CategoryFactory(audience=private), by=member, source="secret")
    query = f"""{{
        forum {{ topics {{ nodes {{ id }} }} categories {{ id }} topic(id: {topic.pk}) {{ id }} }}
        discussions {{ thread(id: {topic.pk}) {{ posts {{ nodes {{ source }} }} }} }}
    }}"""

    response = ask(Client(), query)

    assert response.json()["data"] == {
        "forum": {"topics": {"nodes": []}, "categories": [], "topic": None},
        "discussions": {"thread": None},
    }


def test_revisions_and_parents_are_read(as_):
    post = PostFactory()
    reply = PostFactory(thread=post.thread, parent=post)
    edit_post(post=post, source="Another text. " * 20, by=post.author)
    query = f"""{{ discussions {{
        post(id: {reply.pk}) {{ parent {{ id }} }}
        revisions(postId: {post.pk}) {{ nodes {{ number editor {{ username }} }} }}
    }} }}"""

    answer = ask(Client(), query).json()["data"]["discussions"]

    assert answer["post"] == {"parent": {"id": str(post.pk)}}
    [revision] = answer["revisions"]["nodes"]
    assert revision == {"number": 1, "editor": {"username": post.author.username}}


def test_a_loader_may_answer_with_numbers_and_with_nothing(rf):
    topics = group(Topic.objects.filter(pk__in=[TopicFactory().pk, TopicFactory().pk]))
    info = type("Info", (), {"context": rf.get("/")})
    info.context.user = UserFactory()

    assert batch_load(topics[0], lambda keys, viewer: dict.fromkeys(keys, 3), info) == 3
    assert batch_load(topics[0], lambda keys, viewer: {}, info, key="solution_id") is None


@pytest.mark.parametrize("typed", ["\0", "a\0b", "\ud800", "a@\udfff.org"])
@pytest.mark.parametrize(
    "query",
    [
        "query ($said: String!) { accounts { member(username: $said) { id } } }",
        "query ($said: String!) { accounts { members(prefix: $said) { nodes { id } } } }",
        "query ($said: String!) { forum { tags(startingWith: $said) { id } } }",
        "mutation ($said: String!) { accounts { invite(note: $said) { invitation { url } } } }",
        "mutation ($said: String!) { accounts { invite(email: $said) { invitation { url } } } }",
        "mutation ($said: String!) { accounts { invite(group: $said) { invitation { url } } } }",
    ],
)
def test_what_the_database_cannot_be_asked_with_reaches_no_resolver(query, typed, as_):
    client = as_(AdminFactory())
    said = {"said": typed}
    body = json.dumps({"query": query, "variables": said})
    text = json.dumps({"query": query, "variables": json.dumps(said)})
    address = "/graphql/?" + urlencode({"variables": json.dumps(said)})

    for response in (
        client.post("/graphql/", body, content_type="application/json"),
        client.post("/graphql/", text, content_type="application/json"),
        client.post(address, {"query": query}, content_type="application/json"),
    ):
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == "bad_query"


def test_nor_does_it_in_the_query_itself(client):
    response = ask(client, r'{ accounts { member(username: "a\u0000b") { id } } }')

    assert response.json()["errors"][0]["extensions"]["code"] == "bad_query"


@pytest.mark.parametrize(
    "call",
    [
        "query { forum { tags(startingWith: null) { id } } }",
        "query { forum { topics(list: null, period: null, first: null) { nodes { id } } } }",
        "mutation { accounts { invite(note: null, maxUses: null) { invitation { id } } } }",
        'mutation { forum { makeTag(name: "glue", description: null) { tag { id } } } }',
        'mutation { forum { formTagGroup(title: "x", position: null) { group { id } } } }',
        "mutation { discussions { pinThread(threadId: %s, everywhere: null) { thread { id } } } }",
    ],
)
def test_a_null_is_as_good_as_nothing(call, as_):
    query = call.replace("%s", str(TopicFactory().pk))

    assert "errors" not in ask(as_(AdminFactory()), query).json()
