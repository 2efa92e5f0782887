"""Documents of the newest months are looked at first: by that, nothing else is found."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from community.search.backends import months, postgresql
from community.search.language.tree import Clause, Keys, Query, Words
from tests.search.corpus import EPOCH, entry, found, keep

pytestmark = pytest.mark.django_db
EVERYTHING = 10**6


def made():
    for n in range(1, 41):
        at = EPOCH + timedelta(days=11 * n)
        words = ["fox", "bird" if n % 3 else "fox bird", "rare" if n < 3 else "usual"]
        yield entry(n, group_id=n, body=" ".join(words), created_at=at, updated_at=at)


QUERIES = {
    "everywhere": [Clause(Words(("fox",)))],
    "a third": [Clause(Words(("fox", "fox"), is_phrase=True))],
    "the oldest two": [Clause(Words(("rare",)))],
    "all but these": [Clause(Words(("rare",)), is_negative=True)],
    "a key": [Clause(Keys(("/kind/toy.thing", "/kind/toy.topic")))],
    "nothing": [Clause(Words(("elephant",)))],
}


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_the_same_is_found(order, monkeypatch):
    keep(list(made()))
    monkeypatch.setattr(postgresql, "MOST_RANKED", 5)
    queries = [
        Query(text="", clauses=tuple(clauses), order=order, **within)
        for clauses in QUERIES.values()
        for within in ({}, {"before": EPOCH + timedelta(days=200)})
    ]

    def answers(*numbers):
        monkeypatch.setattr(months, "NEWEST", numbers)
        monkeypatch.setattr(months, "_known", {})
        return [set(found(postgresql.matches(one, AnonymousUser()))) for one in queries]

    everything = answers(EVERYTHING)
    assert not months.steps(is_newest=True)
    for newest in ((1, 20), (8,), (8, 39), (1, 2, EVERYTHING)):
        assert answers(*newest) == everything
        assert months.steps(is_newest=True)
