"""Hybrid search over vectors that the worker made, from the job to the page of results."""

import pytest
from django.contrib.auth.models import AnonymousUser

from community.search.language.parsing import parse
from community.search.meaning.floor import SHARE, floor
from community.search.meaning.neighbors import neighbors
from community.search.results import Meaning, Neighbors
from tests.factories import TopicFactory
from tests.handled import handled
from tests.search import embedder
from tests.search.test_pages import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def words(monkeypatch):
    return embedder.use(monkeypatch)


def near(text):
    return neighbors(parse(text, AnonymousUser()))


def test_a_query_finds_what_the_job_has_embedded(words, models_answer, as_):
    TopicFactory(title="A squeaking bike", source="It squeaks.")
    TopicFactory(title="Sourdough", source="Let it rest.")
    handled()
    embedder.embed_all()

    _, html = page_of(as_(), "/search/", q="bicycle squeaking", meaning="1")

    assert "1 result<" in html
    assert '<a href="/t/a-squeaking-bike/' in html
    assert "No results" in page_of(as_(), "/search/", q="bicycle squeaking")[1]


def test_the_floor_is_that_of_the_backend_and_is_remembered(words, models_answer, settings):
    assert floor() == pytest.approx(words.related_above * SHARE)
    words.related_above = 0.9
    assert floor() == pytest.approx(0.5 * SHARE)
    settings.AI_EMBEDDER = "off"
    assert near("bicycle") == Neighbors()


def test_before_anything_is_embedded_nothing_is_near_and_that_is_an_answer(words, models_answer):
    assert near("bicycle") == Neighbors(Meaning.USED, [])


def test_without_a_worker_that_is_told(words):
    assert near("bicycle") == Neighbors(Meaning.UNAVAILABLE)
