"""What somebody tried who wanted to break the search."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.discussions.actions import reply_to_thread
from community.search.language.parsing import parse
from community.search.queries import find as found
from tests.factories import CategoryFactory, ModeratorFactory, TopicFactory, UserFactory
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
        topic(f"A gasket {n}", category=home, by=by, tags=["c++", ".net"])
    topic("A gasket elsewhere", category=CategoryFactory(), by=by)
    handled()

    groups = {group.name: group.values for group in find("gasket kind:topic").facets}

    counts = {value.term: value.count for value in groups["container"]}
    assert (counts["category:things"], counts["category:pumps"]) == (4, 3)
    assert {value.label for value in groups["tag"]} == {"c++", ".net"}
    for value in (*groups["container"], *groups["tag"], *groups["time"]):
        narrowed = find(f"gasket kind:topic {value.term}")
        assert narrowed.count == value.count, value
        chosen = {one.label for group in narrowed.facets for one in group.values if one.is_chosen}
        assert value.label in chosen
