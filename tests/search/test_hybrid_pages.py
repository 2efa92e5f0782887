"""Similar meanings on the page, over REST and GraphQL, with either backend, and to whom not."""

import json
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.contrib.auth.models import AnonymousUser

from community.discussions.models import Post
from community.search.backends import elasticsearch as engine
from community.search.elastic import client, index
from community.search.language.parsing import parse
from community.search.meaning.neighbors import neighbors
from community.search.queries import find
from tests.factories import CategoryFactory, PostFactory, TopicFactory
from tests.handled import handled
from tests.search.elastic_server import filled
from tests.search.hybrid import answer_nearest, nobody, of_posts, opening
from tests.search.test_nothing_leaks import (
    SECRETS,
    STALE,
    _plain,
    edited_since,
)
from tests.search.test_pages import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models_answer")]
GRAPHQL = """query ($q: String!, $page: Int) {
    search(query: $q, page: $page, meaning: true) {
        count isCapped hasMore suggestion meaning facets { label values { label term count } }
        results { title titleHtml snippetHtml url author place tags groupId subject othersCount }
    }
}"""
SWITCH = '<input type="checkbox" name="meaning" value="1"'
KEPT = '<input type="hidden" name="meaning" value="1">'
AWAY = "Similar meanings could not be looked up."


@pytest.fixture(autouse=True)
def asked(monkeypatch, models_answer):
    return answer_nearest(monkeypatch)


def graphql(client, query):
    body = json.dumps({"query": GRAPHQL, "variables": {"q": query, "page": 1}})
    return client.post("/graphql/", body, content_type="application/json").json()


def links(html):
    """By the query of each link to results, whether it includes similar meanings."""
    pairs = [parse_qs(urlsplit(part.partition('"')[0]).query) for part in html.split('href="')]
    return {told["q"][0]: "meaning" in told for told in pairs if "q" in told}


def test_the_switch_is_kept_by_all_that_changes_the_query(as_):
    here = CategoryFactory(title="Here", slug="here")
    TopicFactory(title="A bike", source="Two gears.", category=here)
    TopicFactory(title="A pump", source="For a bicycle.")
    handled()
    browser = as_()

    _, plain = page_of(browser, "/search/", q="bicycle")
    assert f"{SWITCH}>Include similar meanings" in plain
    assert "1 result<" in plain
    assert not any(links(plain).values())

    _, html = page_of(browser, "/search/", q="bicycle", meaning="1")
    assert f"{SWITCH} checked>" in html
    assert "2 results<" in html
    assert AWAY not in html
    changed = {text for text, is_kept in links(html).items() if is_kept}
    assert {"bicycle category:here", "bicycle order:newest", "bicycle"} <= changed

    _, newest = page_of(browser, "/search/", q="bicycle order:newest", meaning="1")
    assert KEPT in newest, "in this order it changes nothing, and the next query has it"
    assert SWITCH not in newest
    assert links(newest)["bicycle"]
    _, empty = page_of(browser, "/search/", meaning="1")
    assert f"{SWITCH} checked>" in empty


def test_pages_keep_the_switch(as_):
    for n in range(21):
        TopicFactory(title=f"Bike {n}")
    handled()

    _, html = page_of(as_(), "/search/", q="bicycle", meaning="1")
    assert "/search/?q=bicycle&meaning=1&page=2" in html
    _, html = page_of(as_(), "/search/", q="bicycle", meaning="1", page="2")
    assert html.count('<li class="row found') == 1
    assert 'href="/search/?q=bicycle&meaning=1" rel="prev' in html


def test_where_nothing_is_embedded_there_is_no_switch(as_, settings, asked):
    TopicFactory(title="A bike")
    handled()
    settings.AI_EMBEDDER = "off"

    _, html = page_of(as_(), "/search/", q="bicycle", meaning="1")
    told = as_().get("/api/v1/search/", {"q": "bicycle", "meaning": "true"}).json()

    assert "meaning" not in html.partition("<main")[2].partition("</main")[0]
    assert (told["count"], told["meaning"], asked) == (0, "off", [])


