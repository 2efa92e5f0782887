"""Moving in over REST and GraphQL: every item has its own result, and nothing comes twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.discussions.actions import delete_post, delete_thread, edit_post
from community.discussions.imports.actions.threads import ImportIsRunning
from community.discussions.models import Post, Tag, Thread
from community.discussions.models.external_ids import ExternalId, key_of
from community.discussions.models.reading import Mention
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from community.setup.importing.run import one_at_a_time
from forum.imports.actions_topics import import_topic_items
from forum.imports.items import TopicItem
from forum.imports.reading import POSTS, TOPICS, bring_in
from forum.models import Topic
from tests.accounts.tokens import bearer, make
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db

SOURCE = "https://old.example"
DAY = "2020-05-01T10:00:00Z"
LATER = "2020-05-02T10:00:00Z"


def told(*names):
    return EventRecord.objects.filter(name__in=names)


IMPORTED = ("discussions.threads.imported", "discussions.posts.imported")
ALL_IMPORTED = (*IMPORTED, "accounts.members.imported")


@pytest.fixture
def send(as_):
    """Post items as somebody, and return the answer."""

    def send(what, *items, by=None, source=SOURCE):
        client = as_(by or AdminFactory())
        return client.post(
            f"/api/v1/imports/{what}/",
            {"source": source, "items": list(items)},
            content_type="application/json",
        )

    return send


def statuses(answer):
    assert answer.status_code == 200, answer.text
    return [result["status"] for result in answer.json()["results"]]


def problems(answer):
    """What failed, and where."""
    return [
        (result["problem"]["code"], [*result["problem"]["fields"]])
        for result in answer.json()["results"]
        if result["problem"]
    ]


def member(key=1, **more):
    return {"external_id": str(key), "username": f"old{key}", **more}


def post(key="p1", author="ana", **more):
    return {
        "external_id": key, "author": author, "markdown": f"Said *{key}*.", "created_at": LATER,
        **more,
    }  # fmt: skip


def topic(key="t1", author="ana", category="roads", **more):
    return {
        "external_id": key, "author": author, "category": category, "title": f"Topic {key}",
        "markdown": f"About {key}.", "created_at": DAY, **more,
    }  # fmt: skip


@pytest.fixture
def place():
    """Where topics go, and who wrote them."""
    UserFactory(username="ana")
    UserFactory(username="ben")
    return CategoryFactory(slug="roads")


# -- members ------------------------------------------------------------------------------------
def test_members_come_without_address_password_or_mail(send):
    answer = send("members", member(1, bio="I *ride*.", joined_at=DAY, reputation=7), member("x"))

    assert statuses(answer) == ["created", "created"]
    first, second = User.objects.filter(username__startswith="old").order_by("pk")
    assert [result["id"] for result in answer.json()["results"]] == [first.pk, second.pk]
    assert answer.json()["results"][0]["url"] == first.get_absolute_url()
    assert (first.username, first.reputation, first.email) == ("old1", 7, "")
    assert first.date_joined == parse_datetime(DAY)
    assert not first.has_usable_password()
    assert first.profile.html == "<p>I <em>ride</em>.</p>\n"
    assert told(*ALL_IMPORTED).get().payload["members_count"] == 2
    handled()
    assert mail.outbox == []


def test_a_name_that_is_taken_becomes_another_one_and_the_answer_says_which(send):
    UserFactory(username="old7")

    answer = send("members", member(7), member(8, username="<Ana Ruiz>"), member(9, username="!"))

    names = [result["username"] for result in answer.json()["results"]]
    assert names == ["old7-7", "Ana_Ruiz", "user9"]


def test_members_sent_again_stay_as_they_are_here(send):
    send("members", member(1))
    User.objects.get(username="old1")
    EventRecord.objects.all().delete()

    answer = send("members", member(1, username="changed"), member(2))

    assert statuses(answer) == ["unchanged", "created"]
    assert [result["username"] for result in answer.json()["results"]] == ["old1", "old2"]
    assert told(*ALL_IMPORTED).get().payload["members_count"] == 1

    assert statuses(send("members", member(1), source="https://another.example")) == ["created"]


def test_a_member_that_cannot_be_brought_in_spoils_no_other(send):
    future = (timezone.now() + timedelta(days=1)).isoformat()
    items = [
        member(1),
        member(2, links=["javascript:alert(1)"]),
        member(3, joined_at=future),
        member(1),
        {"username": "nobody"},
        member("\ud800"),
        "not an item",
        member(4),
    ]

    answer = send("members", *items)

    assert statuses(answer) == ["created", *["failed"] * 6, "created"]
    assert problems(answer) == [
        ("invalid", ["links.0"]),
        ("unfit_time", ["joined_at"]),
        ("repeated", ["external_id"]),
        ("invalid", ["external_id"]),
        ("invalid", ["external_id", "username"]),
        ("invalid", ["non_field_errors"]),
    ]
    assert answer.json()["failed"] == 6
    assert [
        (one["problem"]["status"], one["problem"]["title"]) for one in answer.json()["results"][1:4]
    ] == [(422, "Invalid input"), (409, "Invalid time"), (409, "Duplicate item")]
    assert User.objects.filter(username__startswith="old").count() == 2


# -- topics -------------------------------------------------------------------------------------
def test_a_topic_comes_with_its_posts_tags_answer_and_times(send, place):
    send("members", member(1))
    posts = [
        post("p2", "ben", parent_external_id="p1", score=3),
        post("p1", author="", author_external_id="1", url="https://old.example/p/1"),
    ]
    told_of = topic(
        posts=posts,
        tags=["Rain", "wind"],
        solution_external_id="p2",
        views_count=9,
        closed_at=LATER,
    )

    answer = send("topics", told_of)

    assert statuses(answer) == ["created"]
    [result] = answer.json()["results"]
    thread = Thread.objects.get(pk=result["id"])
    opening, first, second = thread.posts.order_by("number")
    assert result["url"] == thread.topic.get_absolute_url()
    assert [(row["external_id"], row["status"], row["id"]) for row in result["posts"]] == [
        ("p2", "created", second.pk), ("p1", "created", first.pk),
    ]  # fmt: skip
    assert (first.author.username, second.author.username) == ("old1", "ben")
    assert (second.parent, thread.topic.solution) == (first, second)
    assert (opening.html, opening.created_at) == ("<p>About t1.</p>\n", parse_datetime(DAY))
    assert (thread.bumped_at, thread.views_count) == (parse_datetime(LATER), 9)
    assert (thread.posts_count, thread.others_count, thread.likes_count) == (3, 2, 3)
    assert thread.closed_at == parse_datetime(LATER)
    assert first.imported_url == "https://old.example/p/1"
    assert thread.topic.tag_names == ["rain", "wind"]
    place.refresh_from_db()
    assert (place.threads_count, place.posts_count) == (1, 3)
    assert thread.hot > 0
    assert thread.top_all > 0
    assert broken() == []


def test_one_event_tells_of_a_request_and_nobody_is_notified(send, place):
    items = [topic(key, markdown="@ben look", posts=[post(f"{key}p")]) for key in ("a", "b", "c")]

    send("topics", *items)

    about = told(*ALL_IMPORTED).get().payload
    assert (about["threads_count"], about["posts_count"]) == (3, 6)
    assert not told("discussions.post.written", "discussions.members.mentioned").exists()
    assert not Mention.objects.exists()
    handled()
    assert mail.outbox == []


def test_a_name_in_a_text_is_who_came_with_it_or_writes_and_nobody_else(send, place):
    UserFactory(username="old1")
    UserFactory(username="dee")
    send("members", member(1), member(2))
    text = "@old1, @old2, @ben, @dee: `@dee`"

    answer = send("topics", topic(markdown=text, posts=[post(author="ben", markdown="@old1?")]))

    assert statuses(answer) == ["created"]
    opening, reply = Post.objects.order_by("number")
    assert opening.source == r"@old1-1, @old2, @ben, \@dee: `@dee`"
    assert (opening.html.count('class="mention"'), reply.source) == (3, "@old1-1?")


def test_topics_sent_again_stay_as_they_were_edited_here(send, place):
    first = send("topics", topic(posts=[post("p1")])).json()["results"][0]
    opening = Post.objects.get(thread=first["id"], number=1)
    edit_post(post=opening, source="Edited here.", by=ModeratorFactory())
    EventRecord.objects.all().delete()

    answer = send("topics", topic(title="Another", posts=[post("p1"), post("p2")]))

    assert statuses(answer) == ["unchanged"]
    [result] = answer.json()["results"]
    assert (result["id"], result["url"]) == (first["id"], first["url"])
    assert [row["status"] for row in result["posts"]] == ["unchanged", "failed"]
    assert result["posts"][1]["problem"]["code"] == "topic_is_here"
    opening.refresh_from_db()
    assert opening.source == "Edited here."
    assert Thread.objects.count() == 1
    assert not told(*ALL_IMPORTED).exists()


UNFIT = [
    ({"author": "nobody"}, "unknown_author", "author"),
    ({"author": "", "author_external_id": "99"}, "unknown_author", "author_external_id"),
    ({"author": ""}, "invalid", "author"),
    ({"author": "system"}, "unknown_author", "author"),
    ({"category": "nowhere"}, "unknown_category", "category"),
    ({"title": ""}, "invalid", "title"),
    ({"title": "x" * 201}, "invalid", "title"),
    ({"title": "\u200b"}, "untitled", "title"),
    ({"markdown": "  "}, "nothing_written", "markdown"),
    ({"markdown": "\u0000"}, "invalid", "markdown"),
    ({"markdown": "x" * 100_001}, "invalid", "markdown"),
    ({"markdown": "![" * 15_000}, "too_complex", "markdown"),
    ({"created_at": "2999-01-01T00:00:00Z"}, "unfit_time", "created_at"),
    ({"created_at": "0001-01-01T00:00:00Z"}, "unfit_time", "created_at"),
    ({"created_at": "yesterday"}, "invalid", "created_at"),
    ({"edited_at": "2999-01-01T00:00:00Z"}, "unfit_time", "edited_at"),
    ({"closed_at": "2999-01-01T00:00:00Z"}, "unfit_time", "closed_at"),
    ({"url": "javascript:alert(1)"}, "invalid", "url"),
    ({"tags": ["rain", "no name!"]}, "no_tag_name", "tags.1"),
    ({"tags": list("abcdef")}, "too_many_tags", "tags"),
    ({"solution_external_id": "p9"}, "unknown_solution", "solution_external_id"),
    ({"posts": [post(), post(author="nobody", key="p2")]}, "unknown_author", "posts.1.author"),
    ({"posts": [post(markdown="")]}, "invalid", "posts.0.markdown"),
    ({"posts": [post(markdown=" ")]}, "nothing_written", "posts.0.markdown"),
    ({"posts": [post(), post()]}, "repeated", "posts.1.external_id"),
    (
        {"posts": [post(parent_external_id="p9")]},
        "unknown_parent", "posts.0.parent_external_id",
    ),
    (
        {"posts": [post("a", parent_external_id="b"), post("b", parent_external_id="a")]},
        "unknown_parent", "posts.0.parent_external_id",
    ),
    ({"posts": "none"}, "invalid", "posts.non_field_errors"),
]  # fmt: skip


@pytest.mark.parametrize(("wrong", "code", "at"), UNFIT)
def test_what_is_wrong_with_one_topic_is_told_and_spoils_no_other(wrong, code, at, send, place):
    answer = send("topics", topic("a"), topic("b", **wrong), topic("c"))

    assert statuses(answer) == ["created", "failed", "created"]
    assert problems(answer) == [(code, [at])]
    assert Topic.objects.count() == 2
    assert not Tag.objects.exists()
    assert broken() == []


def test_a_post_of_a_topic_that_failed_may_come_with_the_next(send, place):
    shared = [post("p1")]

    answer = send("topics", topic("a", author="nobody", posts=shared), topic("b", posts=shared))
    again = send("topics", topic("c", posts=shared))

    assert statuses(answer) == ["failed", "created"]
    assert problems(again) == [("elsewhere", ["posts.0.external_id"])]


def test_texts_are_as_safe_as_everywhere(send, place):
    send("topics", topic(markdown="<script>alert(1)</script> [x](javascript:alert(1))"))

    html = Post.objects.get().html
    assert "<script" not in html
    assert 'href="javascript' not in html


def test_whoever_runs_the_place_fills_places_that_they_do_not_read(send, place):
    private = CategoryFactory(slug="board", audience=form_audience(kind=Audience.Kind.SHARED))

    answer = send("topics", topic(category="board", tags=["rain"]))

    assert statuses(answer) == ["created"]
    assert Thread.objects.get().audience == private.audience
    assert Tag.objects.get().threads_count == 0
    assert broken() == []


# -- posts --------------------------------------------------------------------------------------
def test_posts_stand_behind_what_their_topic_has(send, place):
    [result] = send("topics", topic(posts=[post("p1")])).json()["results"]
    here = PostFactory(thread=Thread.objects.get(pk=result["id"]))
    handled()
    before = Thread.objects.get()
    EventRecord.objects.all().delete()
    items = [
        post("p3", "ben", topic_external_id="t1", parent_external_id="p2"),
        post("p2", "ben", topic_external_id="t1", parent_external_id="p1", score=2),
        post("p4", topic=before.pk, parent=here.pk),
        post("p1", topic_external_id="t1"),
    ]

    answer = send("posts", *items)

    assert statuses(answer) == ["created", "created", "created", "unchanged"]
    handled()
    thread = Thread.objects.get()
    _opening, first, _here, second, third, fourth = thread.posts.order_by("number")
    ids = [result["id"] for result in answer.json()["results"]]
    assert ids == [third.pk, second.pk, fourth.pk, first.pk]
    assert (second.parent, third.parent, fourth.parent) == (first, second, here)
    assert (second.path, third.path) == ([2, 4], [2, 4, 5])
    here.refresh_from_db()
    assert (first.replies_count, here.replies_count) == (1, 1)
    assert (thread.posts_count, thread.likes_count) == (6, 2)
    assert thread.bumped_at == before.bumped_at  # what is old brings nothing up
    assert thread.changes == before.changes + 1
    place.refresh_from_db()
    assert place.posts_count == 6
    assert told(*ALL_IMPORTED).get().payload["thread_ids"] == [thread.pk]
    assert broken() == []


def test_posts_sent_again_are_not_added(send, place):
    thread = TopicFactory(category=place).thread
    items = [post("p1", topic=thread.pk), post("p2", topic=thread.pk)]
    first = send("posts", *items).json()
    EventRecord.objects.all().delete()

    answer = send("posts", *items)

    assert statuses(answer) == ["unchanged", "unchanged"]
    assert [row["id"] for row in answer.json()["results"]] == [
        row["id"] for row in first["results"]
    ]
    assert thread.posts.count() == 3
    assert not told(*ALL_IMPORTED).exists()


def test_what_posts_were_told_of_is_not_told_again_with_the_next_topics(send, place):
    send("topics", topic("a"))
    send("posts", post("p1", topic_external_id="a"))
    send("topics", topic("b"))

    counts = told("discussions.threads.imported").order_by("pk")
    assert [event.payload["posts_count"] for event in counts] == [1, 1]


def test_a_topic_that_one_does_not_read_is_known_by_where_it_came_from_alone(send, place):
    CategoryFactory(slug="board", audience=form_audience(kind=Audience.Kind.SHARED))
    [result] = send("topics", topic(category="board")).json()["results"]

    answer = send("posts", post("p1", topic=result["id"]))

    assert problems(answer) == [("unknown_topic", ["topic"])]
    assert statuses(send("posts", post("p1", topic_external_id="t1"))) == ["created"]


def test_posts_fail_each_for_itself(send, place):
    send("topics", topic("a", posts=[post("a1")]), topic("b"))
    gone, sealed = PostFactory(), TopicFactory()
    delete_post(post=gone, by=gone.author)
    delete_thread(thread=sealed.thread, by=ModeratorFactory())
    items = [
        post("p1", topic_external_id="nowhere"),
        post("p2"),
        post("p3", topic=sealed.pk),
        post("p4", topic=gone.thread_id, parent=gone.pk),
        post("p5", topic_external_id="b", parent_external_id="a1"),
        post("p6", topic_external_id="b", author="nobody"),
        post("p7", topic_external_id="b", parent_external_id="p6"),
        post("p8", topic_external_id="b", parent_external_id="p9"),
        post("p9", topic_external_id="b", parent_external_id="p8"),
        post("p10", topic_external_id="b"),
        post("p10", topic_external_id="b"),
    ]

    answer = send("posts", *items)

    assert statuses(answer) == [*["failed"] * 9, "created", "failed"]
    assert problems(answer) == [
        ("unknown_topic", ["topic_external_id"]),
        ("invalid", ["topic"]),
        ("unknown_topic", ["topic"]),
        ("unknown_parent", ["parent"]),
        ("unknown_parent", ["parent_external_id"]),
        ("unknown_author", ["author"]),
        ("unknown_parent", ["parent_external_id"]),
        ("unknown_parent", ["parent_external_id"]),
        ("unknown_parent", ["parent_external_id"]),
        ("repeated", ["external_id"]),
    ]
    handled()
    assert broken() == []


# -- who may, and how much ----------------------------------------------------------------------
@pytest.mark.parametrize("what", ["members", "topics", "posts"])
@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory])
def test_only_whoever_runs_the_place_brings_anything_in(what, who, send, place):
    thread = TopicFactory(category=place).thread
    by = who()
    EventRecord.objects.all().delete()
    item = {"members": member(), "topics": topic(), "posts": post(topic=thread.pk)}[what]

    answer = send(what, item, by=by)

    assert answer.status_code == 403
    assert not ExternalId.objects.exists()
    assert (User.objects.filter(username="old1").exists(), Post.objects.count()) == (False, 1)
    assert not EventRecord.objects.exists()


def test_a_visitor_brings_nothing_in(as_, place):
    sent = {"source": SOURCE, "items": [topic()]}

    answer = as_().post("/api/v1/imports/topics/", sent, content_type="application/json")

    assert answer.status_code in {401, 403}
    assert not Topic.objects.exists()


@pytest.mark.parametrize(("scope", "status"), [("admin:write", 200), ("admin:read", 403)])
def test_a_token_needs_the_scope(scope, status, as_, place):
    sent = {"source": SOURCE, "items": [topic()]}
    _token, secret = make(AdminFactory(), [scope, "forum:write"])

    answer = as_().post(
        "/api/v1/imports/topics/", sent, content_type="application/json", headers=bearer(secret)
    )

    assert answer.status_code == status
    assert Topic.objects.exists() == (status == 200)


def test_the_action_asks_for_itself(place):
    item = TopicItem(
        external_id="1", author="ana", title="x", category="roads", markdown="x",
        created_at=parse_datetime(DAY),
    )  # fmt: skip

    with pytest.raises(Denied):
        import_topic_items(source=SOURCE, items=[item], by=ModeratorFactory())

    assert not Thread.objects.exists()


@pytest.mark.parametrize(
    ("items", "source"),
    [([], SOURCE), ([topic(str(n)) for n in range(501)], SOURCE), ([topic()], ""),
     ([topic()], "x" * 101), ([topic(posts=[post(str(n)) for n in range(2001)])], SOURCE)],
    ids=["none", "many", "no source", "long source", "many posts"],
)  # fmt: skip
def test_a_request_that_is_malformed_as_a_whole_changes_nothing(items, source, send, place):
    answer = send("topics", *items, source=source)

    assert answer.status_code == 422
    assert not Topic.objects.exists()


def test_a_request_is_bounded(send, place):
    answer = send("topics", *(topic(str(n), markdown="x" * 99_000) for n in range(27)))

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert not Topic.objects.exists()


def test_limits_do_not_count_what_moves_in(send, place):
    many = [topic(str(n)) for n in range(60)]

    assert statuses(send("topics", *many)) == ["created"] * 60


# -- statements, interruption, two at once -------------------------------------------------------
def statements(send, by, what, items):
    with CaptureQueriesContext(connection) as caught:
        assert set(statuses(send(what, *items, by=by))) == {"created"}
    return len(caught)


def test_statements_do_not_grow_with_the_items(send, place):
    by = AdminFactory()
    statements(send, by, "topics", [topic("0", tags=["rain"])])
    many = {}
    for n in (3, 30):
        items = [
            topic(f"{n}-{i}", posts=[post(f"{n}-{i}a"), post(f"{n}-{i}b", "ben")], tags=["rain"])
            for i in range(n)
        ]
        more = [post(f"{n}-{i}c", topic_external_id=f"{n}-{i}") for i in range(n)]
        people = [member(f"{n}-{i}") for i in range(n)]
        many[n] = [
            statements(send, by, "topics", items),
            statements(send, by, "posts", more),
            statements(send, by, "members", people),
        ]

    assert many[30] == many[3], many
    assert max(many[30]) < 60


def test_a_request_that_is_cut_off_leaves_nothing_and_can_be_sent_again(send, place, monkeypatch):
    def killed(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("forum.imports.actions_topics.announce_import", killed)
        with pytest.raises(KeyboardInterrupt):
            send("topics", topic(posts=[post()]))
    assert not Post.objects.exists()
    assert not ExternalId.objects.exists()

    assert statuses(send("topics", topic(posts=[post()]))) == ["created"]


@pytest.mark.django_db(transaction=True)
def test_the_same_request_twice_at_once_creates_one_set(in_threads, place):
    by = AdminFactory()
    sent = {"source": SOURCE, "items": [topic(str(n), posts=[post(f"p{n}")]) for n in range(5)]}

    made = in_threads([lambda: bring_in(TOPICS, **sent, by=by)] * 2)

    assert sorted(results.created for results in made) == [0, 5]
    assert sorted(results.unchanged for results in made) == [0, 5]
    assert Topic.objects.count() == 5
    assert told(*ALL_IMPORTED).count() == 1
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_replies_of_two_sources_at_once_have_numbers_of_their_own(in_threads, place):
    by = AdminFactory()
    thread = TopicFactory(category=place).thread

    def one(source):
        items = [post(f"p{n}", topic=thread.pk) for n in range(5)]
        return bring_in(POSTS, source=source, items=items, by=by)

    made = in_threads([lambda: one("here"), lambda: one("there")])

    assert [results.created for results in made] == [5, 5]
    handled()
    thread.refresh_from_db()
    assert (thread.highest_number, thread.posts_count) == (11, 11)
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_a_command_that_imports_from_there_is_not_disturbed(in_threads, place):
    by = AdminFactory()

    def ask():
        with pytest.raises(ImportIsRunning):
            bring_in(TOPICS, source=SOURCE, items=[topic()], by=by)

    with one_at_a_time(SOURCE):
        in_threads([ask])

    assert not Topic.objects.exists()


# -- identifiers ----------------------------------------------------------------------------------
def test_an_identifier_that_is_a_number_leads_from_the_old_address(send, as_, place):
    send("topics", topic("7", posts=[post("8")]))

    assert as_().get("/q/7").headers["Location"] == Topic.objects.get().get_absolute_url()
    assert as_().get("/a/8").status_code == 301


@pytest.mark.parametrize(
    "others", [("7", "07"), ("a", "A"), ("7", " 7x"), ("1" * 19, "1" * 18), ("é", "e\u0301")]
)
def test_identifiers_that_differ_stay_apart(others):
    one, other = map(key_of, others)

    assert one != other
    assert all(-(2**63) <= key < 2**63 for key in (one, other))


# -- GraphQL --------------------------------------------------------------------------------------
MUTATION = """
mutation($items: [ImportedTopicInput!]!) { forum {
importTopics(source: "old", items: $items) { report {
  created unchanged failed
  results {
    externalId status id url
    posts { externalId status }
    problem { code fields { at messages } }
  } }
} } }
"""


def asked(client, query, **variables):
    sent = {"query": query, "variables": variables}
    return client.post("/graphql/", sent, content_type="application/json").json()


def test_graphql_brings_topics_in_with_the_same_results(as_, place):
    client = as_(AdminFactory())
    said = {"author": "ana", "markdown": "Said.", "createdAt": DAY}
    reply = {**said, "externalId": "p1"}
    items = [
        {**said, "externalId": "a", "title": "One", "category": "roads", "posts": [reply]},
        {**said, "externalId": "b", "title": "Two", "category": "nowhere", "closedAt": None},
    ]

    answer = asked(client, MUTATION, items=items)["data"]["forum"]["importTopics"]["report"]
    again = asked(client, MUTATION, items=items)["data"]["forum"]["importTopics"]["report"]

    topic = Topic.objects.get()
    assert answer == {
        "created": 1,
        "unchanged": 0,
        "failed": 1,
        "results": [
            {
                "externalId": "a", "status": "CREATED", "id": str(topic.pk),
                "url": topic.get_absolute_url(),
                "posts": [{"externalId": "p1", "status": "CREATED"}], "problem": None,
            },
            {
                "externalId": "b", "status": "FAILED", "id": None, "url": "", "posts": [],
                "problem": {
                    "code": "unknown_category",
                    "fields": [
                        {"at": "category", "messages": ["There is no category with this slug."]}
                    ],
                },
            },
        ],
    }  # fmt: skip
    assert [row["status"] for row in again["results"]] == ["UNCHANGED", "FAILED"]


def test_graphql_brings_members_and_posts_in(as_, place):
    client = as_(AdminFactory())
    thread = TopicFactory(category=place).thread
    reply = f"""{{ externalId: "p1", topic: {thread.pk}, authorExternalId: "1",
                  markdown: "Said.", createdAt: "{DAY}" }}"""
    query = f"""mutation {{ forum {{
        importMembers(source: "old", items: [{{ externalId: "1", username: "old1" }}]) {{
            report {{ results {{ status username }} }}
        }}
        importPosts(source: "old", items: [{reply}]) {{
            report {{ results {{ status problem {{ detail }} }} }}
        }}
    }} }}"""

    answer = asked(client, query)["data"]["forum"]

    assert answer["importMembers"]["report"] == {
        "results": [{"status": "CREATED", "username": "old1"}]
    }
    assert answer["importPosts"]["report"] == {"results": [{"status": "CREATED", "problem": None}]}
    assert thread.posts.get(number=2).author.username == "old1"


def test_graphql_says_no_to_everybody_else(as_, place):
    answer = asked(as_(ModeratorFactory()), MUTATION, items=[])

    assert answer["errors"][0]["extensions"]["code"] == "denied"


def test_graphql_tells_of_a_request_that_is_malformed_as_a_whole(as_, place):
    answer = asked(as_(AdminFactory()), MUTATION, items=[])

    assert answer["errors"][0]["extensions"]["code"] == "invalid"
