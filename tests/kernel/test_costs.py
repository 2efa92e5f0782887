"""What a query may cost, and that what costs more is stopped before it is validated."""

import json

import pytest
from django.test import Client
from graphql import get_introspection_query, get_operation_ast, parse

from community.kernel import costs
from community.kernel.costs import (
    MOST_COMPARED,
    MOST_COST,
    MOST_DEPTH,
    MOST_TOKENS,
    Refused,
    measure,
    scan,
)
from community.kernel.graphql import MOST_BYTES, MOST_SIGNS
from community.schema import schema
from tests.factories import PostFactory

pytestmark = pytest.mark.django_db


def ask(query, client=None, **body):
    body = {"query": query, **body}
    return (client or Client()).post("/graphql/", body, content_type="application/json")


def code(response):
    return response.json()["errors"][0]["extensions"]["code"]


def measured(query, name=None, **variables):
    document = parse(query)
    return measure(schema.graphql_schema, document, get_operation_ast(document, name), variables)


@pytest.fixture
def nothing_is_done(monkeypatch):
    for step in ("validate", "execute"):
        name = f"community.kernel.graphql.{step}"
        monkeypatch.setattr(name, lambda *_, **__: pytest.fail("it went on"))


def nested(levels):
    start = "{ forum { topic(id: 1) { solution "
    return start + "{ parent " * levels + "{ id } " + "}" * (levels + 3)


ALIASES = "{" + " ".join(f"a{n}: accounts {{ __typename }}" for n in range(10_000)) + "}"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (nested(200), "too_deep"),
        (nested(5000), "too_deep"),
        (nested(20), "too_deep"),
        ("{ accounts { me(a: " + "[" * 900 + "]" * 900 + ") { id } } }", "too_deep"),
        (ALIASES, "too_long"),
        ('"' * 90_000, "too_long"),
        ("{ accounts { me { " + "id @include(if: true) " * 200 + "} } }", "too_costly"),
        ("{ accounts { me { " + "id " * 1_900 + "} } }", "too_costly"),
        ("{" + "...F " * 1_900 + "} fragment F on Query { accounts { __typename } }", None),
        (
            "{" + " ".join(f"...F{n}" for n in range(130)) + "}" + " ".join(
                f"fragment F{n} on Query {{ accounts {{ __typename }} }}" for n in range(130)
            ),
            "too_costly",
        ),
        ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "too_deep"),
        (
            "{ forum { topic(id: 1) { ...A } } } "
            + " ".join(
                f"fragment {a} on Topic {{ thread {{ posts {{ nodes {{ id }} }} }} ...{b} }}"
                for a, b in zip("ABCDEFGH", "BCDEFGHI", strict=True)
            )
            + " fragment I on Topic { ...A }",
            "too_deep",
        ),
        ("#" * (MOST_BYTES + 1), "too_long"),
        ("#" * (MOST_SIGNS + 1), "too_long"),
        (
            "{ forum { topics(first: 100) { nodes { thread {"
            + " ".join(f"a{n}: posts(first: {n}) {{ nodes {{ html }} }}" for n in range(1, 100))
            + "} } } } }",
            "too_costly",
        ),
        (
            "{" + " ".join(f"s{n}: __schema {{ ...F }}" for n in range(100)) + "}"
            "fragment F on __Schema { types { fields { args { type { name kind } } } } }",
            "too_costly",
        ),
    ],
)  # fmt: skip
def test_what_is_too_large_is_stopped_before_it_is_validated(query, why, nothing_is_done):
    if why is None:  # the same fragment is looked at once
        assert measured(query).cost == 1_900 * 2
        return

    response = ask(query)

    assert (response.status_code, code(response)) == (400, why)


def test_what_is_longer_than_any_body_may_be_is_not_read(nothing_is_done):
    response = ask("{ accounts { me { id } } }" + " " * 3_000_000)

    assert (response.status_code, code(response)) == (413, "too_large")


def test_no_more_tokens_are_looked_at_than_may_be(monkeypatch):
    class Counting:
        seen = 0

        def finditer(self, text):
            for token in found.finditer(text):
                self.seen += 1
                yield token

    found, counting = costs._TOKEN, Counting()
    monkeypatch.setattr(costs, "_TOKEN", counting)

    with pytest.raises(Refused):
        scan(ALIASES)

    assert counting.seen == MOST_TOKENS + 1


@pytest.mark.parametrize(
    "body", ["[]", '[{"query": "{ accounts { me { id } } }"}]', "{", '"x"', "{}", "null"]
)
def test_a_body_is_one_query(body, client, nothing_is_done):
    response = client.post("/graphql/", body, content_type="application/json")

    assert (response.status_code, code(response)) == (400, "bad_query")


def test_bytes_are_counted_before_they_are_read(monkeypatch):
    monkeypatch.setattr(json, "loads", lambda *_: pytest.fail("it was read"))

    response = Client().generic(
        "POST", "/graphql/", b"[" * (MOST_BYTES + 1), content_type="application/json"
    )

    assert b"too_long" in response.content


