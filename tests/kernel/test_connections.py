"""Long lists over GraphQL: every row once, in order, at a price that does not depend on them."""

import pytest

from community.accounts.invitations.actions import invite
from community.discussions.actions import delete_post, edit_post, like_post
from community.discussions.models import Thread
from community.discussions.reading.actions import mark_read
from community.discussions.tags.actions import form_tag_group
from community.kernel.connections import page_args, paginate
from forum.actions import accept_answer
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def ask(client, query, **variables):
    body = {"query": query, "variables": variables}
    return client.post("/graphql/", body, content_type="application/json").json()


@pytest.fixture
def threads():
    category, by = CategoryFactory(), UserFactory()
    made = [TopicFactory(category=category, by=by).thread for _ in range(7)]
    now = made[0].bumped_at
    Thread.objects.update(bumped_at=now)  # so that only the id tells them apart
    return [thread.pk for thread in made]


KEYS = [["bumped_at", "id"], ["-bumped_at", "-id"]]


def some(keys, **asked):
    return paginate(Thread.objects.all(), keys, page_args(**asked))


def ids(found):
    return [row.pk for row in found.nodes]


@pytest.mark.parametrize("keys", KEYS)
def test_every_row_comes_once_forwards_and_backwards(keys, threads):
    wanted = threads if keys == KEYS[0] else threads[::-1]

    first = some(keys, first=3)
    second = some(keys, first=3, after=first.cursors[-1])
    third = some(keys, first=3, after=second.cursors[-1])
    last = some(keys, last=3)
    before = some(keys, last=3, before=last.cursors[0])

    assert ids(first) + ids(second) + ids(third) == wanted
    assert (ids(last), ids(before)) == (wanted[-3:], wanted[-6:-3])
    facts = [(page.has_previous_page, page.has_next_page) for page in (first, second, third)]
    assert facts == [(False, True), (True, True), (True, False)]
    assert (last.has_previous_page, last.has_next_page) == (True, False)
    assert (before.has_previous_page, before.has_next_page) == (True, True)


@pytest.mark.parametrize("keys", KEYS)
def test_what_lies_between_two_cursors(keys, threads):
    every = some(keys)

    between = some(keys, after=every.cursors[1], before=every.cursors[5])

    assert ids(between) == ids(every)[2:5]


def test_a_part_of_nothing_has_no_cursors():
    info = paginate(Thread.objects.none(), KEYS[0], page_args()).page_info

    assert (info.start_cursor, info.end_cursor, info.has_next_page) == (None, None, False)


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ("first: 0", "first"),
        ("first: 101", "first"),
        ("last: -1", "last"),
        ("first: 1, last: 1", "last"),
        ('after: "x"', "after"),
        ('before: ""', "before"),
        ('after: "WyJhdCIsICJ4Il0"', "after"),
    ],
)
def test_what_cannot_be_asked_for_is_told_by_its_name(asked, word, as_):
    answer = ask(as_(), f"{{ accounts {{ members({asked}) {{ nodes {{ id }} }} }} }}")

    [error] = answer["errors"]
    assert error["extensions"]["code"] == "invalid"
    assert list(error["extensions"]["fields"]) == [word]


def test_a_cursor_holds_whatever_comes_and_goes_meanwhile(as_):
    thread = TopicFactory().thread
    posts = [PostFactory(thread=thread) for _ in range(6)]
    query = """query ($id: ID!, $after: String) { discussions { thread(id: $id) {
        posts(first: 3, after: $after) { edges { cursor node { number } } pageInfo {
            hasNextPage endCursor startCursor } } } } }"""

    def page(after=None):
        answer = ask(as_(), query, id=thread.pk, after=after)
        found = answer["data"]["discussions"]["thread"]["posts"]
        return [edge["node"]["number"] for edge in found["edges"]], found["pageInfo"]

    first, info = page()
    for post in (posts[1], posts[2]):  # 3 and 4
        delete_post(post=post, by=post.author)
    second, info = page(info["endCursor"])
    third, end = page(info["endCursor"])

    assert (first, second, third) == ([1, 2, 3], [5, 6, 7], [])
    assert info["hasNextPage"] is False
    assert end == {"hasNextPage": False, "endCursor": None, "startCursor": None}


def test_a_thread_gives_the_last_ones_of_its_posts(as_):
    thread = TopicFactory().thread
    for _ in range(4):
        PostFactory(thread=thread)
    query = """query ($id: ID!) { discussions { thread(id: $id) {
        posts(last: 2) { nodes { number } pageInfo { hasPreviousPage } } } } }"""

    posts = ask(as_(), query, id=thread.pk)["data"]["discussions"]["thread"]["posts"]

    assert [post["number"] for post in posts["nodes"]] == [4, 5]
    assert posts["pageInfo"]["hasPreviousPage"]


