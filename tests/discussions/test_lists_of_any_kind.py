"""The lists, feeds, site map and page metadata that a second kind gets by registering: the toy's
notices, beside the forum's topics. What one kind has shows nowhere among the other's."""

import json
import re

import pytest
from django.urls import include, path

from community.accounts.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions.reading import mark_all_read
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.lists.queries import counts
from community.discussions.lists.scope import Scope
from community.discussions.models import Tag
from community.kernel.operations.rest import routes
from tests import urls
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory
from tests.handled import handled
from tests.toykind.actions import open_board, post_notice
from tests.toykind.operations import declared

pytestmark = pytest.mark.django_db

SHARED = [
    name for name, order in ORDERS.items() if not order.is_personal and not order.for_solutions
]
PERSONAL = [name for name, order in ORDERS.items() if order.is_personal]
urlpatterns = [*urls.urlpatterns, path("toy/", include(routes(*declared)))]
NOTICE, TOPIC = "Bring your gauges in", "My gauge leaks"


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def frost():
    return Tag.objects.create(name="frost", folded_name="frost")


@pytest.fixture
def board():
    return open_board(title="Green board", audience=Audience.objects.get(pk=Audience.PUBLIC_ID))


@pytest.fixture
def both(author, board, frost):
    """A notice and a topic, with the same tag, and both with a place in every shared list."""
    notice = post_notice(title=NOTICE, by=author, board=board, tags=[frost])
    topic = TopicFactory(title=TOPIC, by=author, tags=["frost"]).thread
    handled()
    return notice, topic


def list_url(name, base):
    narrow = base not in {"/", "/notices/"}
    return base if name == "latest" else f"{base}{'l/' if narrow else ''}{name}/"


# -- each kind by itself ---------------------------------------------------------------------
@pytest.mark.parametrize("name", SHARED)
def test_a_list_has_the_threads_of_its_kind_only(name, both, board, as_):
    notices = ["/notices/", f"/notices/c/green-board/{board.pk}/", "/notices/tag/frost/"]
    topics = ["/", "/tag/frost/"]

    for bases, shown, other in ((notices, NOTICE, TOPIC), (topics, TOPIC, NOTICE)):
        for base in bases:
            url = list_url(name, base)
            page = as_().get(url, {"period": "all"}).content.decode()
            assert other not in page, url
            assert (shown in page) == (name != "top"), url  # which beat fills


def test_feeds_have_the_threads_of_their_kind_only(both, board, as_):
    notice, _ = both
    notices = ["/notices/latest.atom", f"/notices/c/green-board/{board.pk}.atom",
               "/notices/tag/frost.atom",
               f"/notices/t/bring-your-gauges-in/{notice.pk}.atom"]  # fmt: skip
    topics = ["/latest.atom", "/tag/frost.atom"]

    for found, shown, other in ((notices, NOTICE, TOPIC), (topics, TOPIC, NOTICE)):
        for url in found:
            feed = as_().get(url).content.decode()
            assert shown in feed, url
            assert other not in feed, url
    ids = [re.findall(r"<id>([^<]+)</id>", as_().get(url).text)[0] for url in notices + topics]
    assert len(set(ids)) == len(ids)


def test_addresses_of_one_kind_do_not_find_threads_and_containers_of_another(both, board, as_):
    notice, topic = both

    assert as_().get(f"/c/green-board/{board.pk}/").status_code == 404
    assert as_().get(f"/c/green-board/{board.pk}.atom").status_code == 404
    assert as_().get(f"/t/{notice.title}/{notice.pk}.atom").status_code == 404
    assert as_().get(f"/notices/t/my-gauge-leaks/{topic.pk}.atom").status_code == 404
    assert as_().get(f"/notices/c/x/{topic.container_id}/").status_code == 404


def test_the_site_map_has_both_kinds_each_with_its_own_addresses(both, board, as_):
    notice, _ = both
    index = as_().get("/sitemap.xml").content.decode()
    places = as_().get("/sitemap-places.xml").content.decode()
    shards = {
        kind: as_().get(f"/sitemap-{kind}-{notice.pk // 10_000}.xml").content.decode()
        for kind in ("topics", "notices")
    }

    assert "sitemap-topics-" in index
    assert "sitemap-notices-" in index
    for url in ("/notices/", "/notices/tag/frost/", "/tag/frost/", board.get_absolute_url()):
        assert f"<loc>http://testserver{url}</loc>" in places
    assert f"/threads/{notice.pk}/" in shards["notices"]
    assert "my-gauge-leaks" not in shards["notices"]
    assert "my-gauge-leaks" in shards["topics"]
    assert f"/threads/{notice.pk}/" not in shards["topics"]


def test_programs_find_no_thread_of_another_kind_in_the_forum(both, as_):
    query = {"query": "{ forum { topics { edges { node { id } } } } }"}
    graphql = as_().post("/graphql/", query, content_type="application/json").json()
    _, topic = both

    for name in ("topics/", "topics/latest/", "topics/latest/?tag=frost"):
        rows = as_().get(f"/api/v1/{name}").json()["results"]
        assert [row["id"] for row in rows] == [topic.pk]
    edges = graphql["data"]["forum"]["topics"]["edges"]
    assert [edge["node"]["id"] for edge in edges] == [str(topic.pk)]