def test_what_a_query_costs_is_told_with_the_answer_and_with_the_refusal():
    fine = ask("{ accounts { me { id username } } }").json()
    wrong = ask("{ nonsense }").json()
    large = ask("{ accounts { members(first: 100) {"
                " nodes { badges id sessions { id } profile { ...P } } } } }"
                "fragment P on Profile {" + " ".join(f"a{n}: bio" for n in range(600)) + "}"
                ).json()  # fmt: skip

    assert fine["extensions"] == {"cost": {"requested": 4, "limit": MOST_COST, "depth": 3}}
    assert wrong["extensions"] == {"cost": {"requested": 1, "limit": MOST_COST, "depth": 1}}
    assert large["extensions"]["cost"]["requested"] > MOST_COST
    assert large["errors"][0]["extensions"] == {"code": "too_costly"}


@pytest.mark.parametrize(
    ("field", "variables", "rows"),
    [
        ("members", {}, 20),
        ("members(first: 7)", {}, 7),
        ("members(last: 7)", {}, 7),
        ("members(first: $n)", {"n": 30}, 30),
        ("members(first: $n)", {}, 5),
        ("members(first: $n)", {"n": None}, 20),
        ("members(first: $n)", {"n": "many"}, 100),
        ("members(first: 99999999999)", {}, 100),
    ],
)
def test_a_list_counts_as_long_as_it_is_asked_for(field, variables, rows):
    shown = "{ nodes { id } pageInfo { endCursor } }"
    query = f"query ($n: Int = 5) {{ accounts {{ {field} {shown} }} }}"

    assert measured(query, **variables).cost == 2 + rows * 2 + 2


def test_fragments_count_where_they_are_used():
    query = "{ forum { ...F } } fragment F on Forum { tagGroups { id } ... { counts { new } } }"

    assert measured(query).depth == 3
    assert measured(query).cost == 1 + 10 * 2 + 2


def test_only_the_operation_that_is_done_is_counted():
    query = """query small { accounts { me { id } } }
        query large { accounts { members(first: 100) { nodes { profile { bio bioHtml } } } } }"""

    assert measured(query, "small").cost == 3
    assert ask(query, operationName="small").json()["data"] == {"accounts": {"me": None}}
    assert code(ask(query)) == "bad_query"
    assert code(ask(query, operationName="none")) == "bad_query"
    assert code(ask(query, operationName=["small"])) == "bad_query"


def test_the_schema_is_told_where_the_place_wants_it(settings):
    told = ask(get_introspection_query())
    settings.GRAPHQL_INTROSPECTION = False

    assert "errors" not in told.json()
    assert code(ask("{ __schema { queryType { name } } }")) == "introspection_off"
    assert code(ask('{ ...F } fragment F on Query { __type(name: "User") { name } }')) == (
        "introspection_off"
    )
    assert ask("{ __typename }").json()["data"] == {"__typename": "Query"}


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{ forun { topics { nodes { url } } } }", {}),
        ("{ forum { discussions { titel } } }", {}),
        ("{ forum { discussions { author } } }", {}),
        ("{ forum { discussions(categori: 1) { title } } }", {}),
        ("{ forum { topics(list: HOTT) { nodes { url } } } }", {}),
        ("query ($l: Topiclist) { forum { topics(list: $l) { nodes { url } } } }", {}),
        ("query ($l: TopicList) { forum { topics(list: $l) { nodes { url } } } }", {"l": "HOTT"}),
        (
            "mutation ($i: DiscussionInput!) { forum { createDiscussion(input: $i) { id } } }",
            {"i": {"title": "One", "contents": "Two"}},
        ),
    ],
)
def test_names_are_guessed_only_where_the_schema_is_told(query, variables, settings):
    helped = ask(query, variables=variables).json()["errors"]
    settings.GRAPHQL_INTROSPECTION = False
    bare = ask(query, variables=variables).json()["errors"]

    assert "Did you mean" in json.dumps(helped)
    assert "Did you mean" not in json.dumps(bare)
    assert all(error["message"].endswith(".") for error in bare)
    assert len(bare) == len(helped)


def test_what_the_standard_question_about_the_schema_costs_leaves_room():
    assert measured(get_introspection_query()).cost < MOST_COST / 2
    assert measured(get_introspection_query()).depth <= MOST_DEPTH


def test_the_schema_is_not_told_in_circles():
    around = "fields { type { " * 3
    query = "{ __schema { types { " + around + "name " + "} } " * 3 + "} } }"

    assert measured(query).depth < MOST_DEPTH
    assert ask(query).status_code == 400


def test_a_few_of_the_same_fields_may_stand_together(as_):
    post = PostFactory()
    query = "{ accounts { me {" + "id " * 50 + "} } }"

    assert ask(query, as_(post.author)).json()["data"] == {
        "accounts": {"me": {"id": str(post.author_id)}}
    }
    assert MOST_COMPARED > 50 * 49 / 2
