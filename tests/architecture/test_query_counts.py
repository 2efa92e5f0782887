"""What programs read costs the same number of queries, however many rows there are."""

from math import inf

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.kernel.operations import ListOperation, QueryOperation
from tests.architecture.operations import OPERATIONS, asked
from tests.architecture.world import World
from tests.factories import AdminFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

READS = {
    name: line
    for name, line in OPERATIONS.items()
    if isinstance(line, ListOperation | QueryOperation)
}
# They ask once for each kind of subject on a page, and other kinds are on it when it is full.
OF_MANY_KINDS = {"list_notifications", "count_notifications"}
# Lists that have no next page, by their greatest length.
FULL = {"list_hot_topics": 30, "list_latest_topics": 30, "related_threads": 5}
FEW, MANY = 3, 6  # so many rounds, and then so many more; all of it is within a page


def grow(world, rounds):
    for _ in range(rounds):
        world.grow()
    handled()


def rows_in(told):
    """How many rows an answer has, as a page or as it is; None if it is no list, or a full page:
    each domain adds rows to the lists that all share, which are longer than a page by now."""
    if isinstance(told, dict) and told.get("next"):
        return None
    rows = told.get("results") if isinstance(told, dict) else told
    return None if rows is None else len(rows)


@pytest.mark.usefixtures("no_news_of_badges")
def test_no_list_asks_more_because_it_is_longer(as_):
    keeper = AdminFactory()
    world = World(owner=keeper, admin=keeper)
    world.furnish()
    client = as_(keeper)

    def measured():
        rows, queries = {}, {}
        for name, line in READS.items():
            query = asked(line, line.example)
            address = f"/api/v1/{line.path.format(**world.keys(line))}{query}"
            client.get(address)  # what is kept is kept
            with CaptureQueriesContext(connection) as ran:
                answer = client.get(address)
            assert answer.status_code == 200, (name, answer.content)
            # What is found depends on what is asked, and is not longer for each row.
            rows[name] = None if query else rows_in(answer.json())
            queries[name] = len(ran)
        return {name: n for name, n in rows.items() if n is not None}, queries

    grow(world, FEW)
    few, asked_for_few = measured()
    grow(world, MANY)
    many, asked_for_many = measured()

    more = {name: n for name, n in asked_for_many.items() if n != asked_for_few[name]}
    assert not more.keys() - OF_MANY_KINDS, (more, asked_for_few)
    # Each type of review item describes its own, and has a score. To few related threads, a search
    # adds those with a similar title.
    most = {"list_review_items": 16, "related_threads": 13}
    asked_at_most = {name: max(n, asked_for_many[name]) for name, n in asked_for_few.items()}
    too_many = {name: n for name, n in asked_at_most.items() if n > most.get(name, 12)}
    assert not too_many
    in_both = few.keys() & many.keys()
    as_long = sorted(name for name in in_both if many[name] <= few[name] < FULL.get(name, inf))
    assert not as_long, f"Let grow() in tests/<app>/world.py add a row to {as_long}"
