"""Hybrid search: what has the words and what is near in meaning, fused by ranks."""

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.ai import asking
from community.discussions.actions import close_thread
from community.search import queries, statement
from community.search.language.actions import recount_words
from community.search.language.parsing import parse
from community.search.log import counting
from community.search.log.recent import recent_searches
from community.search.meaning.neighbors import looked_for, neighbors
from community.search.models import Document, SearchCount
from community.search.results import Meaning, Neighbors
from community.search.statement import Asked
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.handled import handled
from tests.search.hybrid import FLOOR, answer_nearest, nobody, opening

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("models_answer")]
VISITOR = AnonymousUser()


@pytest.fixture(autouse=True)
def asked(monkeypatch, models_answer):
    return answer_nearest(monkeypatch)


def find(text, viewer=VISITOR, *, by_meaning=True, **how):
    query = parse(text, viewer)
    near = neighbors(query) if by_meaning else Neighbors()
    return queries.find(query, viewer, near=near, **how)


def titles(results):
    return [hit.found.title for hit in results.hits]


def test_a_word_finds_what_says_the_same_in_other_words():
    TopicFactory(title="Which bike for hills", source="Mine has two gears.", tags=[])
    TopicFactory(title="A pump", source="Which bicycle does it fit?")
    handled()

    plain, fused = find("bicycle", by_meaning=False), find("bicycle")

    assert (titles(plain), plain.count, plain.meaning) == (["A pump"], 1, Meaning.OFF)
    assert titles(fused) == ["A pump", "Which bike for hills"], "as near the top: it has the word"
    assert (fused.count, fused.meaning) == (2, Meaning.USED)
    assert [(value.term, value.count) for value in fused.facets[0].values] == [("kind:topic", 2)]
    assert [hit.snippet_html for hit in fused.hits] == [
        "Which <mark>bicycle</mark> does it fit?", "Mine has two gears.",
    ]  # fmt: skip


def test_of_a_topic_the_post_that_has_the_word_is_shown_and_others_have_it_too():
    thread = TopicFactory(title="A bike", source="Two gears.").thread
    for source in ("A bicycle? A bicycle of steel!", "Nothing.", "My bicycle and yours."):
        PostFactory(thread=thread, source=source)
    handled()

    [hit] = find("bicycle").hits

    assert (hit.number, hit.others_count) == (2, 1)


def test_an_exact_title_stays_first():
    TopicFactory(title="Bicycle", source="It rusts.")
    for n in range(3):
        TopicFactory(title="Bike bicycle cycle", source=f"bicycle bicycle bicycle {n}")
    handled()

    assert titles(find("bicycle"))[0] == "Bicycle"


NARROWED = {
    "bicycle kind:topic": {"Bike", "Red bike", "Solid bike"},
    "bicycle kind:category": set(),
    "bicycle #steel": {"Solid bike"},
    "bicycle -#steel": {"Bike", "Red bike"},
    "bicycle category:shed": {"Red bike"},
    "bicycle -category:shed": {"Bike", "Solid bike"},
    "bicycle @ronja": {"Red bike"},
    "bicycle status:closed": {"Solid bike"},
    "bicycle -rusty": {"Bike", "Solid bike"},
    'bicycle "rusty chain"': {"Red bike"},
    'bicycle -"chain rusty"': {"Bike", "Red bike", "Solid bike"},
    "bicycle in:title": set(),
    "bicycle after:2026-01-01": {"Red bike", "Solid bike"},
    "bicycle before:2026-01-01": {"Bike"},
    "bicycle rusty": {"Bike", "Red bike", "Solid bike"},
}


def test_all_that_narrows_a_query_narrows_what_is_near(asked):
    by = ModeratorFactory()
    shed = CategoryFactory(title="Shed", slug="shed")
    TopicFactory(title="Bike", source="Two gears.")
    TopicFactory(
        title="Red bike", source="A rusty chain.", category=shed, by=UserFactory(username="ronja")
    )
    solid = TopicFactory(title="Solid bike", source="Heavy.", tags=["steel"], by=by)
    close_thread(thread=solid.thread, by=by)
    handled()
    Document.objects.exclude(title="Bike").update(created_at="2026-06-01T00:00Z")
    Document.objects.filter(title="Bike").update(created_at="2024-06-01T00:00Z")

    for text, expected in NARROWED.items():
        results = find(text)
        assert (set(titles(results)), results.count) == (expected, len(expected)), text
        assert results.meaning == Meaning.USED
    assert {*asked} == {"bicycle", "bicycle rusty chain", "bicycle rusty"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bike #tag -x category:support", "bike"),
        ('"flat tire" repair', "flat tire repair"),
        ("„flat tire“ node.js --fix 12:30", "flat tire node.js --fix 12:30"),
        ("#tag @ana -bike", ""),
        ('bike "open quote', "bike open quote"),
        ("in:title bike ?!", "bike"),
    ],
)
def test_the_words_are_asked_without_operators(text, words):
    TopicFactory(tags=["tag"], by=UserFactory(username="ana", trust_level=4))
    CategoryFactory(slug="support")
    assert looked_for(parse(text, VISITOR)) == words


def test_what_cannot_be_near_is_as_without_it_and_nobody_is_asked(asked, settings):
    topic = TopicFactory(title="A bike", source="It has two gears.")
    TopicFactory(title="A bicycle")
    handled()

    for text in ("bicycle order:newest", "bicycle order:oldest", "kind:topic", "-gears",
                 f"gears topic:{topic.thread.pk}", "after:2020"):  # fmt: skip
        assert find(text) == find(text, by_meaning=False), text
    settings.AI_EMBEDDER = "off"
    assert find("bicycle") == find("bicycle", by_meaning=False)

    assert not asked
    settings.AI_EMBEDDER = "auto"
    assert find("bicycle").count == 2


