"""Both backends mean the same by a query. What they find is asked of a short list of documents."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from community.accounts.audiences.actions import add_to_group, form_audience, form_group
from community.accounts.models import Audience, User
from community.search.analysis.words import words_of
from community.search.backends import elasticsearch as on_elasticsearch
from community.search.backends import postgresql as on_postgresql
from community.search.language.tree import Clause, Keys, Query, Words
from tests.factories import AdminFactory, UserFactory
from tests.search.corpus import EPOCH, entry, found, keep
from tests.search.elastic_server import filled

pytestmark = [pytest.mark.django_db, pytest.mark.servers, pytest.mark.xdist_group("elastic")]
MICROSECOND = timedelta(microseconds=1)
BACKENDS = {"postgresql": on_postgresql, "elasticsearch": on_elasticsearch}

DOCUMENTS = [
    entry(1, title="Installing on Debian", body="How do I install it? Run the installer."),
    entry(2, title="A bird", body="the quick brown fox", place="Support desk", author_id=7),
    entry(3, title="Fox news", body="quick and brown", tags=[(3, "animals")], states=["solved"]),
    entry(4, body="東京都に住んでいます", container_ids=[5, 4], number=2),
    entry(5, body="京都と大阪", language="ja", keys=["/topic/12"]),
    entry(6, title="brown", body="fox. " + "word " * 300 + "brown fox 2026"),
    entry(7, title="Ünïcode's \\ café", body="naïve 'quoted' it's", author_id=8),
    entry(8, title="Die Häuser", body="gingen", language="de"),
    entry(9, title="one two", place="three", tags=[(1, "four five"), (2, "six")], body="seven"),
    entry(10, body="filler " * 16_390 + "alpha omega"),  # there PostgreSQL counts no places
]


def typed(text, **how):
    return Words(tuple(words_of(text, is_typed=True)), **how)


def q(*parts, **how):
    """Those after None are negative."""
    clauses, is_negative = [], False
    for part in parts:
        if part is None:
            is_negative = True
            continue
        told = typed(part) if isinstance(part, str) else part
        clauses.append(Clause(told, is_negative=is_negative))
    return Query(text="", clauses=tuple(clauses), **how)


def phrase(text, **how):
    return typed(text, is_phrase=True, **how)


def day(number):
    return EPOCH + timedelta(days=number)


CASES = {
    "word": (q("bird"), {2}),
    "inflected": (q("installed"), {1}),
    "in German": (q("Haus"), {8}),
    "folded": (q("UNICODE"), {7}),
    "two words, in title and body": (q("fox", "quick"), {2, 3}),
    "word of the place": (q("desk", "bird"), {2}),
    "word of a tag": (q("animals"), {3}),
    "number": (q("2026"), {6}),
    "typed as two": (q(typed("it's")), {7}),
    "phrase": (q(phrase("quick brown")), {2}),
    "phrase, not by stems": (q(phrase("quick browns")), set()),
    "phrase of one, not by its stem": (q(phrase("installs")), set()),
    "phrase far in": (q(phrase("brown fox")), {2, 6}),
    "phrase across fields": (q(phrase("two three")), set()),
    "phrase across tags": (q(phrase("five six")), set()),
    "phrase beyond the last place": (q(phrase("alpha omega")), set()),
    "words beyond the last place": (q("omega", "alpha"), {10}),
    "phrase of a word's place that is not kept": (q(phrase("word brown")), set()),
    "phrase in a tag": (q(phrase("four five")), {9}),
    "prefix": (q(typed("insta", is_prefix=True)), {1}),
    "prefix that no stem is": (q(typed("installe", is_prefix=True)), {1}),
    "prefix of several": (q(typed("quick bro", is_prefix=True)), {2}),
    "prefix of nothing": (q(typed("quick zzz", is_prefix=True)), set()),
    "prefix of what keys begin with": (q(typed("b", is_prefix=True)), {2, 3, 6}),
    "prefix that is an operator": (q(typed("in", is_prefix=True)), {1}),
    "in the title": (q(typed("fox", is_in_title=True)), {3}),
    "phrase in the title": (q(phrase("fox news", is_in_title=True)), {3}),
    "prefix in the title": (q(typed("br", is_in_title=True, is_prefix=True)), {6}),
    "no stem in the title": (q(typed("installer", is_in_title=True)), {1}),
    "not of the place": (q(typed("desk", is_in_post=True)), set()),
    "in the post": (q(typed("quick", is_in_post=True)), {2, 3}),
    "in the place, not in the post": (q("desk", None, typed("desk", is_in_post=True)), {2}),
    "in the post, far in": (q(typed("omega", is_in_post=True)), {10}),
    "negative": (q("fox", None, "quick"), {6}),
    "only negative": (q(None, "fox", phrase("京都")), {1, 7, 8, 9, 10}),
    "negative phrase": (q("fox", None, phrase("quick brown")), {3, 6}),
    "pair of characters": (q("京都"), {4, 5}),
    "piece of a run": (q("東京都"), {4}),
    "one character": (q(typed("都", is_prefix=True)), {4, 5}),
    "last character": (q(typed("阪", is_prefix=True)), {5}),
    "author": (q(Keys(("/by/7",))), {2}),
    "one of several keys": (q(Keys(("/by/7", "/by/8"))), {2, 7}),
    "no keys": (q(Keys(())), set()),
    "container": (q(Keys(("/in/5",))), {4}),
    "tag": (q(Keys(("/tag/3",)), "fox"), {3}),
    "state": (q(Keys(("/status/solved",))), {3}),
    "not of a state": (q("fox", None, Keys(("/status/solved",))), {2, 6}),
    "own key": (q(Keys(("/topic/12",))), {5}),
    "kind and number": (q(Keys(("/kind/toy.thing",)), None, Keys(("/first/1",))), {4}),
    "from a moment on": (q("fox", after=day(3)), {3, 6}),
    "before a moment": (q("fox", before=day(3)), {2}),
    "between moments": (q(after=day(3), before=day(5)), {3, 4}),
    "to the microsecond": (q(after=day(3) + MICROSECOND, before=day(4)), set()),
    "any of": (q(any_of=(typed("bird"), phrase("大阪"))), {2, 5}),
    "any of, among others": (q("fox", any_of=(typed("bird"), typed("news"))), {2, 3}),
    "everything": (q(), set(range(1, 11))),
}  # fmt: skip


@pytest.fixture(params=BACKENDS)
def backend(request):
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
    return BACKENDS[request.param]


def begin(backend, entries):
    keep(entries)
    if backend is on_elasticsearch:
        filled()


def test_a_query_finds_what_it_says(backend):
    begin(backend, DOCUMENTS)

    said = {}
    for name, (query, _) in CASES.items():
        if name == "no keys" and backend is on_postgresql:
            said[name] = set()  # the parser never makes one
            continue
        said[name] = set(found(backend.matches(query, AnonymousUser())))

    assert said == {name: expected for name, (_, expected) in CASES.items()}


def test_only_the_newest_are_ranked_or_the_oldest(backend, monkeypatch):
    monkeypatch.setattr(backend, "MOST_RANKED", 3)
    begin(backend, [entry(n, title="fox", group_id=1) for n in range(1, 8)])

    def ids(order, **how):
        return set(found(backend.matches(q("fox", order=order, **how), AnonymousUser())))

    assert ids("relevance") == ids("newest") == {5, 6, 7}
    assert ids("oldest") == {1, 2, 3}
    assert ids("relevance", most=2) == {6, 7}  # while somebody is typing


def test_a_title_counts_more_than_a_place_a_tag_and_a_body(backend):
    other = "something else"
    begin(
        backend,
        [
            entry(1, title="fox", place=other, tags=[(1, other)], body=other),
            entry(2, title=other, place="fox", tags=[(1, other)], body=other),
            entry(3, title=other, place=other, tags=[(1, "fox")], body=other),
            entry(4, title=other, place=other, tags=[(1, other)], body="fox"),
            entry(5, title="hound", body="fox"),
        ],
    )

    ranked = backend.matches(q("fox"), AnonymousUser())
    either = backend.matches(Query("", any_of=(typed("hound"), typed("fox"))), AnonymousUser())

    assert [pk for pk in found(ranked) if pk < 5] == [1, 2, 3, 4]
    assert found(either)[0] == 5  # has both


def test_what_others_read_is_not_found(backend):
    member, friend, admin = UserFactory(), UserFactory(), AdminFactory()
    group = form_group(name="g", slug="g", members=[member], by=admin)
    shared = form_audience(kind=Audience.Kind.SHARED, groups=[group])
    personal = form_audience(kind=Audience.Kind.PERSONAL, members=[member, friend])
    begin(
        backend,
        [
            entry(n, title="fox", audience_id=audience)
            for n, audience in enumerate([Audience.PUBLIC_ID, shared.pk, personal.pk], 1)
        ],
    )

    def seen_by(viewer):
        return set(found(backend.matches(q("fox"), viewer)))

    assert seen_by(AnonymousUser()) == {1}
    assert seen_by(User.objects.get(pk=member.pk)) == {1, 2, 3}
    assert seen_by(User.objects.get(pk=friend.pk)) == {1, 3}
    assert seen_by(User.objects.get(pk=admin.pk)) == {1}
    add_to_group(group=group, member=friend, by=admin)
    assert seen_by(User.objects.get(pk=friend.pk)) == {1, 2, 3}
