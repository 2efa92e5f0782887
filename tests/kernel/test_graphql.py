import json

import pytest
from django.db import OperationalError
from django.test import Client

from community.accounts.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import edit_post
from community.kernel.graphql import MOST_BYTES, MOST_DEPTH, depth, load, together
from community.kernel.graphql import parse as parse_query
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

    assert response.json() == {"data": {"forum": {"categories": []}}}


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
    assert ask(Client(), "{ me { username } }").json() == {"data": {"me": None}}


@pytest.mark.parametrize(
    ("fault", "code"),
    [(ValueError("secret"), "internal_error"), (OperationalError("secret"), "unavailable")],
)
def test_an_unforeseen_error_tells_nothing(fault, code, as_, monkeypatch):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr("community.discussions.actions.posts._locked", fail)
    post = PostFactory()
    query = 'mutation { discussions { editPost(postId: %d, source: "!") { post { id } } } }'

    response = ask(as_(post.author), query % post.pk)

    assert response.json()["errors"][0]["extensions"] == {"code": code}
    assert b"secret" not in response.content


def nested_query(levels):
    return (
        "{ forum { topic(id: 1) { solution " + "{ parent " * levels + "{ id } " + "}" * (levels + 3)
    )


@pytest.mark.parametrize(
    "query",
    [
        nested_query(200),
        nested_query(5000),
        "{" + " ".join(f"a{n}: me {{ id }}" for n in range(10_000)) + "}",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ forum { topic(id: 1) { ...A } } } "
        + " ".join(
            f"fragment {a} on Topic {{ thread {{ posts {{ parent {{ id }} }} }} ...{b} }}"
            for a, b in zip("ABCDEFGH", "BCDEFGHI", strict=True)
        )
        + " fragment I on Topic { ...A }",
        "#" * (MOST_BYTES + 1),
    ],
    ids=["nested", "very nested", "aliases", "circle", "long circle", "bytes"],
)
def test_what_is_too_large_is_stopped_before_it_is_validated(query, monkeypatch):
    monkeypatch.setattr(
        "graphene_django.views.validate", lambda *_, **__: pytest.fail("it was validated")
    )

    response = ask(Client(), query)

    assert response.status_code == 400
    assert response.json()["errors"]


def test_depth_counts_fragments_where_they_are_used():
    query = "{ a { ...F } } fragment F on T { b { c } }"

    assert depth(parse_query(query)) == 3
    assert MOST_DEPTH > 3


def test_two_aliases_with_different_arguments_have_different_answers(as_):
    thread = PostFactory().thread
    query = f"""{{ discussions {{ thread(id: {thread.pk}) {{
        all: posts {{ id }} late: posts(after: 1) {{ id }} none: posts(first: 0) {{ id }}
    }} }} }}"""

    answer = ask(as_(thread.author), query).json()["data"]["discussions"]["thread"]

    assert [len(answer[alias]) for alias in ("all", "late", "none")] == [2, 1, 0]


def test_nothing_private_comes_through_a_loader():
    member = UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=[member])
    topic = TopicFactory(category=CategoryFactory(audience=private), by=member, source="secret")
    query = f"""{{
        forum {{ latest {{ topics {{ id }} }} categories {{ id }} topic(id: {topic.pk}) {{ id }} }}
        discussions {{ thread(id: {topic.pk}) {{ posts {{ source }} }} }}
    }}"""

    response = ask(Client(), query)

    assert response.json()["data"] == {
        "forum": {"latest": {"topics": []}, "categories": [], "topic": None},
        "discussions": {"thread": None},
    }


def test_revisions_and_parents_are_read(as_):
    post = PostFactory()
    reply = PostFactory(thread=post.thread, parent=post)
    edit_post(post=post, source="Another text. " * 20, by=post.author)
    query = f"""{{ discussions {{
        post(id: {reply.pk}) {{ parent {{ id }} }}
        revisions(postId: {post.pk}) {{ number editor {{ username }} }}
    }} }}"""

    answer = ask(Client(), query).json()["data"]["discussions"]

    assert answer["post"] == {"parent": {"id": str(post.pk)}}
    assert answer["revisions"] == [{"number": 1, "editor": {"username": post.author.username}}]


def test_a_loader_may_answer_with_numbers_and_with_nothing(rf):
    topics = together(Topic.objects.filter(pk__in=[TopicFactory().pk, TopicFactory().pk]))
    info = type("Info", (), {"context": rf.get("/")})
    info.context.user = UserFactory()

    assert load(topics[0], lambda keys, viewer: dict.fromkeys(keys, 3), info) == 3
    assert load(topics[0], lambda keys, viewer: {}, info, key="solution_id") is None


@pytest.mark.parametrize("typed", ["\0", "a\0b", "\ud800", "a@\udfff.org"])
@pytest.mark.parametrize(
    "query",
    [
        "query ($said: String!) { member(username: $said) { id } }",
        "query ($said: String!) { members(prefix: $said) { id } }",
        "query ($said: String!) { forum { tags(startingWith: $said) { id } } }",
        "mutation ($said: String!) { accounts { invite(note: $said) { url } } }",
        "mutation ($said: String!) { accounts { invite(email: $said) { url } } }",
        "mutation ($said: String!) { accounts { invite(group: $said) { url } } }",
    ],
)
def test_what_the_database_cannot_be_asked_with_reaches_no_resolver(query, typed, as_):
    body = json.dumps({"query": query, "variables": {"said": typed}})

    response = as_(AdminFactory()).post("/graphql/", body, content_type="application/json")

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "bad_query"


def test_nor_does_it_in_the_query_itself(client):
    response = ask(client, r'{ member(username: "a\u0000b") { id } }')

    assert response.json()["errors"][0]["extensions"]["code"] == "bad_query"


@pytest.mark.parametrize(
    "call",
    [
        "query { forum { tags(startingWith: null) { id } } }",
        "query { forum { topics(list: null, period: null, first: null) { older } } }",
        "mutation { accounts { invite(note: null, email: null, maxUses: null) { url } } }",
        'mutation { forum { makeTag(name: "glue", description: null) { tag { id } } } }',
        'mutation { forum { formTagGroup(title: "x", position: null) { group { id } } } }',
        "mutation { discussions { pinThread(threadId: %s, everywhere: null) { thread { id } } } }",
    ],
)
def test_a_null_is_as_good_as_nothing(call, as_):
    query = call.replace("%s", str(TopicFactory().pk))

    assert "errors" not in ask(as_(AdminFactory()), query).json()
