"""The three operations that were promised to clients, word for word."""

import json

import pytest
from django.test import RequestFactory
from django.utils.dateparse import parse_datetime

from community.accounts.audiences.actions import form_audience, form_group
from community.accounts.models import Audience, ImportedBadge
from community.discussions.actions import (
    archive_thread,
    delete_post,
    delete_thread,
    like_post,
    reply_to_thread,
)
from community.discussions.models import Permission, Post, Thread
from community.discussions.reading.actions import watch_thread
from community.events.models import EventRecord
from community.kernel import markdown
from community.kernel.graphql import View
from community.kernel.scopes import Access
from community.kernel.subjects import Subject
from community.moderation import registration
from community.moderation.flags.actions import flag_content
from community.moderation.queue.actions import claim_item, open_item
from community.moderation.registration import ItemType
from community.schema import schema
from forum.actions import open_category, set_permissions
from forum.models import Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

GET_DISCUSSIONS = """
query GetDiscussions($category: String, $limit: Int) { forum { discussions(category: $category, limit: $limit) {
  id title author { username reputation badges } content
  replies { count latest { author content createdAt } } views likes tags createdAt } } }
"""  # noqa: E501 - as it was promised
CREATE_DISCUSSION = """
mutation CreateDiscussion($input: DiscussionInput!) { forum { createDiscussion(input: $input) { id url status } } }
"""  # noqa: E501
MODERATE_POST = """
mutation ModeratePost($postId: ID!, $action: ModerationAction!) { forum { moderatePost(postId: $postId, action: $action) { success reason } } }
"""  # noqa: E501


def ask(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


def discussions(client, **variables):
    return ask(client, GET_DISCUSSIONS, **variables)["data"]["forum"]["discussions"]


def titles(client, **variables):
    return [row["title"] for row in discussions(client, **variables)]


def refusal(answer):
    [error] = answer["errors"]
    return error["extensions"]


# -- reading -----------------------------------------------------------------------------------
def test_a_discussion_tells_all_that_was_promised(as_):
    author = UserFactory(username="mira", trust_level=3)
    topic = TopicFactory(title="Frost", source="It is *cold*.", by=author, tags=["ice", "air"])
    replies = [PostFactory(thread=topic.thread, source=f"Reply {n}") for n in range(5)]
    delete_post(post=replies[3], by=replies[3].author)
    like_post(post=topic.thread.posts.get(number=1), by=UserFactory())
    for key, (name, level) in enumerate([("Helper", 3), ("Sage", 1), ("Helper", 3)]):
        ImportedBadge.objects.create(
            site="old", key=key, member=author, name=name, level=level, given_at="2026-01-01T00:00Z"
        )

    [row] = discussions(as_())

    assert row.pop("createdAt") == topic.thread.created_at.isoformat()
    latest = row["replies"].pop("latest")
    assert row == {
        "id": str(topic.pk),
        "title": "Frost",
        "author": {"username": "mira", "reputation": 0, "badges": ["Sage", "Helper"]},
        "content": "It is *cold*.",
        "replies": {"count": 4},
        "views": 0,
        "likes": 1,
        "tags": ["air", "ice"],
    }
    assert [reply["content"] for reply in latest] == ["Reply 4", "Reply 2", "Reply 1"]
    assert latest[0]["author"] == replies[4].author.username
    assert parse_datetime(latest[0]["createdAt"]) == replies[4].created_at


def test_the_newest_activity_comes_first_and_a_category_holds_those_in_it(as_):
    outer = CategoryFactory(slug="sensors")
    inner = open_category(title="Rain", slug="rain", parent=outer, by=AdminFactory())
    old = TopicFactory(category=outer, title="Old")
    TopicFactory(category=inner, title="Inner")
    TopicFactory(title="Elsewhere")
    PostFactory(thread=old.thread)

    assert titles(as_()) == ["Old", "Elsewhere", "Inner"]
    assert titles(as_(), category="sensors") == ["Old", "Inner"]
    assert titles(as_(), category="rain") == ["Inner"]
    assert titles(as_(), category=None, limit=1) == ["Old"]


def test_there_are_twenty_unless_another_number_is_said(as_):
    category, by = CategoryFactory(), UserFactory()
    for _ in range(21):
        TopicFactory(category=category, by=by)

    assert len(titles(as_())) == len(titles(as_(), limit=None)) == 20
    assert len(titles(as_(), limit=100)) == 21


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_another_number_is_refused(limit, as_):
    answer = ask(as_(), GET_DISCUSSIONS, limit=limit)

    assert refusal(answer) == {
        "code": "invalid",
        "fields": {"limit": ["Must be between 1 and 100."]},
    }


def test_a_category_that_is_not_there_and_one_that_is_private_look_the_same(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member])
    TopicFactory(category=CategoryFactory(slug="team", audience=team), by=member, title="Secret")

    assert refusal(ask(as_(), GET_DISCUSSIONS, category="team"))["code"] == "not_found"
    assert refusal(ask(as_(), GET_DISCUSSIONS, category="none"))["code"] == "not_found"
    assert titles(as_()) == []
    assert titles(as_(member), category="team") == titles(as_(member)) == ["Secret"]


