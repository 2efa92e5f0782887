"""The schema's examples are what the product takes and output."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from community.discussions.actions import delete_post, delete_thread
from community.discussions.actions.reading import watch_place
from community.discussions.tags.actions import make_tag
from community.kernel import examples
from tests.architecture import openapi
from tests.architecture.operations import OPERATIONS, paid_by
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.worlds import SignedIn

EXAMPLES = examples.known()
ROUTES = {
    f"{line.method} {examples.PATH_PARAMETER.sub('{}', line.path)}": line.api.namespace
    for line in OPERATIONS.values()
}
EACH = [pytest.param(route, marks=paid_by(ROUTES[route])) for route in EXAMPLES]


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


class Rows:
    """What the examples name, by its author."""

    def __init__(self):
        category = CategoryFactory()
        make_tag(name="bluetooth", by=AdminFactory())
        self.topic = TopicFactory(category=category, by=UserFactory())
        self.author = self.topic.thread.author
        self.reply = PostFactory(thread=self.topic.thread, by=self.author)
        watch_place(kind="forum.category", object_id=category.pk, level=4, by=self.author)
        gone = delete_post(post=PostFactory(), by=ModeratorFactory())
        delete_thread(thread=gone.thread, by=ModeratorFactory())
        self.signed_in = SignedIn([self.author])


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Rows)


@pytest.mark.django_db
@pytest.mark.parametrize("route", EACH)
def test_it_is_what_happens(route, made):
    rows = deepcopy(made)
    topic, reply, category = rows.topic, rows.reply, rows.topic.category
    example = EXAMPLES[route]
    method, path = route.split(" ")
    named = {"topics": topic.pk, "threads": topic.pk, "posts": reply.pk, "answers": reply.pk}
    number = named.get(path.split("/")[0], "")
    sent = dict(example.sent or {}) | ({"category": category.pk} if "topics/" in path else {})
    if method == "PUT" and "like" in path:
        reply = PostFactory(thread=topic.thread)
        number = reply.pk

    answer = rows.signed_in.client(rows.author).generic(
        method,
        f"/api/v1/{path.format(number)}",
        json.dumps(sent) if method != "GET" else b"",
        content_type="application/json",
    )

    assert answer.status_code == example.status, answer.content
    assert [*shapes(answer.json())] == [*shapes(example.answer)]


def shapes(answer: Any) -> Iterator[set[str]]:
    """The names in an answer, and in the first row of a list."""
    yield set(answer)
    for row in answer.get("results", [])[:1]:
        yield set(row)


def test_every_tag_says_what_it_is_about(schema):
    assert schema["tags"]
    assert [tag["name"] for tag in schema["tags"] if not tag["description"]] == []
