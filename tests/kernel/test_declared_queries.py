"""What an `Api` with `queries` has in GraphQL: its lists and single rows, with their limits."""

import pytest

from tests.accounts.tokens import bearer, make
from tests.factories import AdminFactory, UserFactory
from tests.kitchen.actions import add_ingredient

pytestmark = pytest.mark.django_db


def ask(client, query, **headers):
    sent = {"query": f"{{ kitchen {{ {query} }} }}"}
    return client.post("/graphql/", sent, content_type="application/json", headers=headers).json()


@pytest.fixture
def rows():
    return [add_ingredient(name=name, by=AdminFactory()) for name in ("Leek", "Salt", "Water")]


def test_a_list_has_pages(rows, as_):
    query = "ingredients(first: 2) { nodes { name } pageInfo { hasNextPage endCursor } }"
    page = ask(as_(), query)["data"]["kitchen"]["ingredients"]
    after = page["pageInfo"]["endCursor"]
    rest = ask(as_(), f'ingredients(after: "{after}") {{ nodes {{ name }} }}')

    assert [node["name"] for node in page["nodes"]] == ["Leek", "Salt"]
    assert rest["data"]["kitchen"]["ingredients"]["nodes"] == [{"name": "Water"}]


def test_a_row_is_found_by_its_id(rows, as_):
    found = ask(as_(), f"ingredient(id: {rows[1].pk}) {{ id name version isRetired }}")
    missing = ask(as_(), "ingredient(id: 0) { name }")

    told = {"id": str(rows[1].pk), "name": "Salt", "version": 1, "isRetired": False}
    assert found["data"]["kitchen"]["ingredient"] == told
    assert missing["errors"][0]["extensions"]["code"] == "not_found"


def test_a_token_needs_the_scope(rows, as_):
    _, secret = make(UserFactory(), ["profile:read"])

    answer = ask(as_(), "ingredients { nodes { name } }", **bearer(secret))

    assert answer["errors"][0]["extensions"]["code"] == "insufficient_scope"