def test_what_the_viewer_muted_is_there_and_what_was_removed_is_not(as_):
    member, moderator = UserFactory(), ModeratorFactory()
    muted = TopicFactory(title="Muted")
    watch_thread(thread=muted.thread, level=0, by=member)
    delete_thread(thread=TopicFactory().thread, by=moderator)

    assert titles(as_(member)) == titles(as_(moderator)) == ["Muted"]


def test_it_takes_as_many_queries_for_thirty_as_for_three(as_, django_assert_num_queries):
    def fill(count):
        for _ in range(count):
            topic = TopicFactory(by=UserFactory(trust_level=3), tags=["tag"])
            for _ in range(4):
                PostFactory(thread=topic.thread)

    fill(3)
    client = as_()
    # topics, authors, badges, opening posts, latest replies with their authors
    with django_assert_num_queries(5):
        assert len(discussions(client)) == 3

    fill(27)
    with django_assert_num_queries(5):
        assert len(discussions(client, limit=30)) == 30


# -- beginning ---------------------------------------------------------------------------------
def test_a_discussion_begins_where_it_is_said(as_, settings):
    settings.SITE_URL = "https://forum.example"
    by, category = UserFactory(trust_level=3), CategoryFactory(slug="rain")
    said = {"title": "Drizzle", "content": "Is it *rain*?", "category": "rain", "tags": ["wet"]}

    answer = ask(as_(by), CREATE_DISCUSSION, input=said)

    topic = Topic.objects.get()
    assert answer["data"]["forum"]["createDiscussion"] == {
        "id": str(topic.pk),
        "url": f"https://forum.example/t/drizzle/{topic.pk}/",
        "status": "PUBLISHED",
    }
    assert (topic.category, topic.thread.author) == (category, by)
    assert topic.thread.posts.get().source == "Is it *rain*?"
    assert topic.tag_names == ["wet"]


def test_the_longest_post_fits_however_it_is_written(as_):
    said = {"title": "All that there is", "content": "🚲" * markdown.LONGEST, "category": "x"}

    answer = ask(as_(UserFactory()), CREATE_DISCUSSION, input=said)

    assert refusal(answer)["code"] == "not_found"  # it was read whole: only the category is missing


def test_without_a_category_it_begins_in_the_first_where_one_may(as_):
    admin, by = AdminFactory(), UserFactory()
    closed = CategoryFactory(position=1, by=admin)
    start = Permission.Action.START
    set_permissions(category=closed, rows=[(None, start, Permission.Value.NO)], by=admin)
    CategoryFactory(position=3, by=admin)
    first = CategoryFactory(position=2, by=admin)

    ask(as_(by), CREATE_DISCUSSION, input={"title": "T", "content": "C"})
    ask(as_(by), CREATE_DISCUSSION, input={"title": "T", "content": "C", "category": None})

    assert [topic.category for topic in Topic.objects.all()] == [first, first]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"category": "none"}, "not_found"),
        ({"title": " "}, "untitled"),
        ({"content": ""}, "nothing_written"),
    ],
)
def test_what_cannot_begin_leaves_nothing_behind(said, code, as_):
    CategoryFactory()
    said = {"title": "T", "content": "C", **said}

    assert refusal(ask(as_(UserFactory()), CREATE_DISCUSSION, input=said))["code"] == code
    assert not Topic.objects.exists()


def test_where_there_is_no_category_it_says_so(as_):
    said = {"title": "T", "content": "C"}

    assert refusal(ask(as_(UserFactory()), CREATE_DISCUSSION, input=said))["code"] == "no_category"
    assert refusal(ask(as_(), CREATE_DISCUSSION, input=said))["code"] == "not_signed_in"


# -- moderating --------------------------------------------------------------------------------
def moderate(client, post, action):
    return ask(client, MODERATE_POST, postId=str(post.pk), action=action)


