"""Queries whose SQL is kept say to everybody what the plain ones say to them."""

import random
import re
from collections import Counter, defaultdict

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import (
    form_audience,
    form_group,
    remove_from_group,
)
from community.accounts.models import Audience, User
from community.discussions.actions import delete_post, delete_thread
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import counts, light_page, page_of
from community.discussions.lists.scope import Scope
from community.discussions.models import Post, Thread
from community.discussions.models.reading import Level
from community.discussions.operations import POST, THREAD
from community.discussions.queries import readable_thread
from community.discussions.reading.actions import (
    mark_all_read,
    mark_read,
    watch_place,
    watch_thread,
)
from community.kernel import prepared
from community.kernel.statements import Statement
from forum import queries
from forum.actions.topic_edits import edit_topic
from forum.models import KIND, Category, Topic
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.worlds import empty_store

pytestmark = pytest.mark.django_db
TOPICS = kind_named(KIND)


@pytest.fixture
def place():
    """Open and private categories, and people who see, follow and mute different things."""
    team, letter = [UserFactory(), UserFactory()], UserFactory()
    private = form_audience(kind=Audience.Kind.SHARED, members=team)
    personal = form_audience(kind=Audience.Kind.PERSONAL, members=[letter])
    muter, plain, moderator = UserFactory(), UserFactory(), ModeratorFactory()
    by = {None: plain, private: team[0], personal: letter}
    categories = [CategoryFactory(audience=audience) for audience in by if audience]
    open_one, other = CategoryFactory(), CategoryFactory(has_solutions=False)
    topics = [
        TopicFactory(category=category, by=writer)
        for category, writer in [
            (open_one, plain), (other, muter), (categories[0], team[0]), (categories[1], letter),
        ]
        for _ in range(2)
    ]  # fmt: skip
    PostFactory(thread=topics[0].thread, by=muter)
    delete_thread(thread=topics[1].thread, by=moderator)
    watch_place(kind="forum.category", object_id=other.pk, level=Level.MUTED, by=muter)
    watch_thread(thread=topics[0].thread, level=Level.WATCHING, by=letter)
    mark_read(thread=topics[2].thread, upto=1, ms=0, by=team[1])
    mark_all_read(kind="forum", object_id=0, by=team[1])
    return [AnonymousUser(), *User.objects.filter(is_machine=False)]


def narrowed(viewer):
    yield Scope(kind=TOPICS, viewer=viewer)
    for category in Category.objects.visible_to(viewer):
        yield Scope(kind=TOPICS, viewer=viewer, container=category)


def test_whoever_asks_first_everybody_sees_their_own(place):
    """In any order of asking: what was kept for one never serves somebody who sees other things."""
    for seed in range(2):
        prepared._kept.clear()
        viewers = place[:]
        random.Random(seed).shuffle(viewers)
        for viewer in viewers:
            for scope in narrowed(viewer):
                for order in ORDERS.values():
                    if order.is_personal and not viewer.is_authenticated:
                        continue
                    kept, plain = light_page(order, scope, None), page_of(order, scope, None)
                    assert [row.pk for row in kept.rows] == [row.pk for row in plain.rows]
                if viewer.is_authenticated:
                    rows = {name: len(page_of(ORDERS[name], scope, None).rows) for name in COUNTED}
                    assert counts(scope) == rows


COUNTED = ("unread", "new")


WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE)\b")


@pytest.fixture
def compared(monkeypatch):
    """Every read that the server keeps is run as plain SQL, too, and says the same."""
    seen = defaultdict(list)
    fetched = Statement.fetched

    def both(self, values):
        if WRITES.search(self.sql):
            return fetched(self, values)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, {**self.constants, **values})
            plain = cursor.fetchall()
        with CaptureQueriesContext(connection) as asked:
            found = fetched(self, values)
        assert Counter(map(str, found)) == Counter(map(str, plain))
        seen[self].append("EXECUTE" in asked[0]["sql"])
        return found

    monkeypatch.setattr(Statement, "fetched", both)
    return seen


