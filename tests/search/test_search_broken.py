"""What somebody tried who wanted to break the search."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from community.discussions.actions import reply_to_thread
from community.discussions.containers.actions import edit_container
from community.discussions.models import Tag
from community.discussions.tags.actions import edit_tag
from community.kernel.jobs import jobs
from community.search.indexing import actions_rebuild
from community.search.indexing.actions_outdated import heal
from community.search.language.parsing import parse
from community.search.queries import find as found
from community.search.registration import source_named
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def find(text, viewer=VISITOR, **how):
    return found(parse(text, viewer), viewer, **how)


def topic(title, source="It only blinks.", *replies, **how):
    made = TopicFactory(title=title, source=source, **how)
    for reply in replies:
        reply_to_thread(thread=made.thread, source=reply, by=UserFactory())
    return made


def test_a_word_of_a_topics_title_finds_only_those_of_its_posts_that_have_it():
    thread = topic("The garden pump", "It drips.", "Which pump?", "Mine.", "The pump, pump!").thread
    handled()

    def numbers(query):
        return [hit.number for hit in find(f"topic:{thread.pk} {query}").hits]

    assert numbers("pump") == [1, 2, 4]
    assert numbers("garden") == [1]
    assert numbers("-pump") == [3]
    assert numbers("pump order:relevance")[0] in {1, 4}, "the order that the page offers"
    assert numbers("pump order:relevance") != numbers("pump")


def test_what_is_searched_for_in_a_topic_may_have_an_open_quote(as_):
    thread = topic("The garden pump", "It drips.", "Which garden pump?").thread
    handled()

    there = as_().get("/search/", {"q": '"garden pump', "in": f"topic:{thread.pk}"}, follow=True)

    assert there.wsgi_request.GET["q"] == f'"garden pump" topic:{thread.pk}'
    assert there.content.count(b'<li class="row found') == 2


def test_a_facet_counts_what_its_term_finds():
    top = CategoryFactory(title="Things", slug="things")
    middle = CategoryFactory(title="Pumps", slug="pumps", parent=top)
    lower = CategoryFactory(title="Small pumps", slug="small", parent=middle)
    by = ModeratorFactory(trust_level=4)
    for n, home in enumerate([top, middle, lower, lower]):
        topic(f"A gasket {n}", category=home, by=by, tags=["c++", ".net", "##a"])
    topic("A gasket elsewhere", category=CategoryFactory(), by=by)
    handled()

    groups = {group.name: group.values for group in find("gasket kind:topic").facets}

    counts = {value.term: value.count for value in groups["container"]}
    assert (counts["category:things"], counts["category:pumps"]) == (4, 3)
    assert {value.label for value in groups["tag"]} == {"c++", ".net", "#a"}
    for value in (*groups["container"], *groups["tag"], *groups["time"]):
        narrowed = find(f"gasket kind:topic {value.term}")
        assert narrowed.count == value.count, value
        chosen = {one.label for group in narrowed.facets for one in group.values if one.is_chosen}
        assert value.label in chosen


@pytest.mark.parametrize("query", ["pump", "pump gasket", "pump order:newest", "-gasket pump"])
def test_what_is_said_to_be_in_the_topic_is_there(query):
    replies = ["A pump.", "A gasket.", "Nothing.", "No.", "A pump has a gasket."]
    thread = topic("The pump", "It has a gasket.", *replies).thread
    handled()

    [hit] = find(f"{query} kind:topic").hits
    there = [one.number for one in find(f"{query} topic:{thread.pk}").hits]

    assert hit.others_count == len({*there} - {hit.number})


def rebuild():
    for name in ("discussions.container", "discussions.tag"):
        actions_rebuild.start(source_named(name))
        list(actions_rebuild.steps(source_named(name)))


@pytest.mark.parametrize("between", [heal, rebuild])
def test_a_category_and_a_tag_that_something_else_indexed_first_take_their_topics_along(between):
    home = CategoryFactory(title="Pumps")
    admin = AdminFactory()
    topic("It drips", category=home, tags=["leak"], by=ModeratorFactory(trust_level=4))
    handled()
    edit_container(container=home, title="Gaskets", by=admin)
    edit_tag(tag=Tag.objects.get(name="leak"), name="spill", by=admin)
    between()
    work = jobs["search.outdated"]
    for pk in work.due():  # while the relay stands still
        work.do(pk)
    handled()

    assert find("gaskets kind:topic").count == 1
    assert find("spill kind:topic").count == 1
    assert not find("pumps kind:topic").count


# ruff: noqa: RUF001 - strange on purpose
STRANGE = [
    "\0", "a\0b", "\ud800", "a\ud800b", "🙂", "👩\u200d👩\u200d👧", "مرحبا بالعالم",
    "\u202eabc\u2066",
    '"', '""', '"""', "'", "\\", "\\'", "-", "--", '-"', "#", "@", "#-", '#"', '@"', '-#"a', ":",
    "::", "a:", ":a", "&", "|", "!", "<->", "a & b | !c", "(", "%", "%s", "%(x)s", "{{ x }}",
    "<script>", "a" * 300, "a " * 150, "é" * 300, "京" * 300, "x" * 301, "ﷺ" * 200, "in:",
    "in:title",
    "-in:title a", "order:newest", "before:0000", "before:9999-99-99", "after:9999", "after:2026",
    "order:oldest before:2026 in:title", "before:1", "topic:0", "topic:99999999999999999999",
    "topic:１", "topic:-1", "kind:", 'kind:"', "status:İ", "@\u0301", "#\u0301", "category:\0",
    'category:"\0"', "tag:", "#.", "##", "#+", "@..", "@-", "ß", "İ", "ǅ", "a\u00adb", "\u3164",
    "\u0e01\u0e33", "\ufeff", "~a", "/a", "/topic/1", "'/titled/1'", ":*", "a:*", "a:A", "שלום",
]  # fmt: skip


