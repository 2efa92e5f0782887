"""The table of words, and what is proposed by it."""
# ruff: noqa: RUF001 - signs of other keyboards are meant

from contextlib import closing

import psycopg2
import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.kernel import store
from community.kernel.jobs import jobs
from community.search.analysis.vectors import vector_of
from community.search.language import actions
from community.search.language.parsing import parse
from community.search.language.similar import query_of_title
from community.search.language.spelling import corrected
from community.search.language.tree import Keys, Words
from community.search.models import Document, Word
from tests.search import toys
from tests.search.model import does_match
from tests.search.test_analysis import NOW, entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(monkeypatch):
    toys.register(monkeypatch)


def write(*bodies, audience_id=Audience.PUBLIC_ID):
    for body in bodies:
        made = entry(body=body, audience_id=audience_id, container_ids=[3], language="en")
        Document.objects.create(
            source="toys.post", object_id=Document.objects.count() + 1, kind=made.kind,
            group_id=1, audience_id=audience_id, created_at=NOW, updated_at=NOW,
            lexemes=RawSQL("%s::tsvector", [vector_of(made, "toys.post")]),
        )  # fmt: skip


def counted():
    return dict(Word.objects.values_list("word", "documents_count"))


def test_words_of_public_documents_are_counted_and_nothing_else():
    secret = form_audience(kind=Audience.Kind.SHARED, title="Team").pk
    write("Installing the théme, twice: theme", "theme v2 12 at 東京都 don't", "x" * 41)
    write("password", audience_id=secret)

    actions.recount_words()

    assert counted() == {"installing": 1, "the": 1, "theme": 2, "twice": 1, "don": 1}
    assert set(Word.objects.get(word="the").variants) == {"the", "he", "te", "th"}
    assert [*Word.objects.get(word="don").variants].count("don") == 1


def test_new_documents_are_added_and_the_nightly_count_corrects(django_capture_on_commit_callbacks):
    def run(action):
        with django_capture_on_commit_callbacks(execute=True):
            action()
        return counted()

    write("one two")
    assert run(actions.count_words) == {"one": 1, "two": 1}  # all, as there are none
    write("two three")
    assert run(actions.count_words) == {"one": 1, "two": 2, "three": 1}
    assert run(actions.count_words) == {"one": 1, "two": 2, "three": 1}

    store.client().flushdb()
    write("four")
    assert "four" not in run(actions.count_words)  # how far it came is forgotten
    Document.objects.filter(object_id=1).delete()
    assert run(actions.recount_words) == {"two": 1, "three": 1, "four": 1}


def test_ranges_of_ids_are_counted_once_each(monkeypatch):
    monkeypatch.setattr(actions, "RANGE", 2)
    write("one", "one", "one two", "two", "one")

    actions.recount_words()

    assert counted() == {"one": 4, "two": 2}


def test_words_are_counted_as_soon_as_there_are_some():
    """In a new product, and where the database was replaced and Redis was not."""
    job = jobs["search.words"]
    assert job.due() == []
    write("kestrel")
    store.client().set(actions.COUNTED, 10**9)
    assert job.due() == [0]

    job.do(0)

    assert counted() == {"kestrel": 1}
    assert job.due() == []


def test_words_are_counted_by_one_at_a_time():
    write("one")
    server = connection.get_connection_params() | {"cursor_factory": None}
    with closing(psycopg2.connect(**server)) as other:
        other.cursor().execute("SELECT pg_advisory_xact_lock(hashtext('search.words'))")

        actions.count_words()
        actions.recount_words()
        assert counted() == {}
        other.rollback()  # a closed connection frees its locks a moment later

    actions.count_words()
    assert counted() == {"one": 1}


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("blnder", "blender"),  # a letter left out
        ("blenderz", "blender"),  # added
        ("blendxr", "blender"),  # replaced
        ("lbender", "blender"),  # two that changed places
        ("Blnder  -foo #support “blnder x”", "blender  -foo #support “blnder x”"),
        ("instal blnder", "instal blender"),  # a form of "installing" is found as it is
        ("thx", "the"),  # the most frequent of several
        ("ＢＬÉNDER", None),
        ("-blnder", None),
        ('"blnder"', None),
        ("blner", None),  # two edits
        ("tm", None),
        ("zzzzzz", None),
        ("#support blnder1", None),
        ("", None),
    ],
)
def test_unknown_words_are_corrected(typed, better):
    write("Installing the blender", "the blender", "the", "thy thy")
    actions.recount_words()

    assert corrected(parse(typed, None)) == better


def test_a_title_is_looked_for_by_its_rarest_words(django_assert_num_queries):
    write("how to install the theme", "how to remove the theme", "how the theme looks", "the")
    actions.recount_words()

    with django_assert_num_queries(1):
        query = query_of_title("How to install the THEME in my unheard-of blender")

    assert [one.words[0] for one in query.any_of] == ["install", "theme", "how", "the", "unheard"]
    assert [one.part for one in query.clauses] == [Keys(("/first/1",)), Keys(("/kind/toy.topic",))]
    assert does_match(query, entry(title="Installed", language="en"))
    assert not does_match(query, entry(title="Installed", language="en", number=2))
    assert not does_match(query, entry(title="Installed", language="en", kind="toy.person"))


def test_a_title_without_words_is_like_nothing():
    assert query_of_title("???").is_empty
    assert query_of_title("").is_empty
    assert query_of_title("東京都").any_of == (Words(("東京",)), Words(("京都",)))
