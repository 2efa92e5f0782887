"""What a request by token gets, beside sessions, caches and scopes."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)
from rest_framework.response import Response
from rest_framework.views import APIView

from community.accounts.models import Token
from community.accounts.people.actions import sign_up
from community.accounts.tokens.rest import BearerAuthentication, scope_of
from community.discussions.models import Post
from community.kernel import scopes
from community.kernel.scopes import Access
from community.schema import schema
from forum.models import Topic
from tests.accounts.tokens import ALL, WRITE, ask_rest, bearer, code, graph, make
from tests.architecture import openapi
from tests.architecture.addresses import routes
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


# -- beside a session -----------------------------------------------------------------------------
def test_who_has_not_signed_in_is_told_how_to(as_):
    answer = as_().get("/api/v1/me/")

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_needs_no_csrf_token_also_beside_a_session(as_):
    member, other = UserFactory(), UserFactory()
    topic = TopicFactory()
    _, secret = make(other, WRITE)
    client = as_(member, enforce_csrf_checks=True)

    bare = reply_by_rest(client, topic, "One")
    rest = reply_by_rest(client, topic, "Two", secret)
    query = reply_by_graphql(client, topic, "Three", secret)
    by_session = reply_by_graphql(client, topic, "Four")

    assert bare.status_code == by_session.status_code == 403
    assert rest.status_code == 201
    assert "errors" not in query.json()
    written = Post.objects.filter(number__gt=1).order_by("number")
    assert [(post.source, post.author_id) for post in written] == [
        ("Two", other.pk),
        ("Three", other.pk),
    ]


def test_a_bad_token_beside_a_good_session_opens_nothing(as_):
    client = as_(UserFactory(), enforce_csrf_checks=True)

    assert ask_rest(client, "me/", "ctk_wrong").status_code == 401
    assert graph(client, "{ accounts { me { username } } }", "ctk_wrong").status_code == 401


def others(scope):
    """The scopes of which each alone is not enough where this one is needed."""
    known = scopes.known()
    return [one for one in known if not Access(key="", scopes=frozenset({one})).covers(scope)]


def start_by_rest(client, category, secret):
    body = {"title": "A new topic", "source": "With a text.", "category": category.pk}
    return client.post(
        "/api/v1/topics/", body, content_type="application/json", headers=bearer(secret)
    )


def reply_by_rest(client, topic, source, secret=None):
    headers = bearer(secret) if secret else {}
    path = f"/api/v1/threads/{topic.pk}/posts/"
    return client.post(path, {"source": source}, "application/json", headers=headers)


def reply_by_graphql(client, topic, source, secret=None):
    said = f'replyToThread(threadId: {topic.pk}, source: "{source}") {{ post {{ id }} }}'
    return graph(client, f"mutation {{ discussions {{ {said} }} }}", secret)


def test_it_is_the_tokens_member_and_the_session_stays(as_):
    member, other = UserFactory(), UserFactory()
    _, secret = make(other, ["profile:read"])
    client = as_(member)

    asked = ask_rest(client, "me/", secret)

    assert asked.json()["username"] == other.username
    assert not asked.cookies
    assert client.get("/api/v1/me/").json()["username"] == member.username


def test_it_asks_no_more_than_a_session(as_):
    member = UserFactory()
    _, secret = make(member, ["profile:read"])
    client = as_(member)
    client.get("/api/v1/me/")

    with CaptureQueriesContext(
        connection,
    ) as by_session:
        client.get("/api/v1/me/")
    with CaptureQueriesContext(connection) as by_token:
        ask_rest(as_(), "me/", secret)

    assert len(by_token) <= len(by_session)
    assert sum("accounts_token" in query["sql"] for query in by_token) == 1


def test_staffs_tokens_wait_for_the_second_factor(as_, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True
    moderator = ModeratorFactory()
    _, secret = make(moderator, WRITE)

    answers = [
        ask_rest(as_(), "topics/", secret),
        graph(as_(), "{ forum { categories { title } } }", secret),
    ]

    assert [(answer.status_code, code(answer)) for answer in answers] == [
        (403, "second_factor_required")
    ] * 2


# -- the visitors' cache --------------------------------------------------------------------------
def test_no_page_is_kept_for_or_from_who_sends_a_token(as_):
    topic = TopicFactory()
    url = topic.get_absolute_url()
    _, secret = make(UserFactory())

    as_().get(url, headers=bearer(secret))
    first, second = as_().get(url), as_().get(url)
    again = as_().get(url, headers=bearer(secret))

    assert "X-Cache" not in first.headers
    assert second.headers["X-Cache"] == "hit"
    assert "X-Cache" not in again.headers


# -- scopes ---------------------------------------------------------------------------------------
def test_reading_takes_a_scope_also_of_what_visitors_read(as_):
    _, secret = make(UserFactory(), ["profile:read"])

    rest = ask_rest(as_(), "topics/", secret)
    query = graph(as_(), "{ forum { categories { title } } }", secret)

    assert (rest.status_code, code(rest)) == (403, "insufficient_scope")
    assert code(query) == "insufficient_scope"


def test_the_scope_that_is_missing_is_named(as_):
    topic = TopicFactory()
    _, secret = make(UserFactory(), ["profile:read"])

    read = ask_rest(as_(), "topics/", secret)
    write = reply_by_rest(as_(), topic, "Hello", secret)
    query = graph(as_(), "{ forum { categories { title } } }", secret)

    for answer, scope in ((read, "forum:read"), (write, "community:write")):
        assert answer.json()["scope"] == scope
        challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
        assert answer.headers["WWW-Authenticate"] == challenge
    assert query.json()["errors"][0]["extensions"]["scope"] == "forum:read"


@pytest.mark.parametrize("verb", ["read", "write"])
def test_the_scope_of_the_forum_includes_that_of_the_community(verb):
    forum, community = (
        Access(key="", scopes=frozenset({f"{one}:{verb}"})) for one in ("forum", "community")
    )

    assert forum.covers("community:read")
    assert forum.covers("forum:read")
    assert forum.covers("community:write") == forum.covers("forum:write") == (verb == "write")
    assert community.covers("community:read")
    assert not community.covers("forum:read")
    assert community.covers("community:write") == (verb == "write")
    assert not community.covers("forum:write")
    assert not forum.covers("profile:read")
    assert not forum.covers("admin:read")


def test_a_program_for_the_forum_needs_no_second_scope(as_):
    topic, author = TopicFactory(), UserFactory()
    _, secret = make(author, ["forum:write"])

    paths = ("topics/", f"threads/{topic.pk}/", f"members/{author.username}/")
    read = [ask_rest(as_(), path, secret).status_code for path in paths]

    assert read == [200, 200, 200]
    assert reply_by_rest(as_(), topic, "Hello", secret).status_code == 201
    assert start_by_rest(as_(), topic.category, secret).status_code == 201


def test_the_scope_of_the_community_alone_opens_nothing_of_the_forum(as_):
    topic, author = TopicFactory(), UserFactory()
    _, reads = make(author, ["community:read"])
    _, writes = make(author, ["community:write"])

    assert ask_rest(as_(), f"threads/{topic.pk}/", reads).status_code == 200
    assert ask_rest(as_(), f"members/{author.username}/", reads).status_code == 200
    assert code(reply_by_rest(as_(), topic, "Hello", reads)) == "insufficient_scope"
    assert reply_by_rest(as_(), topic, "Hello", writes).status_code == 201
    for secret in (reads, writes):
        assert code(ask_rest(as_(), "topics/", secret)) == "insufficient_scope"
        assert code(start_by_rest(as_(), topic.category, secret)) == "insufficient_scope"
    assert Topic.objects.count() == 1


def test_another_no_asks_for_no_other_token(as_):
    answer = ask_rest(as_(), "me/tokens/", make(UserFactory(), ALL)[1])

    assert code(answer) == "session_only"
    assert "scope" not in answer.json()
    assert "WWW-Authenticate" not in answer.headers


def test_who_may_only_read_changes_nothing(as_):
    topic = TopicFactory()
    _, secret = make(UserFactory(), ["forum:read", "profile:write"])

    rest = reply_by_rest(as_(), topic, "Hello", secret)
    query = reply_by_graphql(as_(), topic, "Hello", secret)

    assert (rest.status_code, code(rest)) == (403, "insufficient_scope")
    assert code(query) == "insufficient_scope"
    assert topic.thread.posts.count() == 1


@pytest.mark.parametrize(
    ("query", "scope"),
    [
        ("{ forum { categories { title } } }", "forum:read"),
        ("{ discussions { mentions { nodes { id } } } }", "community:read"),
        ("{ accounts { members { nodes { username } } } }", "community:read"),
        ('{ accounts { member(username: "ana") { username } } }', "community:read"),
        ("{ accounts { me { username } } }", "profile:read"),
        ("{ accounts { ownSettings { version } } }", "profile:read"),
        ("{ accounts { invitations { nodes { id } } } }", "profile:read"),
        ("{ accounts { groups { slug } } }", "admin:read"),
        ('mutation { accounts { editProfile(bio: "x") { member { id } } } }', "profile:write"),
        ("mutation { accounts { invite { invitation { url } } } }", "profile:write"),
        ("mutation { accounts { removeAvatar { member { id } } } }", "profile:write"),
        (
            'mutation { accounts { takeDownAvatar(member: "ana") { member { id } } } }',
            "community:write",
        ),
        (
            'mutation { accounts { changeUsername(username: "ben") { member { id } } } }',
            "profile:write",
        ),
        (
            """mutation { accounts {
                renameMember(member: "ana", username: "ben") { member { id } } } }""",
            "admin:write",
        ),
        (
            'mutation { accounts { formGroup(name: "Team", slug: "team") { group { id } } } }',
            "admin:write",
        ),
        ("mutation { forum { acceptAnswer(postId: 1) { topic { id } } } }", "forum:write"),
        ('mutation { forum { makeTag(name: "x") { tag { id } } } }', "forum:write"),
        ("mutation { forum { deleteCategory(categoryId: 1) { id } } }", "admin:write"),
        (
            "mutation { discussions { closeThread(threadId: 1) { thread { id } } } }",
            "community:write",
        ),
    ],
)
def test_each_field_asks_for_its_scope(query, scope, as_):
    admin = sign_up(
        username="Ana", password=None, is_staff=True, is_superuser=True, is_moderator=True
    )
    _, right = make(admin, [scope])
    _, wrong = make(admin, others(scope))

    refused, let_in = graph(as_(), query, wrong), graph(as_(), query, right)

    assert code(refused) == "insufficient_scope"
    assert "insufficient_scope" not in let_in.content.decode()
    assert "bad_query" not in let_in.content.decode()


NOT_BY_THIS = {"insufficient_scope", "session_only"}
SAFETY = [
    ("get", "/api/v1/me/tokens/"),
    ("post", "/api/v1/me/tokens/"),
    ("delete", "/api/v1/me/tokens/1/"),
    ("get", "/api/v1/me/sessions/"),
    ("delete", "/api/v1/me/sessions/"),
]
SAFETY_QUERIES = [
    "{ security { tokens { nodes { id } } } }",
    "{ accounts { me { sessions { id } } } }",
    "{ accounts { me { hasSecondFactor } } }",
    'mutation { security { makeToken(name: "x", scopes: ["forum:read"]) { token { id } } } }',
    "mutation { security { revokeToken(tokenId: 1) { token { id } } } }",
    "mutation { accounts { endOtherSessions { ok } } }",
]


def test_no_token_comes_near_what_keeps_an_account_safe(as_):
    member = UserFactory()
    _, secret = make(member, ALL)
    as_(member)

    for method, path in SAFETY:
        answer = getattr(as_(), method)(path, headers=bearer(secret))
        assert (answer.status_code, code(answer)) == (403, "session_only"), path
    for query in SAFETY_QUERIES:
        assert code(graph(as_(), query, secret)) == "session_only", query
    mine = ask_rest(as_(), "me/", secret).json()
    assert mine["has_second_factor"] is mine["email_verified"] is None
    assert Token.objects.count() == 1


def test_a_view_of_no_operation_is_reached_by_no_token(as_, rf):
    class Bare(APIView):
        def get(self, request):
            return Response("seen")

    request = rf.get("/api/v1/x/")
    request.user, request.access = UserFactory(), Access(key="x", scopes=frozenset(ALL))

    assert json.loads(Bare.as_view()(request).content)["code"] == "session_only"


def test_no_query_is_answered_without_a_scope(as_):
    token, secret = make(UserFactory())
    Token.objects.filter(pk=token.pk).update(scopes=["nothing:read"])

    for name, namespace in schema.graphql_schema.query_type.fields.items():
        for verb, field in get_named_type(namespace.type).fields.items():
            query = f"{{ {name}{said_by(namespace)} {{ {asking(verb, field)} }} }}"
            assert code(graph(as_(), query, secret)) in NOT_BY_THIS, query


def some(kind):
    """A value that a query may say for an argument of this type."""
    kind = get_nullable_type(kind)
    match kind:
        case GraphQLList():
            return "[]"
        case GraphQLEnumType():
            return next(iter(kind.values))
        case GraphQLInputObjectType():
            return f"{{ {filled(kind.fields, is_required_input_field)} }}"
    values = {
        "Date": '"2030-01-01"',
        "Int": "1",
        "Float": "1",
        "Boolean": "true",
        "DateTime": '"2030-01-01T00:00:00Z"',
    }
    return values.get(kind.name, '"1"')


def filled(fields, is_required):
    said = {name: some(one.type) for name, one in fields.items() if is_required(one)}
    return ", ".join(f"{name}: {value}" for name, value in said.items())


def said_by(field):
    """The arguments that a field cannot do without."""
    given = filled(field.args, is_required_argument)
    return f"({given})" if given else ""


def asking(name, field):
    """The shortest query for a field, with what it cannot do without."""
    return f"{name}{said_by(field)}" + (
        "" if is_leaf_type(get_named_type(field.type)) else " { __typename }"
    )


def test_no_mutation_is_done_without_a_scope(as_):
    token, secret = make(AdminFactory())
    Token.objects.filter(pk=token.pk).update(scopes=["nothing:read"])
    walked = 0

    for name, namespace in schema.graphql_schema.mutation_type.fields.items():
        for verb, field in get_named_type(namespace.type).fields.items():
            query = f"mutation {{ {name} {{ {asking(verb, field)} }} }}"
            assert code(graph(as_(), query, secret)) in NOT_BY_THIS, query
            walked += 1

    assert walked > 50


def test_the_schema_says_which_scope_it_takes():
    paths = openapi.schema()["paths"]

    def takes(path, method):
        told = paths[f"/api/v1/{path}"][method]["security"]
        return next((way["token"] for way in told if "token" in way), None)

    assert takes("topics/", "get") == ["forum:read"]
    assert takes("topics/", "post") == ["forum:write"]
    assert takes("threads/{thread}/", "get") == ["community:read"]
    assert takes("groups/", "get") == ["admin:read"]
    assert takes("me/", "patch") == ["profile:write"]
    assert takes("me/tokens/", "post") is None
    assert takes("me/sessions/", "get") is None


def test_every_route_that_tokens_reach_names_a_scope_that_there_is():
    named = set()
    for route in routes():
        view = getattr(route.view, "cls", None)
        if view and route.template.startswith("api/v1/"):
            lines = getattr(view, "operations", {}).values()
            # The session's class would take over the token's member without asking for scopes.
            assert view.authentication_classes[0] is BearerAuthentication
            named |= {scope_of(view, "GET"), scope_of(view, "POST")}
            named |= {line.scope for line in lines if not line.session_only}

    assert named - {None, ""} == set(scopes.known())  # "" is the index: any token may read it
