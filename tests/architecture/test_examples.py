"""The schema's examples are what the product takes and output."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from community.kernel import examples
from tests.architecture import openapi
from tests.architecture.operations import OPERATIONS, asked, paid_by
from tests.architecture.world import World
from tests.factories import AdminFactory
from tests.handled import handled
from tests.worlds import SignedIn

EXAMPLES = examples.known()
ROUTES = {
    f"{line.method} {examples.PATH_PARAMETER.sub('{}', line.path)}": line
    for line in OPERATIONS.values()
}
EACH = [pytest.param(route, marks=paid_by(ROUTES[route].api.namespace)) for route in EXAMPLES]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return openapi.schema()


def shown(operation: dict[str, Any], status: int) -> Iterator[tuple[dict[str, Any], Any]]:
    """What the schema says beside the examples of an operation, and they themselves."""
    for place in (operation.get("requestBody", {}), operation["responses"][str(status)]):
        for content in place.get("content", {}).values():
            for example in content.get("examples", {}).values():
                yield content["schema"], example["value"]


def every_object(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from every_object(inner)


@pytest.mark.parametrize("route", EACH)
def test_it_is_as_the_schema_says(route, schema):
    operation = dict(examples.operations(schema))[route]
    found = list(shown(operation, EXAMPLES[route].status))

    assert len(found) >= 1
    for described, value in found:
        closed = {**described, "components": closed_components(schema)}
        jsonschema.validate(value, closed, jsonschema.Draft202012Validator)


def closed_components(schema: dict[str, Any]) -> dict[str, Any]:
    """Those of the schema, which here take no field that they do not name."""
    named = schema["components"]["schemas"]
    closed = {
        name: {"additionalProperties": False, **one} if "properties" in one else one
        for name, one in named.items()
    }
    return {"schemas": closed}


def test_an_example_with_a_field_too_many_would_be_noticed(schema):
    described = dict(examples.operations(schema))["POST topics/"]["requestBody"]["content"]
    sent = {**EXAMPLES["POST topics/"].sent, "colour": "red"}
    closed = {**described["application/json"]["schema"], "components": closed_components(schema)}

    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(sent, closed, jsonschema.Draft202012Validator)


@pytest.fixture(scope="module")
def made(rows_once):
    """A world of one member, who may do everything in it, and a client of theirs."""

    def furnished():
        keeper = AdminFactory()
        world = World(owner=keeper, admin=keeper)
        world.furnish()
        world.grow()
        handled()
        return world, SignedIn([keeper])

    return rows_once(furnished)


@pytest.mark.django_db
@pytest.mark.parametrize("route", EACH)
def test_it_is_what_happens(route, made):
    world, signed_in = deepcopy(made)
    example, operation = EXAMPLES[route], ROUTES[route]
    keys, sent = world.keys(operation), world.example(operation)

    answer = signed_in.client(world.owner).generic(
        operation.method,
        f"/api/v1/{operation.path.format(**keys)}{asked(operation, sent)}",
        json.dumps(sent) if operation.method != "GET" else b"",
        content_type="application/json",
    )

    assert answer.status_code == example.status, answer.content
    if answer.json() != []:  # what a model answers, for one
        assert [*shapes(answer.json())] == [*shapes(example.answer)]


def shapes(answer: Any) -> Iterator[set[str]]:
    """The names in an answer, and in the first row of a list."""
    is_list = isinstance(answer, list)
    if not is_list:
        yield set(answer)
    for row in (answer if is_list else answer.get("results", []))[:1]:
        yield set(row)


def test_every_tag_says_what_it_is_about(schema):
    assert schema["tags"]
    assert [tag["name"] for tag in schema["tags"] if not tag["description"]] == []
