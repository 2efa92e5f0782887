"""What no client means is refused by every operation of REST, and breaks none."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator

from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory

pytestmark = pytest.mark.django_db

BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe{}",
    b"[" * 100_000,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b'{"id": ' + b"9" * 5_000 + b"}",
]
VALUES = [
    None, True, -1, 10**30, 1e308, "", "\0", "\ud800", "x" * 100_001, [], [[]], {}, {"a": {}},
    "9999-99-99", "0001-01-01T00:00:00+23:59", "\N{ARABIC-INDIC DIGIT THREE}",
]  # fmt: skip
WORDS = [
    "", "\0", "-1", "9" * 30, "NaN", "x" * 5_000, "a,b,,", "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59", "cD1mb28=", "bz0tMQ==",
]  # fmt: skip


@pytest.fixture(scope="module")
def operations() -> list[tuple[str, str, dict[str, Any]]]:
    schema = SchemaGenerator().get_schema(public=True)
    named = schema["components"]["schemas"]
    return [
        (method, path, {**operation, "shape": shape_of(operation, named)})
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def shape_of(operation: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """The fields that an operation reads as JSON."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return named[name].get("properties", {}) if name else {}


@pytest.fixture
def ask(as_) -> Any:
    """Ask as somebody who may do everything, of something that is there; nothing of it stays."""
    category = CategoryFactory()
    topic = TopicFactory(category=category)
    post = PostFactory(thread=topic.thread)
    numbers = {"topics": topic.pk, "threads": topic.pk, "posts": post.pk, "categories": category.pk}
    client = as_(AdminFactory())
    client.raise_request_exception = False

    def asking(method: str, path: str, body: bytes = b"", **query: str) -> int:
        place = path.split("/")[3]
        number = numbers.get(place, topic.pk)
        named = "/".join(str(number) if "{" in part else part for part in path.split("/"))
        with transaction.atomic():
            answer = client.generic(
                method.upper(), named, body, content_type="application/json", query_params=query
            )
            transaction.set_rollback(True)
        return answer.status_code

    return asking


def test_bodies_that_are_none(operations, ask):
    asked = [
        (method, path, body, ask(method, path, body))
        for method, path, operation in operations
        if operation["shape"]
        for body in BODIES
    ]

    assert len(asked) > 100
    assert [(*told, body[:20], status) for *told, body, status in asked if status >= 500] == []


def nonsense(shape: dict[str, Any]) -> Iterator[bytes]:
    """Each field by itself with each value, lone surrogates escaped as JSON can hold them."""
    for name in shape:
        for value in VALUES:
            yield json.dumps({name: value}).encode()


def test_fields_that_say_nothing_sensible(operations, ask):
    faults = [
        (method, path, body[:60])
        for method, path, operation in operations
        for body in nonsense(operation["shape"])
        if ask(method, path, body) >= 500
    ]

    assert faults == []


def test_words_in_addresses_that_mean_nothing(operations, ask):
    faults = [
        (method, path, parameter["name"], word[:40])
        for method, path, operation in operations
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query"
        for word in WORDS
        if ask(method, path, **{parameter["name"]: word}) >= 500
    ]

    assert faults == []
