"""Random documents, random queries, random viewers: both backends find just what the model says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, User
from community.search.analysis.words import words_of
from community.search.backends import elasticsearch, postgresql
from community.search.language.tree import Clause, Keys, Query, Words
from community.search.models import Document
from community.search.registration import key
from tests.factories import UserFactory
from tests.search.corpus import EPOCH, drop, entry, found, keep
from tests.search.elastic_server import filled, up_to_date
from tests.search.model import does_match

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("elastic")]
HOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}
MOST = 8  # documents

WORDS = [
    *("run", "running", "runner", "Häuser", "haus", "café", "CAFE", "2026", "v2", "node.js"),
    *(
        "it's",
        "東京都",
        "京都",
        "都",
        "도서관",
        "サーバー",
        "ﬁne",
        "x" * 120,
        "'",
        "\\",
        "a/b",
        "~run",
    ),
    *("by", "in", "tag", "kind", "f", "b", "to"),
    *("и", "install", "installs", "installing", "を", "🙂", "un\u00adseen", "ไทย"),
]
texts = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
ids = st.integers(1, 3)
documents = st.fixed_dictionaries(
    {
        "title": texts,
        "body": texts,
        "place": texts,
        "number": st.integers(1, 2),
        "language": st.sampled_from(["", "de", "ja", "ru", "xx"]),
        "tags": st.lists(st.tuples(ids, texts), max_size=2),
        "states": st.lists(st.sampled_from(["solved", "open"]), max_size=2, unique=True),
        "author_id": st.none() | ids,
        "container_ids": st.lists(ids, max_size=2),
        "audience": st.integers(0, 3),
        "moment": st.integers(0, 4),
    }
)
keys = st.builds(key, st.sampled_from(["by", "in", "tag", "first"]), ids)
keys |= st.sampled_from([key("status", "solved"), key("kind", "'"), key("kind", "\\")])


@st.composite
def words(draw):
    typed = tuple(words_of(draw(texts.filter(words_of)), is_typed=True))
    return Words(
        typed,
        is_phrase=len(typed) > 1 or draw(st.booleans()),
        is_prefix=draw(st.booleans()),
        is_in_title=draw(st.booleans()),
    )


clauses = st.builds(
    Clause,
    words() | st.builds(Keys, st.lists(keys, max_size=3).map(tuple)),
    is_negative=st.booleans(),
)
moments = st.none() | st.integers(0, 4).map(lambda n: EPOCH + timedelta(microseconds=n))
queries = st.builds(
    Query,
    text=st.just(""),
    clauses=st.lists(clauses, max_size=3).map(tuple),
    any_of=st.lists(words(), max_size=2).map(tuple),
    after=moments,
    before=moments,
    order=st.sampled_from(["relevance", "newest", "oldest"]),
    is_within_group=st.booleans(),
)
corpora = st.lists(documents, max_size=MOST)
asked = st.lists(queries, min_size=1, max_size=10)


def check(corpus, queries):
    """Each example changes the documents of the one before it."""
    viewers, audiences = world()
    entries = []
    for number, told in enumerate(corpus):
        fields = dict(told)
        moment = EPOCH + timedelta(microseconds=fields.pop("moment"))
        audience_id = audiences[fields.pop("audience")]
        entries.append(entry(number, audience_id=audience_id, created_at=moment, **fields))
    keep(entries)
    drop(range(len(entries), MOST))
    up_to_date()
    for query in queries:
        for viewer, readable in viewers:
            expected = {
                one.object_id
                for one in entries
                if one.audience_id in readable and does_match(query, one)
            }
            for backend in (postgresql, elasticsearch):
                told = set(found(backend.matches(query, viewer)))
                differ = [one for one in entries if one.object_id in told ^ expected]
                assert told == expected, (backend.name, query, differ)


def world():
    """Viewers with the audiences that each is in; the audiences."""
    members = list(User.objects.filter(username__startswith="viewer").order_by("pk"))
    if not members:
        members = [UserFactory(username=f"viewer{n}") for n in range(2)]
        form_audience(kind=Audience.Kind.SHARED, members=members[:1])
        form_audience(kind=Audience.Kind.SHARED, members=members)
        form_audience(kind=Audience.Kind.PERSONAL, members=members[1:])
    one, both, personal = Audience.objects.exclude(pk=0).order_by("pk").values_list("pk", flat=True)
    members = [User.objects.get(pk=member.pk) for member in members]
    viewers = [
        (AnonymousUser(), {0}),
        (members[0], {0, one, both}),
        (members[1], {0, both, personal}),
    ]
    return viewers, [0, one, both, personal]


@pytest.fixture
def index(elasticsearch):
    filled()
    yield
    assert Document.objects.count() <= MOST


@given(corpora, asked)
@settings(max_examples=25, **HOW)
def test_both_backends_find_what_the_model_says(index, corpus, queries):
    check(corpus, queries)


@pytest.mark.soak
@given(corpora, asked)
@settings(max_examples=300, **HOW)
def test_both_backends_find_what_the_model_says_for_long(index, corpus, queries):
    check(corpus, queries)