@pytest.mark.parametrize("order", ["LATEST", "HOT", "TOP", "NEW", "UNANSWERED"])
@pytest.mark.parametrize("place", ["", ', category: "outer"', ', tag: "frost"'])
def test_every_list_of_topics_is_read_in_parts(order, place, as_):
    reader, admin, by = UserFactory(), AdminFactory(), UserFactory(trust_level=3)
    outer = CategoryFactory(slug="outer", by=admin)
    inner = CategoryFactory(slug="inner", parent=outer, by=admin)
    for n in range(5):
        TopicFactory(category=(outer, inner)[n % 2], by=by, tags=["frost"])
    Thread.objects.update(top_month=1, hot=0.25)
    client, seen, after = as_(reader), [], None
    query = f"""query ($after: String) {{ forum {{ topics(
        first: 2, after: $after, list: {order}{place}
    ) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""

    for _ in range(3):
        page_args = ask(client, query, after=after)["data"]["forum"]["topics"]
        seen += [int(node["id"]) for node in page_args["nodes"]]
        after = page_args["pageInfo"]["endCursor"]

    assert sorted(seen) == sorted(Thread.objects.values_list("pk", flat=True))
    assert not page_args["pageInfo"]["hasNextPage"]


DEEP = """{ forum { topics(%s: 50) {
    nodes { id version openingPost { thread { id } } tags { id groupId }
        solution { url thread { title } parent { author { badges profile { bio } } } }
        category { parent { parent { title } } permissions requiredTagGroups { id } }
        thread { url author { badges } lastAuthor { badges }
            viewerReading { level unreadCount thread { url } }
            posts(%s: 9) { edges { cursor node { url thread { url title }
            author { profile { bio } badges } viewerReaction reactions { count }
            parent { author { badges } parent { author { username } } } } } } } }
    pageInfo { endCursor } } } }"""


class Place:
    """So many topics, with so many replies in the last of them."""

    def __init__(self):
        self.moderator = ModeratorFactory(trust_level=4)
        self.admin, self.category = AdminFactory(), CategoryFactory()
        self.group = form_tag_group(title="Kind", by=self.admin)
        self.mine = TopicFactory(category=self.category, by=self.moderator).thread.posts.get()

    def grow(self, count):
        for n in range(count):
            author = UserFactory(trust_level=3)
            CategoryFactory(by=self.admin, parent=self.category, required_tag_groups=[self.group])
            topic = TopicFactory(category=self.category, by=author, tags=["shared", f"own-{n % 5}"])
            mark_read(thread=topic.thread, upto=1, ms=0, by=self.moderator)
            inner = PostFactory(thread=topic.thread, source=f"@{self.moderator.username} look")
            PostFactory(thread=topic.thread, parent=inner)
            accept_answer(post=inner, by=author)
            like_post(post=self.mine, by=author)
            edit_post(post=self.mine, source="Another text. " * (n + 9), by=self.moderator)
            invite(by=self.moderator, site="http://testserver/")

    def queries(self):
        mine = self.mine.pk
        for end in ("first", "last"):
            yield DEEP % (end, end)
        yield """{ accounts { members(first: 50) {
            nodes { badges profile { bio } sessions { id } } } } }"""
        yield "{ accounts { invitations(first: 50) { edges { cursor node { state } } } } }"
        yield f"""{{ discussions {{ revisions(postId: {mine}, first: 50) {{ nodes {{
            editor {{ badges profile {{ bio }} }} changes {{ name }} }} }} }} }}"""
        yield f"""{{ discussions {{ reactions(postId: {mine}, first: 50) {{ edges {{ node {{
            member {{ badges profile {{ bio }} }} }} }} }} }} }}"""
        yield """{ discussions { mentions(first: 50) { nodes { post { author { badges }
            url thread { url title lastAuthor { id } }
            reactions { count } viewerReaction parent { author { profile { bio } } } } } } } }"""
        yield """{ forum { categories { parent { title } permissions requiredTagGroups { title } }
            tags { url } tagGroups { id }
            discussions(limit: 50) { author { profile { bio } badges } tags content
                replies { latest { author } } } } }"""


def test_what_is_nested_costs_the_same_for_thirty_as_for_three(as_, django_assert_num_queries):
    place = Place()
    client = as_(place.moderator)
    place.grow(3)
    counts = []

    for query in place.queries():
        with django_assert_num_queries(99, exact=False) as asked:
            answer = ask(client, query)
        assert "errors" not in answer, answer
        counts.append(len(asked))
    place.grow(27)

    for query, count in zip(place.queries(), counts, strict=True):
        with django_assert_num_queries(count):
            ask(client, query)
    assert max(counts) <= 30
