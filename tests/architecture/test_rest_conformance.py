"""Nothing that is asked of REST, however odd, is answered by a fault or outside the schema.

schemathesis makes the requests from the schema: by its examples, at the edges of what each
parameter allows and beyond them, and at random, the same ones each time. Half of them name
resources that exist. That each operation succeeds, too, is the matter of
test_rest_successes.py: chance finds few bodies that make or end something.

All of that takes minutes. `make soak` asks it of every operation and, if nothing was wrong, writes
down in fuzzed.json what the schema said of each: commit the file. `make test` asks it of the
operations whose part of the schema is another one by now, and a few requests of each of the others.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from community.accounts.tokens.actions import make_token
from community.kernel import scopes
from tests.architecture import openapi
from tests.architecture.operations import OPERATIONS, each_namespace
from tests.architecture.world import World
from tests.factories import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
CONFIG = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
FUZZED = Path(__file__).with_name("fuzzed.json")
EXAMPLES, COVERAGE, FUZZING = HypothesisTestMode
# Who may do everything meets every edge; the others, to whom most is refused, meet chance.
WALKS = {
    "visitor": (lambda: None, [FUZZING]),
    "member": (UserFactory, [FUZZING]),
    "admin": (AdminFactory, [EXAMPLES, COVERAGE]),
}


def at_random(examples: int) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )


@dataclass
class Walk:
    """Operations of the schema, asked by people; what went wrong is gathered."""

    resources: dict[str, Any]
    people: list[dict[str, str]]  # the headers of each
    by: list[HypothesisTestMode]
    examples: int = 3
    faults: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.is_real = cycle([True, False])

    def through(self, schema: Any, operations: list[Any]) -> "Walk":
        settings = at_random(self.examples)
        for operation in operations:
            config = HypothesisTestConfig(project=schema.config, modes=self.by, settings=settings)
            create_test(operation=operation, test_func=self.ask, config=config)()
        return self

    def ask(self, case: Any) -> None:
        if next(self.is_real):
            self.name_things(case)
        for headers in self.people:
            self.ask_by(case, headers)

    def ask_by(self, case: Any, headers: dict[str, str]) -> None:
        with transaction.atomic():
            answer = case.call(headers=headers | {"Accept-Encoding": "identity"})
            transaction.set_rollback(True)
        self.statuses[answer.status_code] += 1
        is_part = bool((case.query or {}).get("fields"))  # which leaves out what is required
        try:
            case.validate_response(answer, checks=CHECKS[:-1] if is_part else CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                told = (
                    f"{case.as_curl_command()}\n{answer.status_code} {answer.text[:300]}\n{fault}"
                )
                self.faults.setdefault(f"{case.operation.label}: {fault.title}", told)

    def name_things(self, case: Any) -> None:
        """Put what is there where the schema's random numbers and names stand."""
        keys, fields = self.resources[case.operation.definition.raw["operationId"]]
        if keys:
            case.path_parameters |= keys
        if isinstance(case.body, dict):
            case.body |= {name: fields[name] for name in case.body.keys() & fields.keys()}


@pytest.fixture
def schema() -> Iterator[Any]:
    """The schema with the product behind it, which must not close the test's own transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    logging.disable(logging.ERROR)  # each of ten thousand refusals would be a line
    loaded = schemathesis.openapi.from_dict(deepcopy(openapi.schema()), config=CONFIG)
    product = get_wsgi_application()
    # What every server says of who asks.
    loaded.app = lambda environ, start: product({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    yield loaded
    logging.disable(logging.NOTSET)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def resources() -> dict[str, Any]:
    """What each operation names of a world: in its path, and in the fields of its input."""
    world = World()
    world.furnish()
    return {
        name: (
            world.keys(operation, is_new=False),
            {field: world.get(of).pk for field, of in world.chosen(operation).items()},
        )
        for name, operation in OPERATIONS.items()
    }


EVERYTHING = [name for name in scopes.known() if name.endswith(":write")]


def by_token(member: Any) -> dict[str, str]:
    if member is None:
        return {}
    _, secret = make_token(member=member, name="Walk", scopes=EVERYTHING, days=1, by=member)
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
def made(rows_once) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    """What there is, and what each person sends along to say who they are."""
    return rows_once(
        lambda: (resources(), {name: by_token(who()) for name, (who, _) in WALKS.items()})
    )


def operations_of(schema: Any) -> list[Any]:
    return [found.ok() for found in schema.get_all_operations()]


def shape_of(operation: Any) -> str:
    return openapi.shape_of(operation.path, operation.method)


def in_full(schema: Any, operations: list[Any], made: Any) -> list[Walk]:
    """Everything that can be asked of these operations, by everybody."""
    known, people = made
    return [
        Walk(known, [people[who]], modes).through(schema, operations)
        for who, (_, modes) in WALKS.items()
    ]


def told(walks: list[Walk]) -> str:
    """What went wrong."""
    faults = [fault for walk in walks for fault in walk.faults.items()]
    return "\n\n".join(f"{name}\n{what}" for name, what in faults)


@pytest.mark.parametrize("namespace", each_namespace())
def test_every_answer_is_in_the_schema(namespace, schema, made):
    known, people = made
    fuzzed = json.loads(FUZZED.read_text())
    ours = [one for one in operations_of(schema) if one.definition.raw["tags"] == [namespace]]
    changed = [one for one in ours if fuzzed.get(one.label) != shape_of(one)]
    others = [one for one in ours if one not in changed]
    assert ours

    few = Walk(known, [*people.values()], [FUZZING], examples=2).through(schema, others)
    walks = [few, *in_full(schema, changed, made)]

    assert not told(walks), told(walks)
    by_token = [
        one for one in others if not OPERATIONS[one.definition.raw["operationId"]].session_only
    ]
    assert few.statuses[200] >= len(by_token) / 5, few.statuses


def test_every_operation_has_a_namespace_that_is_walked(schema):
    names = {one.values[0] for one in each_namespace()}

    assert {tag for one in operations_of(schema) for tag in one.definition.raw["tags"]} == names


def test_another_shape_is_noticed(monkeypatch):
    before = openapi.shape_of("/api/v1/topics/{topic}/", "get")
    described = deepcopy(openapi.schema())
    described["components"]["schemas"]["TopicOut"]["properties"]["title"]["type"] = "integer"
    monkeypatch.setattr(openapi, "schema", lambda: described)

    assert openapi.shape_of("/api/v1/topics/{topic}/", "get") != before


@pytest.mark.soak
def test_every_answer_to_whatever_can_be_asked_is_in_the_schema(schema, made):
    """If so, that is written down: fuzzed.json says what it was true of."""
    walks = in_full(schema, operations_of(schema), made)

    assert not told(walks), told(walks)
    for walk in walks:
        assert walk.statuses[200] > 15, walk.statuses
    shapes = {one.label: shape_of(one) for one in operations_of(schema)}
    FUZZED.write_text(json.dumps(dict(sorted(shapes.items())), indent=1) + "\n")