def test_over_rest_and_graphql(as_, monkeypatch):
    TopicFactory(title="A bike")
    TopicFactory(title="A bicycle")
    handled()
    browser = as_()

    def told(**how):
        answer = browser.get("/api/v1/search/", {"q": "bicycle", **how}).json()
        return [one["title"] for one in answer["results"]], answer["meaning"]

    assert told() == (["A bicycle"], "off")
    assert told(meaning="false") == (["A bicycle"], "off")
    assert told(meaning="true") == (["A bicycle", "A bike"], "used")
    assert browser.get("/api/v1/search/", {"q": "bicycle", "meaning": "so"}).status_code == 422
    found = graphql(browser, "bicycle")["data"]["search"]
    assert [one["title"] for one in found["results"]] == ["A bicycle", "A bike"]
    assert (found["count"], found["meaning"]) == (2, "used")

    answer_nearest(monkeypatch, nobody)
    assert told(meaning="true") == (["A bicycle"], "unavailable")
    assert graphql(browser, "bicycle")["data"]["search"]["meaning"] == "unavailable"
    _, html = page_of(browser, "/search/", q="bicycle", meaning="1")
    assert html.count(AWAY) == 1
    assert "1 result<" in html


def test_over_graphql_what_has_no_author_is_no_error(as_):
    CategoryFactory(title="Bicycle", slug="bicycle")
    handled()

    told = graphql(as_(), "bicycle")

    assert "errors" not in told
    assert [one["author"] for one in told["data"]["search"]["results"]] == [None]


def test_a_page_costs_the_same(as_, monkeypatch, django_assert_num_queries):
    for n in range(8):
        topic = TopicFactory(title=f"Bike {n}", category=CategoryFactory())
        PostFactory(thread=topic.thread, source="Mine is a bicycle.")
    handled()
    found = [(pk, 0.9) for pk in opening().values_list("pk", flat=True)]
    answer_nearest(monkeypatch, lambda text, most: found)
    browser = as_()
    browser.get("/search/?q=bicycle&meaning=1")

    with django_assert_num_queries(4):  # as test_pages.py says
        response = browser.get("/search/?q=bicycle&meaning=1")
    assert response.content.count(b'<li class="row found') == 8


# -- whatever the worker says is near, nothing is told that may not be seen ---------------------
def _surfaces(browser, query):
    """All that the interfaces answer, as text, without the query itself."""
    rest = browser.get(f"/api/v1/search/?q={quote(query)}&meaning=true")
    if rest.status_code == 422:  # the reason quotes the query
        return ""
    assert rest.json()["meaning"] != "unavailable"
    return json.dumps([rest.json(), graphql(browser, query)], ensure_ascii=False)


@pytest.mark.parametrize("make", SECRETS)
def test_what_is_private_is_not_told_and_changes_nothing(make, as_, monkeypatch):
    """As if the worker had not named it: no count, no facet, no order differs."""
    for n in range(3):
        TopicFactory(title=f"A public pump {n}", source="It runs.")
    secret = make()
    if make not in STALE:
        handled()
    documents = dict(of_posts().order_by("-pk").values_list("pk", "object_id"))
    posts = Post.objects.visible_to(AnonymousUser()).live().filter(thread__deleted_at=None)
    seen = set(posts.values_list("pk", flat=True))
    assert not seen.issuperset(documents.values()) or make is edited_since
    outsider = as_()

    for query in ["drink", "okapi", "runs pump", *secret.queries[:1]]:
        told = []
        for near in ([*documents], [pk for pk, post_id in documents.items() if post_id in seen]):
            answer_nearest(monkeypatch, lambda text, most, near=near: [(pk, 0.9) for pk in near])
            told.append(_surfaces(outsider, query))
        assert told[0] == told[1], query
        page = outsider.get(f"/search/?q={quote(query)}&meaning=1").content.decode()
        assert not [word for word in secret.told if word.casefold() in _plain(told[0])], query
        typed = [word for word in secret.told if word.casefold() not in query.casefold()]
        assert not [word for word in typed if word.casefold() in _plain(unescape(page))], query


# -- the other backend ---------------------------------------------------------------------------
@pytest.mark.servers
@pytest.mark.xdist_group("elastic")
def test_with_elasticsearch_the_same_is_near(elasticsearch, monkeypatch):
    matches, answered = engine.matches, []
    monkeypatch.setattr(engine, "matches", lambda *of: answered.append(1) or matches(*of))
    filled()
    TopicFactory(title="Which bike for hills", tags=[])
    TopicFactory(title="A pump", source="For which bicycle?")
    TopicFactory(title="A rusty bike")
    handled()
    client.client().indices.refresh(index=index.alias())
    visitor = AnonymousUser()

    query = parse("bicycle -rusty", visitor)
    results = find(query, visitor, near=neighbors(query))

    found = [hit.found.title for hit in results.hits]
    assert (found, len(answered)) == (["A pump", "Which bike for hills"], 1)