def done(answer):
    return answer["data"]["forum"]["moderatePost"]


DONE = {"success": True, "reason": None}


@pytest.mark.parametrize(
    ("away", "back"), [("HIDE", "RESTORE"), ("DELETE", "RESTORE"), ("REJECT", "APPROVE")]
)
def test_a_post_goes_and_comes_back(away, back, as_):
    post, client = PostFactory(), as_(ModeratorFactory())

    for _ in range(2):
        assert done(moderate(client, post, away)) == DONE
        post.refresh_from_db()
        assert not post.is_live
    for _ in range(2):
        assert done(moderate(client, post, back)) == DONE
        post.refresh_from_db()
        assert post.is_live


def test_the_opening_post_takes_its_topic_along(as_):
    thread, client = PostFactory().thread, as_(ModeratorFactory())
    opening = thread.posts.get(number=1)

    assert done(moderate(client, opening, "HIDE")) == DONE
    thread.refresh_from_db()
    assert not thread.is_live

    assert done(moderate(client, opening, "APPROVE")) == DONE
    thread.refresh_from_db()
    assert thread.is_live


@pytest.mark.parametrize(
    ("on", "off", "column"), [("CLOSE", "REOPEN", "closed_at"), ("PIN", "UNPIN", "pinned_at")]
)
def test_the_topic_is_closed_and_pinned(on, off, column, as_):
    post, client = PostFactory(), as_(ModeratorFactory())

    assert done(moderate(client, post, on)) == DONE
    assert getattr(Thread.objects.get(), column)
    assert done(moderate(client, post, off)) == DONE
    assert getattr(Thread.objects.get(), column) is None


def test_who_moderates_a_category_alone_moderates_its_posts(as_):
    admin, member = AdminFactory(), UserFactory()
    group = form_group(name="Stewards", slug="stewards", members=[member], by=admin)
    category = CategoryFactory(by=admin)
    moderates = (group, Permission.Action.MODERATE, Permission.Value.YES)
    set_permissions(category=category, rows=[moderates], by=admin)
    inside = PostFactory(thread=TopicFactory(category=category).thread)
    outside, client = PostFactory(), as_(member)

    assert done(moderate(client, inside, "HIDE")) == DONE
    assert done(moderate(client, inside, "RESTORE")) == DONE
    assert refusal(moderate(client, outside, "HIDE"))["code"] == "denied"


@pytest.mark.parametrize("action", ["HIDE", "RESTORE", "CLOSE", "PIN"])
def test_nobody_else_moderates_not_even_the_author(action, as_):
    post = PostFactory()
    before = EventRecord.objects.count()

    assert refusal(moderate(as_(post.author), post, action))["code"] == "denied"
    assert refusal(moderate(as_(), post, action))["code"] == "not_signed_in"
    post.refresh_from_db()
    assert post.is_live
    assert EventRecord.objects.count() == before


def test_what_is_not_for_the_member_is_not_there(as_):
    member, other = UserFactory(), UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member])
    private = TopicFactory(category=CategoryFactory(audience=team), by=member).thread.posts.get()
    removed = PostFactory()
    delete_post(post=removed, by=ModeratorFactory())

    for post in (private, removed):
        assert refusal(moderate(as_(other), post, "RESTORE"))["code"] == "not_found"
    assert refusal(moderate(as_(ModeratorFactory()), private, "HIDE"))["code"] == "not_found"


def test_a_rule_that_forbids_it_is_told_as_a_reason(as_):
    moderator, post = ModeratorFactory(), PostFactory()
    client = as_(moderator)

    delete_thread(thread=post.thread, by=moderator)
    gone = done(moderate(client, post, "CLOSE"))
    done(moderate(client, post.thread.posts.get(number=1), "RESTORE"))
    archive_thread(thread=post.thread, by=moderator)
    archived = done(moderate(client, post, "HIDE"))
    for _ in range(10):
        topic = TopicFactory(category=post.thread.topic.category)
        moderate(client, topic.thread.posts.get(), "PIN")
    another = reply_to_thread(
        thread=TopicFactory(category=post.thread.topic.category).thread, source="!", by=moderator
    )
    full = done(moderate(client, another, "PIN"))

    assert gone == {
        "success": False,
        "reason": "The topic was deleted. Restore its first post first.",
    }
    assert (archived["success"], archived["reason"][:23]) == (False, "This topic is archived.")
    assert (full["success"], full["reason"][:13]) == (False, "10 topics are")
    post.refresh_from_db()
    assert post.is_live