@pytest.mark.urls(__name__)  # with what the toy's `operations.py` declares
def test_programs_have_the_lists_of_a_kind_that_declares_them(both, as_):
    notice, _ = both

    for name in ("latest/", "latest/?board=green-board", "hot/?tag=frost", "top/?period=all"):
        rows = as_().get(f"/toy/notices/{name}").json()["results"]
        assert [row["id"] for row in rows] == ([] if "top" in name else [notice.pk])
    assert as_().get("/toy/notices/latest/?board=none").json()["results"] == []
    assert as_().get("/toy/notices/new/").status_code == 401
    assert as_(UserFactory()).get("/toy/notices/counts/").json() == {"unread": 0, "new": 0}


# -- what is a member's own ------------------------------------------------------------------
def test_counts_marks_and_what_is_newer_are_of_one_kind(both, author, board, as_):
    member = UserFactory()
    notice, _ = both
    kinds = [kind_named("toykind.notice"), kind_named("forum.topic")]
    for thread in both:
        assert as_(member).post(f"/threads/{thread.pk}/watch/", {"level": 2}).status_code == 302
        PostFactory(thread=thread, by=author)
    newer = "newer/?after=2020-01-01T00:00:00Z"

    before = [counts(Scope(kind=kind, viewer=member)) for kind in kinds]
    marked = as_(member).get("/notices/").content.decode()
    mark_all_read(kind="notices", object_id=0, by=member)
    after = [counts(Scope(kind=kind, viewer=member)) for kind in kinds]

    assert [row["unread"] for row in before] == [1, 1]
    assert f'href="/threads/{notice.pk}/1/">2 new</a>' in marked
    assert [row["unread"] for row in after] == [0, 1]
    assert as_(member).get(f"/notices/{newer}").json() == {"count": 1}
    assert as_(member).get(f"/notices/{newer}&board={board.pk}").json() == {"count": 1}
    assert as_(member).get(f"/{newer}").json() == {"count": 1}


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_lists_ask_visitors_to_sign_in(name, as_):
    url = list_url(name, "/notices/")

    asked = as_().get(url)

    assert (asked.status_code, asked.headers["Location"]) == (302, f"/accounts/login/?next={url}")
    assert as_(UserFactory()).get(url).status_code == 200


def test_a_kind_without_solutions_has_no_list_of_what_needs_one(board, as_):
    assert as_().get("/notices/needs-solution/").status_code == 404
    assert as_().get(f"{board.get_absolute_url()}l/needs-solution/").status_code == 404
    assert "Needs solution" not in as_().get("/notices/").content.decode()


# -- who reads it ------------------------------------------------------------------------------
def test_what_lies_on_a_private_board_is_for_its_readers_only(frost, as_):
    reader = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Team")
    board = open_board(title="Back room", audience=team)
    notice = post_notice(title=NOTICE, by=reader, board=board, tags=[frost])
    handled()
    lists = ["/notices/", "/notices/hot/", "/notices/unanswered/"]
    own = [board.get_absolute_url(), f"{board.get_absolute_url()}l/hot/", "/notices/tag/frost/"]
    shard = f"/sitemap-notices-{notice.pk // 10_000}.xml"
    programs = ["/notices/latest.atom", f"/notices/c/back-room/{board.pk}.atom",
                "/notices/tag/frost.atom", f"/notices/t/x/{notice.pk}.atom", "/sitemap.xml",
                "/sitemap-places.xml", shard]  # fmt: skip

    for url in lists + own:
        assert NOTICE in as_(reader).get(url).content.decode(), url
    for client in (as_(), as_(UserFactory())):
        for url in lists:
            page = client.get(url).content.decode()
            assert NOTICE not in page, url
            assert "Back room" not in page, url
        assert [client.get(url).status_code for url in own] == [404, 404, 404]
        for answer in map(client.get, programs):
            for word in (NOTICE, "back-room", f"/threads/{notice.pk}/", "notices-", "frost"):
                assert answer.status_code == 404 or word not in answer.content.decode()


# -- its page ----------------------------------------------------------------------------------
def test_its_page_says_what_it_is_to_search_engines(both, board, as_):
    notice, _ = both
    page = as_().get(f"/threads/{notice.pk}/").content.decode()
    [told] = re.findall(r'<script type="application/ld\+json">(.+?)</script>', page)
    discussion, breadcrumbs = json.loads(told)["@graph"]

    assert f'<link rel="canonical" href="http://testserver/threads/{notice.pk}/">' in page
    assert f"/notices/t/bring-your-gauges-in/{notice.pk}.atom" in page
    assert '<meta name="description" content="For all to read.">' in page
    assert discussion["@type"] == "DiscussionForumPosting"
    assert discussion["isPartOf"]["name"] == "Green board"
    steps = [step["name"] for step in breadcrumbs["itemListElement"]]
    assert steps == ["Notices", "Green board", NOTICE]


# -- cost --------------------------------------------------------------------------------------
def test_a_list_costs_the_same_whatever_there_is_of_it_and_of_other_kinds(
    author, board, frost, as_, django_assert_num_queries
):
    member, category = UserFactory(), CategoryFactory()
    client = as_(member)

    for count in (3, 12):
        for n in range(count):
            post_notice(title=f"Notice {n}", by=author, board=board, tags=[frost])
            TopicFactory(category=category, by=author)
        for url, cost in {"/notices/": 9, "/": 9, "/notices/hot/": 8, "/hot/": 8}.items():
            client.get(url)  # rows that are not there yet are rendered once
            with django_assert_num_queries(cost):
                client.get(url)
        with django_assert_num_queries(1):
            as_().get("/sitemap.xml")
        with django_assert_num_queries(2):
            as_().get("/sitemap-places.xml")
        handled()
