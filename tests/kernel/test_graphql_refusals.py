"""A field that is refused is null by itself: what stands beside it, and what was done, is told."""

import json

import pytest
from django.test import RequestFactory
from graphql import is_non_null_type

from community.kernel.batching import batch_load, group
from community.kernel.errors import Denied
from community.kernel.graphql import View
from community.kernel.scopes import Access
from community.schema import schema
from forum.models import Topic
from tests.factories import AdminFactory, CategoryFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def ask(client, query):
    return client.post("/graphql/", {"query": query}, content_type="application/json").json()


def codes(answer):
    """What was refused, by where it stands."""
    return {
        ".".join(map(str, error["path"])): error["extensions"]["code"]
        for error in answer.get("errors", ())
    }


def test_what_was_done_is_told_beside_what_was_refused(as_):
    thread = TopicFactory().thread
    reply = 'replyToThread(threadId: %d, source: "Words.") { post { id number } }'
    query = f"""mutation {{ discussions {{
        a: {reply % thread.pk} b: {reply % 99999} c: {reply % thread.pk}
    }} }}"""

    answer = ask(as_(UserFactory()), query)

    first, second = thread.posts.filter(number__gt=1).order_by("number")
    assert answer["data"]["discussions"] == {
        "a": {"post": {"id": str(first.pk), "number": 2}},
        "b": None,
        "c": {"post": {"id": str(second.pk), "number": 3}},
    }
    assert codes(answer) == {"discussions.b": "not_found"}


def test_what_was_done_is_told_where_its_answer_was_asked_for_amiss(as_):
    thread = TopicFactory().thread
    query = f"""mutation {{ discussions {{ replyToThread(threadId: {thread.pk}, source: "Words.") {{
        post {{ id thread {{ posts(first: 0) {{ nodes {{ id }} }} }} }} }} }} }}"""

    answer = ask(as_(UserFactory()), query)

    [reply] = thread.posts.filter(number=2)
    told = {"post": {"id": str(reply.pk), "thread": {"posts": None}}}
    assert answer["data"] == {"discussions": {"replyToThread": told}}
    assert codes(answer) == {"discussions.replyToThread.post.thread.posts": "invalid"}


def test_a_visitor_is_told_what_is_not_for_members_alone(client):
    topic = TopicFactory(category=CategoryFactory(slug="sensors"), title="Frost")
    query = f"""{{
        forum {{ categories {{ slug }} counts {{ new }} discussions(limit: 0) {{ id }}
            unread: topics(list: UNREAD) {{ nodes {{ id }} }}
            topics {{ nodes {{ id thread {{ posts(after: "x") {{ nodes {{ id }} }} }} }} }}
            tagGroups {{ id }} topic(id: 99999) {{ id }} }}
        accounts {{ me {{ id }} members(first: 0) {{ nodes {{ id }} }} groups {{ id }} }}
        discussions {{ thread(id: {topic.pk}) {{ title }} watches {{ place }}
            mentions {{ nodes {{ id }} }} revisions(postId: 99999) {{ nodes {{ number }} }} }}
        security {{ apps {{ id }} tokens {{ nodes {{ id }} }} authorizations {{ id }} }}
    }}"""

    answer = ask(client, query)

    assert answer["data"] == {
        "forum": {
            "categories": [{"slug": "sensors"}],
            "counts": None,
            "discussions": None,
            "unread": None,
            "topics": {"nodes": [{"id": str(topic.pk), "thread": {"posts": None}}]},
            "tagGroups": [],
            "topic": None,
        },
        "accounts": {"me": None, "members": None, "groups": None},
        "discussions": {
            "thread": {"title": "Frost"},
            "watches": None,
            "mentions": None,
            "revisions": None,
        },
        "security": {"apps": None, "tokens": None, "authorizations": None},
    }
    assert codes(answer) == {
        "forum.counts": "not_signed_in",
        "forum.discussions": "invalid",
        "forum.unread": "not_signed_in",
        "forum.topics.nodes.0.thread.posts": "invalid",
        "forum.topic": "not_found",
        "accounts.members": "invalid",
        "accounts.groups": "denied",
        "discussions.watches": "not_signed_in",
        "discussions.mentions": "not_signed_in",
        "discussions.revisions": "not_found",
        "security.apps": "not_signed_in",
        "security.tokens": "not_signed_in",
        "security.authorizations": "not_signed_in",
    }


def by_token(member, scopes, query):
    body = {"query": query}
    request = RequestFactory().post("/graphql/", body, content_type="application/json")
    request.user, request.access = member, Access("token:1", frozenset(scopes))
    return json.loads(View.as_view(schema=schema)(request).content)


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("forum:read", {"forum", "discussions", "accounts.members"}),
        ("community:read", {"discussions", "accounts.members"}),
        ("profile:read", {"accounts.me", "accounts.ownSettings", "accounts.invitations"}),
        ("admin:read", {"accounts.groups"}),
    ],
)
def test_a_token_is_told_what_its_scopes_cover(scope, told):
    query = """{ forum { categories { id } } discussions { __typename }
        accounts { members { nodes { id } } me { id } ownSettings { theme }
            invitations { nodes { id } } groups { id } }
        security { apps { id } } }"""

    answer = by_token(AdminFactory(), {scope}, query)

    inside = answer["data"].pop("accounts")
    data = answer["data"] | {f"accounts.{name}": value for name, value in inside.items()}
    assert {name for name, value in data.items() if value is not None} == told
    refused = set(data) - told
    assert codes(answer) == dict.fromkeys(refused, "insufficient_scope") | {
        "security": "session_only"
    }


# -- the schema --------------------------------------------------------------------------------
CANNOT_FAIL = {"Forum.tags"}  # takes any text: where none begins so, there are none


def refusable():
    """Each field at the top, each that does something, and each that takes arguments."""
    types = schema.graphql_schema.type_map
    for name, kind in types.items():
        for key, field in getattr(kind, "fields", {}).items():
            is_on_top = name in {"Query", "Accounts"} or (
                name.endswith("Mutation") and name != "Mutation"
            )
            takes = getattr(field, "args", None)
            is_ours = not name.startswith("__")
            if is_ours and (is_on_top or takes) and f"{name}.{key}" not in CANNOT_FAIL:
                yield f"{name}.{key}", field


def test_whatever_can_be_refused_may_be_null():
    fields = dict(refusable())

    assert {"Query.forum", "Thread.posts", "DiscussionsMutation.editPost"} <= set(fields)
    assert [name for name, field in fields.items() if is_non_null_type(field.type)] == []


# -- what is loaded for many -------------------------------------------------------------------
def test_what_a_batch_refuses_is_refused_to_each_and_asked_once(rf):
    topics = group(Topic.objects.filter(pk__in=[TopicFactory().pk, TopicFactory().pk]))
    info = type("Info", (), {"context": rf.get("/")})
    info.context.user = UserFactory()
    asked = []

    def batch(keys, viewer):
        asked.append(keys)
        raise Denied

    for topic in topics:
        with pytest.raises(Denied):
            batch_load(topic, batch, info)

    assert len(asked) == 1
