"""The lists, feeds, site map and page metadata that a second kind gets by registering: the toy's
notes, beside the forum's topics. What one kind has shows nowhere among the other's."""

import json
import re

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.containers.actions import create_container
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import counts
from community.discussions.lists.scope import Scope
from community.discussions.models import Tag
from community.discussions.reading.actions import mark_all_read
from community.kernel.text import slug
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.toykind.actions import pin_note
from tests.toykind.models import Board

pytestmark = pytest.mark.django_db

SHARED = [
    name for name, order in ORDERS.items() if not order.is_personal and not order.for_solutions
]
PERSONAL = [name for name, order in ORDERS.items() if order.is_personal]
NOTE, TOPIC = "Bring your gauges in", "My gauge leaks"


def a_board(title, **fields):
    return create_container(Board, title=title, slug=slug(title), by=AdminFactory(), **fields)


def a_note(board, *, by, title=NOTE):
    return pin_note(board=board, title=title, source="For all to read.", tags=["frost"], by=by)


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def frost():
    return Tag.objects.create(name="frost", folded_name="frost")


@pytest.fixture
def board():
    return a_board("Green board")


@pytest.fixture
def both(author, board, frost):
    """A note and a topic, with the same tag, and both with a place in every shared list."""
    note = a_note(board, by=author)
    topic = TopicFactory(title=TOPIC, by=author, tags=["frost"]).thread
    handled()
    return note, topic


def list_url(name, base):
    narrow = base not in {"/", "/notes/"}
    return base if name == "latest" else f"{base}{'l/' if narrow else ''}{name}/"


# -- each kind by itself ---------------------------------------------------------------------
@pytest.mark.parametrize("name", SHARED)
def test_a_list_has_the_threads_of_its_kind_only(name, both, board, as_):
    notes = ["/notes/", f"/notes/c/green-board/{board.pk}/", "/notes/tag/frost/"]
    topics = ["/", "/tag/frost/"]

    for bases, shown, other in ((notes, NOTE, TOPIC), (topics, TOPIC, NOTE)):
        for base in bases:
            url = list_url(name, base)
            page = as_().get(url, {"period": "all"}).content.decode()
            assert other not in page, url
            assert (shown in page) == (name != "top"), url  # which beat fills


def test_feeds_have_the_threads_of_their_kind_only(both, board, as_):
    note, _ = both
    notes = ["/notes/latest.atom", f"/notes/c/green-board/{board.pk}.atom",
               "/notes/tag/frost.atom",
               f"/notes/t/bring-your-gauges-in/{note.pk}.atom"]  # fmt: skip
    topics = ["/latest.atom", "/tag/frost.atom"]

    for found, shown, other in ((notes, NOTE, TOPIC), (topics, TOPIC, NOTE)):
        for url in found:
            feed = as_().get(url).content.decode()
            assert shown in feed, url
            assert other not in feed, url
    ids = [re.findall(r"<id>([^<]+)</id>", as_().get(url).text)[0] for url in notes + topics]
    assert len(set(ids)) == len(ids)


def test_addresses_of_one_kind_do_not_find_threads_and_containers_of_another(both, board, as_):
    note, topic = both

    assert as_().get(f"/c/green-board/{board.pk}/").status_code == 404
    assert as_().get(f"/c/green-board/{board.pk}.atom").status_code == 404
    assert as_().get(f"/t/{note.title}/{note.pk}.atom").status_code == 404
    assert as_().get(f"/notes/t/my-gauge-leaks/{topic.pk}.atom").status_code == 404
    assert as_().get(f"/notes/c/x/{topic.container_id}/").status_code == 404


def test_the_site_map_has_both_kinds_each_with_its_own_addresses(both, board, as_):
    note, _ = both
    index = as_().get("/sitemap.xml").content.decode()
    places = as_().get("/sitemap-places.xml").content.decode()
    shards = {
        kind: as_().get(f"/sitemap-{kind}-{note.pk // 10_000}.xml").content.decode()
        for kind in ("topics", "notes")
    }

    assert "sitemap-topics-" in index
    assert "sitemap-notes-" in index
    for url in ("/notes/", "/notes/tag/frost/", "/tag/frost/", board.get_absolute_url()):
        assert f"<loc>http://testserver{url}</loc>" in places
    assert f"/threads/{note.pk}/" in shards["notes"]
    assert "my-gauge-leaks" not in shards["notes"]
    assert "my-gauge-leaks" in shards["topics"]
    assert f"/threads/{note.pk}/" not in shards["topics"]