def test_without_a_worker_the_words_find_what_they_find(monkeypatch):
    answer_nearest(monkeypatch, nobody)
    TopicFactory(title="A bike")
    TopicFactory(title="A bicycle")
    handled()

    results = find("bicycle")

    assert (titles(results), results.meaning) == (["A bicycle"], Meaning.UNAVAILABLE)


def test_two_questions_keep_a_page_no_longer_than_one(monkeypatch):
    now, told = [1000.0], []
    monkeypatch.setattr("community.search.meaning.neighbors.time.monotonic", lambda: now[0])
    here = asking._asked
    monkeypatch.setattr(asking, "_asked", lambda *how: told.append(how[-1]) or here(*how))

    def slow(text, most):
        now[0] += 1.2
        return []

    answer_nearest(monkeypatch, slow)

    assert find("bicycle").meaning == Meaning.USED
    assert told == [asking.PATIENCE, pytest.approx(asking.PATIENCE - 1.2)]


def test_another_spelling_is_proposed_although_something_is_near(monkeypatch):
    TopicFactory(title="Bicycle clips")
    TopicFactory(title="A tent")
    handled()
    recount_words()
    tent = Document.objects.get(title="A tent")
    answer_nearest(monkeypatch, lambda text, most: [(tent.pk, 0.9)])

    results = find("bicycel")

    assert (titles(results), results.suggestion) == (["A tent"], "bicycle")


def test_pages_follow_each_other():
    for n in range(13):
        TopicFactory(title=f"Bike {n}", source="Two gears.")
        TopicFactory(title=f"Pump {n}", source="It fits each bicycle.")
    handled()

    first, second = find("bicycle"), find("bicycle", page=2)

    assert (first.count, second.count, first.has_more, second.has_more) == (26, 26, True, False)
    assert len(first.hits) == 20
    assert len({*titles(first), *titles(second)}) == 26
    assert {title.partition(" ")[0] for title in titles(first)[:4]} == {"Bike", "Pump"}


# -- against the same in a few lines of Python --------------------------------------------------
K = 60


@pytest.fixture
def corpus():
    """Topics with some words more or less often, a part of them private."""
    reader = UserFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Team")
    private = CategoryFactory(audience=audience)
    words = ["gear", "chain", "saddle"]
    reader = User.objects.get(pk=reader.pk)
    for n in range(12):
        source = " ".join(words[n % 3] for _ in range(n % 5)) or "nothing"
        topic = TopicFactory(
            title=words[n % 2] if n < 2 else f"{words[n % 2]} {n}", source=source,
            category=private if n % 3 == 0 else CategoryFactory(), by=reader,
        )  # fmt: skip
        PostFactory(thread=topic.thread, source=f"{words[n % 3]} again", by=reader)
    handled()
    private_ids = set(opening().filter(audience=audience).values_list("pk", flat=True))
    groups = dict(opening().values_list("pk", "group_id"))
    titled = dict(opening().values_list("group_id", "title"))
    return reader, groups, titled, private_ids


def fused(by_words, near, exact):
    """The groups of two rankings, by the sum of 1 / (K + rank)."""
    score = dict.fromkeys([*by_words, *near], 0.0)
    for ranking in (by_words, near):
        for rank, group in enumerate(ranking, 1):
            score[group] += 1 / (K + rank)
    place = {group: rank for rank, group in enumerate(by_words)}

    def order(group):
        return group not in exact, -score[group], place.get(group, len(place))

    return sorted(score, key=order)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_ranks_are_fused_among_what_the_viewer_sees(corpus, data):
    reader, groups, titled, private_ids = corpus
    near = data.draw(st.lists(st.sampled_from(sorted(groups)), unique=True, min_size=1))
    text = data.draw(st.sampled_from(["gear", "chain", "saddle", "gear saddle", "unheard"]))
    for viewer in (VISITOR, reader):
        query = parse(text, viewer)
        plain = statement.run(Asked(query, viewer, limit=100))
        answer = statement.run(Asked(query, viewer, limit=100, near=near))

        seen = [pk for pk in near if viewer == reader or pk not in private_ids]
        exact = {group for group, title in titled.items() if title == text}
        expected = fused([row.group_id for row in plain.rows], [groups[pk] for pk in seen], exact)
        assert [row.group_id for row in answer.rows] == expected
        assert (answer.count, answer.by_words) == (len(expected), plain.count)


def test_a_search_is_noted_with_what_it_found(as_):
    TopicFactory(title="A bike")
    handled()
    member = UserFactory()

    as_(member).get("/search/", {"q": "bicycle", "meaning": "1"})
    as_(member).get("/search/", {"q": "bicycle"})

    counting.write()
    assert [one.text for one in recent_searches(member)] == ["bicycle"]
    [count] = SearchCount.objects.all()
    assert (count.query, count.searches_count, count.empty_count) == ("bicycle", 2, 1)


def test_what_is_hardly_near_is_left_out(monkeypatch):
    for n in range(3):
        TopicFactory(title=f"Tent {n}", source="It leaks.")
    handled()
    near = list(
        zip(
            opening().order_by("object_id").values_list("pk", flat=True),
            (0.9, FLOOR, 0.19),
            strict=True,
        )
    )
    answer_nearest(monkeypatch, lambda text, most: near)

    assert titles(find("shelter")) == ["Tent 0", "Tent 1"]