@pytest.mark.parametrize("is_member", [False, True])
def test_strange_texts_are_answered_everywhere(as_, is_member):
    topic("A pump", "It drips.", tags=["leak"], by=ModeratorFactory(trust_level=4))
    handled()
    client = as_(UserFactory(trust_level=4)) if is_member else as_()
    asked = """query ($q: String!) { search(query: $q) { count suggestion results { title } }
        quickSearch(query: $q) { title } similarTopics(title: $q) { title } }"""

    for text in STRANGE:
        for path, name in {
            "/search/": "q", "/search/quick/": "q", "/search/similar/": "title",
            "/api/v1/search/": "q", "/api/v1/search/quick/": "q",
            "/api/v1/search/similar/": "title",
        }.items():  # fmt: skip
            answer = client.get(path, {name: text.encode(errors="replace").decode()})
            assert answer.status_code in {200, 422}, (path, text, answer.content)
        body = json.dumps({"query": asked, "variables": {"q": text}})
        answer = client.post("/graphql/", body, content_type="application/json").json()
        codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
        assert codes <= {"bad_search_query", "bad_query"}, (text, answer)


def test_a_topic_in_which_nothing_is_found_is_named_by_its_title(as_):
    thread = topic("The garden pump", "It drips.").thread
    handled()

    page = as_().get("/search/", {"q": f"zebra topic:{thread.pk}"}).content.decode()

    assert "No results" in page
    assert "Remove The garden pump" in page
    assert "Search without The garden pump" in page


def test_the_newest_post_that_says_it_is_shown_not_the_newest_of_the_topic():
    topic("A pump", "It drips.", "The valve of this pump.", "Thanks!")
    topic("Something else", "Thanks.", "A pump.")
    handled()

    newest = find("pump order:newest kind:topic").hits

    assert [(hit.found.title, hit.number) for hit in newest] == [
        ("Something else", 2),
        ("A pump", 2),
    ]
    assert [hit.number for hit in find("valve pump order:oldest kind:topic").hits] == [2]
    assert [hit.number for hit in find("thanks pump order:newest kind:topic").hits] == [3]
