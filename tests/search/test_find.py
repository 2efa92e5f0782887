"""What is found, in which order, and what of it is shown."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.discussions.actions import archive_thread, edit_post, reply_to_thread
from community.search import facets, queries, statement
from community.search.language.actions import recount_words
from community.search.language.parsing import parse
from community.search.models import Document
from community.search.statement import Asked
from forum.actions import accept_answer
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def find(text, viewer=VISITOR, **how):
    return queries.find(parse(text, viewer), viewer, **how)


def titles(hits):
    return [hit.found.title for hit in hits]


def topic(title, source="It only blinks.", *replies, **how):
    made = TopicFactory(title=title, source=source, **how)
    for reply in replies:
        reply_to_thread(thread=made.thread, source=reply, by=UserFactory())
    return made


def test_posts_of_a_topic_are_one_result_and_the_best_of_them_is_shown():
    topic("A pump", "It drips.", "Mind the gasket.", "Mind the gasket of this gasket, a gasket.")
    handled()

    [hit] = find("gasket").hits

    assert (hit.number, hit.others_count) == (3, 1)
    assert hit.found.url.endswith("/3/")
    assert hit.snippet_html.count("<mark>gasket</mark>") == 3
    assert [hit.number for hit in find("pump").hits] == [1], "the title alone"


def test_an_exact_title_comes_first_then_what_says_it_more_and_solved_before_archived():
    topic("Valve and valve: valves", "valve valve valve valve")
    topic("Valve", "It drips.")
    archived, solved = (topic(f"{n} pumps beside it", "One valve.") for n in ("Two", "Six"))
    archive_thread(thread=archived.thread, by=ModeratorFactory())
    answer = reply_to_thread(thread=solved.thread, source="Turn it.", by=UserFactory())
    accept_answer(post=answer, by=solved.thread.author)
    handled()

    assert titles(find("valve").hits) == [
        "Valve", "Valve and valve: valves", "Six pumps beside it", "Two pumps beside it",
    ]  # fmt: skip


def test_orders_and_the_order_of_a_topic():
    first = topic("First pump", "pump", "a pump", "pump pump pump")
    topic("Second pump", "pump")
    handled()

    newest, oldest = (titles(find(f"pump order:{way}").hits) for way in ("newest", "oldest"))
    within = find(f"pump topic:{first.thread.pk}")

    assert newest == ["Second pump", "First pump"]
    assert oldest == newest[::-1]
    assert [hit.number for hit in within.hits] == [1, 2, 3]
    assert {hit.others_count for hit in within.hits} == {0}


def test_in_one_topic_its_title_is_found_once_and_not_with_each_reply():
    first = topic("The pump leaks", "It drips.", "Which valve?", "The pump at the wall.")
    handled()
    name = f"topic:{first.thread.pk}"

    found = {text: find(f"{text} {name}").hits for text in ("pump", "-pump", "pump in:title", "")}

    numbers = {text: [hit.number for hit in hits] for text, hits in found.items()}
    assert numbers == {"pump": [1, 3], "-pump": [2], "pump in:title": [1], "": [1, 2, 3]}


def test_facets_count_results_and_say_what_is_chosen():
    home = CategoryFactory(title="Pumps", slug="pumps")
    moderator = ModeratorFactory(trust_level=4)
    for n in range(2):
        topic(f"A pump {n}", "pump", "pump", category=home, tags=["leak"], by=moderator)
    other = topic("Another pump", by=moderator)
    long_ago = timezone.now() - timedelta(days=20)
    Document.objects.filter(group_id=other.thread.pk).update(created_at=long_ago)
    handled()
    Document.objects.filter(title="Another pump").update(created_at=long_ago)

    found = {group.name: group.values for group in find("pump kind:topic category:pumps").facets}
    everything = {group.name: group.values for group in find("pump kind:topic").facets}

    assert [(v.label, v.term, v.count, v.is_chosen) for v in found["kind"]] == [
        ("Topics", "kind:topic", 2, True)
    ]
    assert [(v.term, v.count, v.is_chosen) for v in found["container"]] == [
        ("category:pumps", 2, True)
    ]
    assert [(v.term, v.count, v.is_chosen) for v in found["tag"]] == [("#leak", 2, False)]
    assert [v.count for v in everything["time"]] == [2, 2, 3, 3]
    for value in (*everything["time"], *everything["container"], *everything["tag"]):
        assert find(f"pump kind:topic {value.term}").count == value.count
    chosen = find(f"pump {everything['time'][0].term}").facets[-1].values
    assert [value.is_chosen for value in chosen] == [True, *[False] * (len(chosen) - 1)]


def test_pages():
    home, by = CategoryFactory(), UserFactory()
    for n in range(43):
        topic(f"Pump number {n}", category=home, by=by)
    handled()

    pages = [find("pump kind:topic", page=page) for page in (1, 2, 3, 4)]

    assert [len(page.hits) for page in pages] == [20, 20, 3, 0]
    assert [page.has_more for page in pages] == [True, True, False, False]
    assert [page.count for page in pages] == [43] * 4
    assert len({hit.object_id for page in pages for hit in page.hits}) == 43
    assert not find("pump", page=51).hits


def test_more_than_are_ranked_are_said_to_be_more(monkeypatch):
    monkeypatch.setattr("community.search.backends.postgresql.MOST_RANKED", 2)
    monkeypatch.setattr("community.search.statement.MOST_RANKED", 2)
    for n in range(3):
        topic(f"Pump number {n}")
    handled()

    capped = find("pump kind:topic")

    assert (capped.count, capped.is_capped) == (2, True)
    assert set(titles(capped.hits)) == {"Pump number 1", "Pump number 2"}
    assert titles(find("kind:topic order:oldest").hits) == ["Pump number 0", "Pump number 1"]
    assert not find('"pump number 2"').is_capped


def test_a_text_that_was_edited_since_is_not_quoted():
    made = topic("A pump", "It drips, secretly.")
    handled()
    edit_post(post=made.thread.posts.get(), source="It runs.", by=made.thread.author)

    [hit] = find("pump").hits

    assert "secretly" not in hit.snippet_html
    handled()
    assert find("pump").hits[0].snippet_html == "It runs."


def test_quick_search_finds_what_a_word_begins_and_few_of_each_kind():
    CategoryFactory(title="Pumphouse", slug="pumphouse")
    for n in range(5):
        topic(f"Pumping station {n}")
    handled()

    found = queries.quick("pum", VISITOR)

    assert titles(queries.quick("pumph", VISITOR)) == ["Pumphouse"]
    assert sorted(hit.kind.word for hit in found) == ["category", *["topic"] * 3]
    assert queries.quick("pumps ", VISITOR)[0].kind.word == "topic", "by its stem, once it ends"
    assert not any(queries.quick(text, VISITOR) for text in ("", "  ", "category:nowhere", '"'))


def test_similar_topics_are_opened_by_some_of_the_words():
    topic("How do I pair the sensor?", "x", "My battery is empty.")
    topic("The battery is empty", "How long does it take to charge?")
    handled()
    recount_words()

    assert titles(queries.similar("Battery drains at night", VISITOR)) == ["The battery is empty"]
    assert not queries.similar("?!", VISITOR)


def test_another_spelling_is_proposed_if_it_finds_something():
    topic("The thermostat", "Turn it.")
    handled()
    recount_words()

    assert find("thermostta").suggestion == "thermostat"
    assert find("thermostta kind:member").suggestion is None
    assert find("thermostat").suggestion is None


@pytest.mark.parametrize("asked", ["pump", "pump kind:topic", "kind:topic order:newest"])
def test_a_search_takes_a_fixed_number_of_queries(asked):
    def grow(count):
        for n in range(count):
            topic(f"Pump {n}", "pump", "pump", category=CategoryFactory(), tags=[])
        handled()
        viewer = UserFactory()
        query = parse(asked, viewer)
        queries.find(query, AnonymousUser())  # which months are the newest is remembered
        with CaptureQueriesContext(connection) as ran:
            found = queries.find(query, viewer)
        return len(found.hits), len(ran)

    few, many = grow(3), grow(27)

    assert few[0] >= 3
    assert many[0] == queries.PAGE
    # The viewer's audiences, the search, two for what posts show, one for each facet with values.
    assert few[1] == many[1] == 5


def test_the_plan_reads_the_index_of_lexemes():
    made = topic("A pump", "One gasket.")
    handled()
    with connection.cursor() as cursor:
        cursor.execute("""
            INSERT INTO search_document (source, object_id, kind, group_id, number, audience_id,
                title, title_key, body, tags, states, language, version, created_at, updated_at,
                lexemes)
            SELECT 'discussions.post', -n, 'forum.topic', -n, 1, 0, '', 0, '', '{}', '{}', '', 1,
                now(), now(), array_to_tsvector(ARRAY['word' || n % 1000, '/kind/forum.topic'])
            FROM generate_series(1, 20000) AS n
        """)
        # What other tests left in the index's pending list would be read whole.
        cursor.execute("SELECT gin_clean_pending_list('search_document_lexemes')")
        cursor.execute("ANALYZE search_document")
        for text in ("gasket", "gasket pump", "gasket category:nothing -word7", "word7 in:title"):
            query = parse(text.replace(" category:nothing", ""), VISITOR)
            branches = [statement._visible(source, VISITOR) for source in statement.sources()]
            asked = Asked(query, VISITOR, limit=21, since=facets.periods())
            cursor.execute(f"EXPLAIN {statement._sql(asked, branches)}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
            assert "search_document_lexemes" in plan
            assert "Seq Scan on search_document" not in plan
    assert titles(find("gasket").hits) == [made.thread.title]


class TestInterfaces:
    def test_rest_and_graphql_show_the_same(self, as_):
        topic("A pump", "It <drips>.", category=CategoryFactory(title="Home", slug="home"))
        handled()
        client = as_()

        rest = client.get("/api/v1/search/", {"q": "pump kind:topic"}).json()
        asked = """{ search(query: "pump kind:topic") {
            count suggestion facets { name values { term count } }
            results { kind subject groupId title titleHtml snippetHtml url author place } } }"""
        body = json.dumps({"query": asked})
        graphql = client.post("/graphql/", body, content_type="application/json").json()["data"]

        [row], [node] = rest["results"], graphql["search"]["results"]
        assert row["title_html"] == node["titleHtml"] == "A <mark>pump</mark>"
        assert row["snippet_html"] == node["snippetHtml"] == "It &lt;drips&gt;."
        assert (row["kind"], row["place"]) == (node["kind"], node["place"]) == ("topic", "Home")
        assert (rest["count"], rest["has_more"], rest["page"]) == (1, False, 1)
        assert graphql["search"]["count"] == 1
        assert {one["name"] for one in rest["facets"]} == {"kind", "container", "time"}
        [quick] = client.get("/api/v1/search/quick/", {"q": "pum"}).json()["results"]
        [similar] = client.get("/api/v1/search/similar/", {"title": "Pumps"}).json()["results"]
        assert quick["subject"] == similar["subject"] == row["subject"]

    def test_what_is_wrong_in_a_query_is_told(self, as_):
        q = "kind:nothing before:yesterday pump"

        refused = as_().get("/api/v1/search/", {"q": q})
        body = json.dumps({"query": "query($q: String!) { search(query: $q) { count } }",
                           "variables": {"q": q}})  # fmt: skip
        error = as_().post("/graphql/", body, content_type="application/json").json()["errors"][0]

        assert (refused.status_code, refused.json()["code"]) == (422, "bad_search_query")
        assert len(refused.json()["fields"]["q"]) == 2
        assert error["extensions"]["code"] == "bad_search_query"
        assert error["extensions"]["fields"] == refused.json()["fields"]
        assert as_().get("/api/v1/search/", {"q": "x", "page": 51}).status_code == 422
        assert as_().get("/api/v1/search/").json()["results"] == []

    @pytest.mark.limits
    @pytest.mark.parametrize("member", [None, 0, 1])
    def test_searches_are_limited_by_member_and_by_address(self, member, as_):
        client = as_(None if member is None else UserFactory(trust_level=member))
        most = 60 if member else 30

        codes = {client.get("/api/v1/search/", {"q": ""}).status_code for _ in range(most)}
        refused = client.get("/api/v1/search/", {"q": ""})

        assert codes == {200}
        assert (refused.status_code, refused["Retry-After"]) == (429, "30")
        assert client.get("/api/v1/search/quick/", {"q": ""}).status_code == 200