def test_programs_find_no_thread_of_another_kind_in_the_forum(both, as_):
    query = {"query": "{ forum { topics { edges { node { id } } } } }"}
    graphql = as_().post("/graphql/", query, content_type="application/json").json()
    _, topic = both

    for name in ("topics/", "topics/latest/", "topics/latest/?tag=frost"):
        rows = as_().get(f"/api/v1/{name}").json()["results"]
        assert [row["id"] for row in rows] == [topic.pk]
    edges = graphql["data"]["forum"]["topics"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [str(topic.pk)]


def test_programs_have_the_lists_of_a_kind_that_declares_them(both, as_):
    note, _ = both

    for name in ("latest/", "latest/?pinboard=green-board", "hot/?tag=frost", "top/?period=all"):
        rows = as_().get(f"/api/v1/notes/{name}").json()["results"]
        assert [row["id"] for row in rows] == ([] if "top" in name else [note.pk])
    assert as_().get("/api/v1/notes/latest/?pinboard=none").json()["results"] == []
    assert as_().get("/api/v1/notes/new/").status_code == 401
    assert as_(UserFactory()).get("/api/v1/notes/counts/").json() == {"unread": 0, "new": 0}


# -- what is a member's own ------------------------------------------------------------------
def test_counts_marks_and_what_is_newer_are_of_one_kind(both, author, board, as_):
    member = UserFactory()
    note, _ = both
    kinds = [kind_named("toykind.note"), kind_named("forum.topic")]
    for thread in both:
        assert as_(member).post(f"/threads/{thread.pk}/watch/", {"level": 2}).status_code == 302
        PostFactory(thread=thread, by=author)
    newer = "newer/?after=2020-01-01T00:00:00Z"

    before = [counts(Scope(kind=kind, viewer=member)) for kind in kinds]
    marked = as_(member).get("/notes/").content.decode()
    mark_all_read(kind="notes", object_id=0, by=member)
    after = [counts(Scope(kind=kind, viewer=member)) for kind in kinds]

    assert [row["unread"] for row in before] == [1, 1]
    assert f'href="/threads/{note.pk}/1/">2 new</a>' in marked
    assert [row["unread"] for row in after] == [0, 1]
    assert as_(member).get(f"/notes/{newer}").json() == {"count": 1}
    assert as_(member).get(f"/notes/{newer}&pinboard={board.pk}").json() == {"count": 1}
    assert as_(member).get(f"/{newer}").json() == {"count": 1}


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_lists_ask_visitors_to_sign_in(name, as_):
    url = list_url(name, "/notes/")

    asked = as_().get(url)

    assert (asked.status_code, asked.headers["Location"]) == (302, f"/accounts/login/?next={url}")
    assert as_(UserFactory()).get(url).status_code == 200


def test_a_kind_without_solutions_has_no_list_of_what_needs_one(board, as_):
    assert as_().get("/notes/needs-solution/").status_code == 404
    assert as_().get(f"{board.get_absolute_url()}l/needs-solution/").status_code == 404
    assert "Needs solution" not in as_().get("/notes/").content.decode()


# -- who reads it ------------------------------------------------------------------------------
def test_what_lies_on_a_private_board_is_for_its_readers_only(frost, as_):
    reader = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Team")
    board = a_board("Back room", audience=team)
    note = a_note(board, by=reader)
    handled()
    lists = ["/notes/", "/notes/hot/", "/notes/unanswered/"]
    own = [board.get_absolute_url(), f"{board.get_absolute_url()}l/hot/", "/notes/tag/frost/"]
    shard = f"/sitemap-notes-{note.pk // 10_000}.xml"
    programs = ["/notes/latest.atom", f"/notes/c/back-room/{board.pk}.atom",
                "/notes/tag/frost.atom", f"/notes/t/x/{note.pk}.atom", "/sitemap.xml",
                "/sitemap-places.xml", shard]  # fmt: skip

    for url in lists + own:
        assert NOTE in as_(reader).get(url).content.decode(), url
    for client in (as_(), as_(UserFactory())):
        for url in lists:
            page = client.get(url).content.decode()
            assert NOTE not in page, url
            assert "Back room" not in page, url
        assert [client.get(url).status_code for url in own] == [404, 404, 404]
        for answer in map(client.get, programs):
            for word in (NOTE, "back-room", f"/threads/{note.pk}/", "notes-", "frost"):
                assert answer.status_code == 404 or word not in answer.content.decode()


# -- its page ----------------------------------------------------------------------------------
def test_its_page_says_what_it_is_to_search_engines(both, board, as_):
    note, _ = both
    page = as_().get(f"/threads/{note.pk}/").content.decode()
    [told] = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    discussion, breadcrumbs = json.loads(told)["@graph"]

    assert f'<link rel="canonical" href="http://testserver/threads/{note.pk}/">' in page
    assert f"/notes/t/bring-your-gauges-in/{note.pk}.atom" in page
    assert '<meta name="description" content="For all to read.">' in page
    assert discussion["@type"] == "DiscussionForumPosting"
    assert discussion["isPartOf"]["name"] == "Green board"
    steps = [step["name"] for step in breadcrumbs["itemListElement"]]
    assert steps == ["Notes", "Green board", NOTE]


# -- cost --------------------------------------------------------------------------------------
def test_a_list_costs_the_same_whatever_there_is_of_it_and_of_other_kinds(
    author, board, frost, as_, django_assert_num_queries
):
    member, category = UserFactory(), CategoryFactory()
    client = as_(member)

    for count in (3, 12):
        for n in range(count):
            a_note(board, by=author, title=f"Note {n}")
            TopicFactory(category=category, by=author)
        for url, cost in {"/notes/": 9, "/": 9, "/notes/hot/": 8, "/hot/": 8}.items():
            client.get(url)  # rows that are not there yet are rendered once
            with django_assert_num_queries(cost):
                client.get(url)
        with django_assert_num_queries(1):
            as_().get("/sitemap.xml")
        with django_assert_num_queries(2):
            as_().get("/sitemap-places.xml")
        handled()
