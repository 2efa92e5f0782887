"""The page of results, and what is shown while one types."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest

from community.accounts import rates
from community.accounts.rates import LIMITS
from community.discussions.actions import close_thread, reply_to_thread
from community.search.language.actions import recount_words
from community.search.log import counting
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


def page_of(client, path, **asked):
    """Its status, and its HTML with the white space of one line."""
    response = client.get(path, asked)
    return response.status_code, " ".join(unescape(response.content.decode()).split())


def queries_in(html):
    """The queries that the page leads to."""
    found = re.findall(r'href="(/search/\?[^"]+)"', html)
    return [parse_qs(urlsplit(address).query)["q"][0] for address in found]


def topics(count, title="Pump", **how):
    return [TopicFactory(title=f"{title} {n}", source="A pump drips.", **how) for n in range(count)]


def test_every_state_of_the_page_is_a_link(as_):
    by = ModeratorFactory()
    here, there = CategoryFactory(title="Here", slug="here"), CategoryFactory(slug="there")
    first, *_ = topics(2, category=here, by=by, tags=["valve"])
    topics(1, category=there, by=by)
    for _ in range(2):
        reply_to_thread(thread=first.thread, source="Is it the pump?", by=by)
    handled()

    status, html = page_of(as_(), "/search/", q='pump by:nobody-here "a pump')
    assert (status, 'value="pump by:nobody-here "a pump"' in html) == (422, True)

    status, html = page_of(as_(), "/search/", q="pump -category:there order:newest")

    assert status == 200
    assert 'content="noindex, follow"' in html
    assert "2 results" in html
    assert "<mark>Pump</mark> 0" in html
    assert "2 more in this topic" in html
    shown = queries_in(html)
    assert "pump order:newest" in shown, "without its filter"
    assert shown.count("pump -category:there") == 1, "another order, and no filter of its own"
    assert "pump -category:there order:oldest" in shown
    assert f"pump -category:there order:newest topic:{first.thread.pk}" in shown
    _, narrowed = page_of(as_(), "/search/", q="pump")
    assert {"pump category:here", "pump category:there", "pump #valve"} <= {*queries_in(narrowed)}
    assert "pump kind:topic" not in queries_in(narrowed), "all of them are topics"
    _, chosen = page_of(as_(), "/search/", q="pump #valve")
    assert 'rel="nofollow" aria-current="true"><bdi>valve</bdi>' in chosen
    assert "pump" in queries_in(chosen)


@pytest.mark.parametrize("rows", [3, 20])
def test_a_page_of_results_costs_the_same_at_any_size(rows, as_, django_assert_num_queries):
    for topic in topics(rows, category=CategoryFactory()):
        reply_to_thread(thread=topic.thread, source="Is it the pump?", by=UserFactory())
    handled()
    client = as_()
    client.get("/search/?q=pump")  # what is kept from one request to the next

    # what was found, its posts, their topics, tags and authors; categories and tags of the facets
    with django_assert_num_queries(4):
        response = client.get("/search/?q=pump")
    assert response.content.count(b'<li class="row found') == rows


def test_results_come_in_pages(as_):
    topics(25, category=CategoryFactory(), by=UserFactory())
    handled()

    _, first = page_of(as_(), "/search/", q="pump")
    _, second = page_of(as_(), "/search/", q="pump", page=2)
    _, beyond = page_of(as_(), "/search/", q="pump", page=3)
    _, nonsense = page_of(as_(), "/search/", q="pump", page="first")

    rows = [html.count('<li class="row found') for html in (first, second, beyond, nonsense)]
    assert rows == [20, 5, 0, 20]
    assert ('rel="next' in first, 'rel="prev' in first) == (True, False)
    assert ('rel="next' in second, 'rel="prev' in second) == (False, True)
    assert "No more results" in beyond


def test_each_mistake_of_a_query_is_told_and_the_query_kept(as_):
    query = 'pump colour:"<b>red" category:nowhere before:soon'

    response = as_().get("/search/", {"q": query})

    assert response.status_code == 422
    html = response.content.decode()
    assert "<b>red" not in html
    assert f'value="{query}"' in unescape(html)
    told = re.findall("<li>.*?</li>", html.split('role="alert"')[1].split("</ul>")[0])
    for mistake, one in zip(("colour", "nowhere", "soon"), told, strict=True):
        assert mistake in one


@pytest.mark.parametrize(
    ("query", "said", "offered"),
    [
        ("", "Search tips", []),
        ("!!", "Enter at least one letter or digit.", []),
        ("okapi", "Try fewer or other words.", []),
        ("okapi category:here", "matches these words and filters", ["okapi"]),
        ("pmup", "Did you mean", ["pump"]),
        ("pump -pump", "No results", []),
    ],
)
def test_where_nothing_is_found_the_page_says_what_helps(query, said, offered, as_):
    topics(3, category=CategoryFactory(slug="here"), by=UserFactory())
    handled()
    recount_words()

    status, html = page_of(as_(), "/search/", q=query)

    assert status == 200
    assert said in html
    assert {*offered} <= {*queries_in(html)}


def test_search_in_a_topic_leads_to_its_posts_in_their_order(as_):
    [topic] = topics(1)
    for words in ("The valve drips.", "No.", "A valve, a valve, a valve."):
        reply_to_thread(thread=topic.thread, source=words, by=UserFactory())
    handled()
    client = as_()
    name = f"topic:{topic.thread.pk}"

    _, html = page_of(client, topic.get_absolute_url())
    assert f'<input type="hidden" name="in" value="{name}">' in html
    response = client.get("/search/", {"q": "valve", "in": name}, follow=True)

    assert response.wsgi_request.GET["q"] == f"valve {name}"
    assert 'aria-label="Remove Pump 0"' in response.content.decode()
    found = re.findall(r'<h3>.*?href="([^"]+)"', response.content.decode())
    assert [address.rstrip("/").rsplit("/", 1)[-1] for address in found] == ["2", "4"]


def test_what_is_typed_is_answered_by_kind_and_a_title_by_what_is_like_it(as_):
    by = ModeratorFactory(username="pumpkin")
    solved, *_ = topics(3, title="Why does the pump drip", by=by, tags=["pump"])
    close_thread(thread=solved.thread, by=by)
    handled()
    client = as_()

    _, quick = page_of(client, "/search/quick/", q="pum")
    assert [*re.findall('<p class="label"[^>]*>(.*?)</p>', quick)].count("Topics") == 1
    assert {"Topics", "Tags", "Members"} <= {*re.findall('<p class="label"[^>]*>(.*?)</p>', quick)}
    ids = re.findall('role="option"[^>]* id="([^"]+)"', quick)
    assert len(ids) == len({*ids}) == int(re.search('data-count="(.*?)"', quick)[1]) + 1
    assert "Search for “<bdi>pum</bdi>”" in quick

    for asked in ("colour:red", "", "zzz"):
        status, html = page_of(client, "/search/quick/", q=asked)
        assert (status, 'data-count="0"' in html) == (200, True)

    _, similar = page_of(client, "/search/similar/", title="Does my pump drip, too?")
    assert "3 similar topics" in similar
    assert page_of(client, "/search/similar/", title="")[1] == ""


def test_a_member_sees_recent_searches_and_clears_them(as_):
    client = as_(UserFactory())
    client.get("/search/?q=pump")
    client.get("/search/?q=colour:red")  # none that could be repeated

    assert queries_in(page_of(client, "/search/")[1])[0] == "pump"
    assert queries_in(page_of(client, "/search/recent/")[1]) == ["pump"]
    assert as_().get("/search/recent/").status_code == 302
    client.post("/search/recent/clearing/")
    assert page_of(client, "/search/recent/") == (200, "")


def test_only_moderators_see_what_was_searched_for(as_):
    as_().get("/search/?q=Okapi")
    counting.write()

    status, html = page_of(as_(ModeratorFactory()), "/search/queries/")
    assert (status, queries_in(html)) == (200, ["okapi"])
    assert as_(UserFactory()).get("/search/queries/").status_code == 403


@pytest.mark.parametrize("path", ["/search/?q=pump", "/search/quick/?q=pump"])
def test_one_may_not_search_too_often(path, as_, monkeypatch):
    monkeypatch.setattr(
        rates, "LIMITS", LIMITS | {"search": {60: (2,) * 5}, "quick_search": {60: (2,) * 5}}
    )
    client = as_()

    statuses = [client.get(path).status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_browsers_are_told_how_to_search_here(as_):
    client = as_()
    assert 'rel="search" type="application/opensearchdescription+xml"' in page_of(client, "/")[1]

    response = client.get("/opensearch.xml")

    names = {"": "http://a9.com/-/spec/opensearch/1.1/"}
    url = ElementTree.fromstring(response.content).find("Url", names)
    assert url.get("template").endswith("/search/?q={searchTerms}")
    assert "no-cache" in client.get("/search/?q=pump")["Cache-Control"]