def test_an_action_that_there_is_not_is_a_mistake(as_):
    answer = moderate(as_(ModeratorFactory()), PostFactory(), "BURN")

    assert refusal(answer)["code"] == "bad_query"


# -- with a token ------------------------------------------------------------------------------
def by_token(member, scopes, query, **variables):
    body = {"query": query, "variables": variables}
    request = RequestFactory().post("/graphql/", body, content_type="application/json")
    request.user, request.access = member, Access("token:1", frozenset(scopes))
    return json.loads(View.as_view(schema=schema)(request).content)


def test_a_token_does_what_its_scopes_say(as_):
    moderator, post = ModeratorFactory(), PostFactory()
    begun = {"title": "T", "content": "C"}
    hide = {"postId": post.pk, "action": "HIDE"}
    operations = [
        (GET_DISCUSSIONS, {}, "forum:read"),
        (CREATE_DISCUSSION, {"input": begun}, "forum:write"),
        (MODERATE_POST, hide, "forum:write"),
    ]

    for query, variables, scope in operations:
        refused = by_token(moderator, {"profile:write"}, query, **variables)
        assert refusal(refused)["code"] == "insufficient_scope"
        if scope == "forum:write":
            refused = by_token(moderator, {"forum:read"}, query, **variables)
            assert refusal(refused)["code"] == "insufficient_scope"
    post.refresh_from_db()
    assert post.is_live
    assert Topic.objects.count() == 1

    for query, variables, scope in operations:
        assert "errors" not in by_token(moderator, {scope}, query, **variables)
    post.refresh_from_db()
    assert not post.is_live
    assert Topic.objects.count() == 2


# -- moderating what waits in the queue -------------------------------------------------------
def flagged(post, by=None):
    subject = Subject("discussions.post", post.pk)
    return flag_content(subject=subject, reason="spam", by=by or UserFactory()).item


@pytest.mark.parametrize(
    ("action", "status", "is_live"),
    [
        ("APPROVE", "approved", True),
        ("REJECT", "rejected", False),
        ("HIDE", "rejected", False),
        ("DELETE", "rejected", False),
    ],
)
@pytest.mark.parametrize("opens", [True, False])
def test_what_is_flagged_is_decided_in_the_queue(action, status, is_live, opens, as_):
    post = TopicFactory().thread.posts.get() if opens else PostFactory()
    item, moderator = flagged(post), ModeratorFactory()

    for _ in range(2):
        assert done(moderate(as_(moderator), post, action)) == DONE

    item.refresh_from_db()
    post.refresh_from_db()
    assert (item.status, item.decided_by) == (status, moderator)
    assert (post.is_live and Thread.objects.get(pk=post.thread_id).is_live) == is_live


def test_a_claim_of_another_moderator_is_told_as_a_reason(as_):
    post, first = PostFactory(), ModeratorFactory()
    claim_item(item=flagged(post), by=first)

    outcome = done(moderate(as_(ModeratorFactory()), post, "APPROVE"))

    assert outcome["success"] is False
    assert first.username in outcome["reason"]


def test_a_post_that_is_only_hidden_is_restored(as_):
    post, client = PostFactory(), as_(ModeratorFactory())

    assert done(moderate(client, post, "REJECT")) == DONE
    post.refresh_from_db()
    assert post.hidden_at
    assert done(moderate(client, post, "APPROVE")) == DONE
    post.refresh_from_db()
    assert post.hidden_at is None


@pytest.mark.parametrize(("action", "done_to"), [("APPROVE", "approved"), ("REJECT", "rejected")])
def test_a_held_post_is_decided_by_the_id_that_it_will_have(action, done_to, as_, monkeypatch):
    decided = []
    held = ItemType(
        name="held", label="Held", icon="clock", position=1,
        approve=lambda **_: decided.append("approved"),
        reject=lambda **_: decided.append("rejected"),
    )  # fmt: skip
    monkeypatch.setitem(registration._types, "held", held)
    post, author = Post(pk=4_242), UserFactory()
    subject = Subject("discussions.post", post.pk)
    open_item(type="held", subject=subject, member=author, by=author)

    assert refusal(moderate(as_(author), post, action))["code"] == "not_found"
    assert done(moderate(as_(ModeratorFactory()), post, "HIDE"))["success"] is False
    assert done(moderate(as_(ModeratorFactory()), post, action)) == DONE

    assert decided == [done_to]