@pytest.mark.parametrize("who", ["visitor", "member", "moderator", "team"])
def test_what_the_server_keeps_follows_every_change(who, as_, compared):
    """Of pages of everybody's, before and after: a topic becomes private, a group is left."""
    viewer = {
        "visitor": lambda: None, "member": UserFactory, "moderator": ModeratorFactory,
        "team": UserFactory,
    }[who]()  # fmt: skip
    admin = AdminFactory()
    members = [admin, viewer] if who == "team" else [admin]
    team = form_group(name="Team", slug="team", members=members, by=admin)
    audience = form_audience(kind=Audience.Kind.SHARED, groups=[team])
    closed, place = CategoryFactory(audience=audience), CategoryFactory()
    topic = TopicFactory(category=place, title="An open one", by=admin)
    secret = TopicFactory(category=closed, title="A secret one", by=admin)
    client = as_(viewer)

    def sees():
        for _ in range(3):
            empty_store()
            lists = [client.get(path) for path in ("/", "/top/", place.get_absolute_url())]
            pages = [client.get(one.get_absolute_url()) for one in (topic, secret, closed)]
            if viewer:
                lists += [client.get(f"/{name}/") for name in ("new", "unread", "following")]
        assert {page.status_code for page in lists} == {200}
        first, found = lists[0].content.decode(), [page.status_code == 200 for page in pages]
        assert [one.thread.title in first for one in (topic, secret)] == found[:2]
        return found

    assert sees() == [True, who == "team", who == "team"]
    edit_topic(topic=topic, category=closed, by=admin)
    assert sees() == [who == "team"] * 3
    for member in members:
        remove_from_group(group=team, member=member, by=admin)
    assert sees() == [False] * 3
    assert all(any(runs) for runs in compared.values() if len(runs) > 2)
    assert len(compared) > (9 if viewer else 3)


def test_pages_cache_sql_and_no_html(place, as_):
    prepared._kept.clear()
    client, topic = as_(place[-1]), Topic.objects.first()

    for path in ("/", topic.category.get_absolute_url(), topic.get_absolute_url()):
        client.get(path)

    assert len(prepared._kept) > 4
    for read in prepared._kept.values():
        assert type(read) is prepared.Prepared
        assert read.sql.lstrip("( ").startswith("SELECT")


@pytest.mark.parametrize(("resource", "model"), [(THREAD, Thread), (POST, Post)])
def test_rest_finds_one_row_where_it_would_list_it(resource, model, place):
    prepared._kept.clear()
    delete_post(post=PostFactory(by=place[-1]), by=place[-1])
    ids = list(model.objects.values_list("pk", flat=True))
    found = {}
    for viewer in [*place, *reversed(place)]:
        listed = set(resource.find(viewer).values_list("pk", flat=True))
        found[viewer.pk] = {pk for pk in ids if resource.one(viewer, pk)}
        assert found[viewer.pk] == listed
    assert len({frozenset(seen) for seen in found.values()}) >= 4  # they do see different things


def test_what_is_replied_to_is_found_as_it_is_now(place):
    topic, member = TopicFactory(), UserFactory()
    assert readable_thread(member, topic.pk).title == topic.thread.title

    Thread.objects.filter(pk=topic.pk).update(title="Another title")
    assert readable_thread(member, topic.pk).title == "Another title"

    delete_thread(thread=topic.thread, by=topic.thread.author)
    assert readable_thread(member, topic.pk) is None
    assert readable_thread(ModeratorFactory(), topic.pk)


def test_a_topics_head_is_found_by_whoever_may_read_it(place):
    prepared._kept.clear()
    threads = list(Thread.objects.filter(kind=KIND))
    found = {}
    for viewer in [*place, *reversed(place)]:
        visible = set(Thread.objects.visible_to(viewer).values_list("pk", flat=True))
        for thread in threads:
            head = queries.topic_thread(viewer, thread.pk)
            assert (head is not None) == (thread.pk in visible)
            found.setdefault(viewer.pk, set()).update({thread.pk} if head else ())
    assert len({frozenset(seen) for seen in found.values()}) >= 4  # they do see different things


@pytest.mark.parametrize(
    "rows",
    [
        lambda: User.objects.order_by("pk"),
        lambda: Category.objects.select_related("parent").order_by("pk"),
        lambda: Thread.objects.only("title", "bumped_at").order_by("pk"),
        lambda: Topic.objects.select_related("thread__author", "category").order_by("pk"),
    ],
)
def test_a_row_is_what_the_orm_makes(place, rows):
    """With the same fields read and left out, of itself and of what was selected beside it."""

    def told(row, depth=3):
        read = {name: value for name, value in vars(row).items() if name != "_state"}
        beside = row._state.fields_cache.items()
        state = type(row), row._state.adding, row._state.db, sorted(row.get_deferred_fields())
        return read, state, {name: one and depth and told(one, depth - 1) for name, one in beside}

    read = prepared.prepare(rows(), {})
    made = read.rows({})

    assert not read.made.is_special
    assert len(made) > 3
    assert [told(row) for row in made] == [told(row) for row in rows()]
