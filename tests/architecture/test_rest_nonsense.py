"""What no client means is refused by every operation of REST, and breaks none.

Each field and each word of an address is tried with a few of the values, other ones for each, and
each operation with a few of the bodies. `make soak` tries all of them.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle, islice
from typing import Any

import pytest
from django.db import transaction

from tests.architecture import openapi
from tests.architecture.operations import each_namespace
from tests.factories import AdminFactory, CategoryFactory, PostFactory, TopicFactory
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

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
Operations = list[tuple[str, str, dict[str, Any]]]


def operations(namespace: str = "") -> Operations:
    """Those of a namespace, or all."""
    named = openapi.schema()["components"]["schemas"]
    return [
        (method, path, {**operation, "shape": shape_of(operation, named)})
        for path, methods in openapi.schema()["paths"].items()
        for method, operation in methods.items()
        if not namespace or operation["tags"] == [namespace]
    ]


def shape_of(operation: dict[str, Any], named: dict[str, Any]) -> dict[str, Any]:
    """The fields that an operation reads as JSON."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return named[name].get("properties", {}) if name else {}


class Rows:
    """Something that is there, and somebody who may do everything with it."""

    def __init__(self) -> None:
        category = CategoryFactory()
        topic = TopicFactory(category=category)
        post = PostFactory(thread=topic.thread)
        self.topic, self.admin = topic.pk, AdminFactory()
        self.numbers = {
            "topics": topic.pk, "threads": topic.pk, "posts": post.pk, "categories": category.pk,
        }  # fmt: skip
        self.signed_in = SignedIn([self.admin])


@pytest.fixture(scope="module")
def made(rows_once: Any) -> Rows:
    return rows_once(Rows)


@pytest.fixture
def ask(made: Rows) -> Any:
    """The status of an answer; nothing of what was asked for stays."""
    rows = deepcopy(made)
    client = rows.signed_in.client(rows.admin)
    client.raise_request_exception = False

    def asking(method: str, path: str, body: bytes = b"", **query: str) -> int:
        number = rows.numbers.get(path.split("/")[3], rows.topic)
        named = "/".join(str(number) if "{" in part else part for part in path.split("/"))
        with transaction.atomic():
            answer = client.generic(
                method.upper(), named, body, content_type="application/json", query_params=query
            )
            transaction.set_rollback(True)
        return answer.status_code

    return asking


class InTurn:
    """Gives the next few of many, and from the beginning again after the last."""

    def __init__(self, values: list[Any], *, at_once: int) -> None:
        self.values, self.at_once = cycle(values), at_once

    def some(self) -> list[Any]:
        return list(islice(self.values, self.at_once))


def every(values: list[Any]) -> InTurn:
    return InTurn(values, at_once=len(values))


def with_bodies(asked: Operations, bodies: InTurn) -> Iterator[tuple[str, str, bytes]]:
    for method, path, operation in asked:
        if operation["shape"]:
            yield from ((method, path, body) for body in bodies.some())


def with_fields(asked: Operations, values: InTurn) -> Iterator[tuple[str, str, bytes]]:
    """Each field by itself, lone surrogates escaped as JSON can hold them."""
    for method, path, operation in asked:
        for name in operation["shape"]:
            for value in values.some():
                yield method, path, json.dumps({name: value}).encode()


def with_words(asked: Operations, words: InTurn) -> Iterator[tuple[str, str, str, str]]:
    for method, path, operation in asked:
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                yield from ((method, path, parameter["name"], word) for word in words.some())


def assert_nothing_breaks(
    asked: Operations, ask: Any, bodies: InTurn, values: InTurn, words: InTurn
) -> None:
    sent = [*with_bodies(asked, bodies), *with_fields(asked, values)]
    faults = [(*told, body[:60]) for *told, body in sent if ask(*told, body) >= 500]
    faults += [
        (method, path, name, word[:40])
        for method, path, name, word in with_words(asked, words)
        if ask(method, path, **{name: word}) >= 500
    ]
    assert bool(sent) == any(operation["shape"] for *_, operation in asked)
    assert faults == []


def a_few() -> list[InTurn]:
    """Of the bodies, the values and the words."""
    return [InTurn(BODIES, at_once=2), InTurn(VALUES, at_once=2), InTurn(WORDS, at_once=1)]


@pytest.mark.parametrize("namespace", each_namespace())
def test_nonsense_breaks_nothing(namespace, ask):
    assert_nothing_breaks(operations(namespace), ask, *a_few())


def test_all_of_the_nonsense_is_sent_somewhere():
    bodies, values, words = set(), set(), set()
    for one in each_namespace():
        asked, (some_bodies, some_values, some_words) = operations(one.values[0]), a_few()
        bodies |= {body for *_, body in with_bodies(asked, some_bodies)}
        values |= {
            json.dumps([*json.loads(b).values()]) for *_, b in with_fields(asked, some_values)
        }
        words |= {word for *_, word in with_words(asked, some_words)}

    assert bodies == set(BODIES)
    assert values == {json.dumps([value]) for value in VALUES}
    assert words == set(WORDS)


@pytest.mark.soak
@pytest.mark.parametrize("namespace", each_namespace())
def test_nothing_of_all_the_nonsense_breaks_anything(namespace, ask):
    assert_nothing_breaks(operations(namespace), ask, every(BODIES), every(VALUES), every(WORDS))
