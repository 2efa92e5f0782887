"""Nothing that is asked of REST, however odd, is answered by a fault or outside the schema.

schemathesis makes the requests from the schema: by its examples, at the edges of what each
parameter allows and beyond them, and at random, the same ones each time. Half of them name things
that exist. That each operation succeeds, too, is the matter of test_rest_successes.py: chance
finds few bodies that make or end something.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, pairwise
from typing import Any

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.hypothesis.builder import (
    HypothesisTestConfig,
    HypothesisTestMode,
    create_test,
)

from community.accounts.access.actions import make_token
from community.accounts.actions import form_group
from forum.actions import form_tag_group, make_tag
from forum.announcements.actions import make_announcement
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
CONFIG = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
AT_RANDOM = hypothesis.settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


@dataclass
class Walk:
    """Every operation of the schema, asked by one person; what went wrong is gathered."""

    things: dict[str, Any]
    headers: dict[str, str]
    by: list[HypothesisTestMode]
    faults: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.is_real = cycle([True, False])

    def through(self, schema: Any) -> "Walk":
        for found in schema.get_all_operations():
            operation = found.ok()
            config = HypothesisTestConfig(project=schema.config, modes=self.by, settings=AT_RANDOM)
            create_test(operation=operation, test_func=self.ask, config=config)()
        return self

    def ask(self, case: Any) -> None:
        if next(self.is_real):
            self.name_things(case)
        with transaction.atomic():
            answer = case.call(headers=self.headers)
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
        parts = case.operation.path.split("/")
        for before, part in pairwise(parts):
            if part.startswith("{") and (thing := self.things.get(before)) is not None:
                case.path_parameters[part.strip("{}")] = thing
        if isinstance(case.body, dict):
            for name in case.body.keys() & self.things.keys():
                case.body[name] = self.things[name]


@pytest.fixture
def schema() -> Iterator[Any]:
    """The schema with the product behind it, which must not close the test's own transaction."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    logging.disable(logging.ERROR)  # each of ten thousand refusals would be a line
    described = SchemaGenerator().get_schema(public=True)
    loaded = schemathesis.openapi.from_dict(described, config=CONFIG)
    product = get_wsgi_application()
    # What every server says of who asks.
    loaded.app = lambda environ, start: product({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
    yield loaded
    logging.disable(logging.NOTSET)
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.fixture
def place() -> dict[str, Any]:
    """Something of every kind: what stands before a number in an address, or a field's name."""
    author = UserFactory(username="ana")
    category = CategoryFactory()
    topic = TopicFactory(category=category, by=author)
    post, admin = PostFactory(thread=topic.thread), AdminFactory()
    tags = [make_tag(name=name, by=admin) for name in ("chain", "belt")]
    return {
        "tags": tags[0].pk,
        "into": tags[1].pk,
        "tag-groups": form_tag_group(title="Parts", by=admin).pk,
        "groups": form_group(name="Crew", slug="crew", members=[author], by=admin).pk,
        "announcements": make_announcement(text="Hear.", by=admin).pk,
        "tokens": make_token(member=author, name="Bot", scopes=["forum:read"], by=author)[0].pk,
        "revisions": 1,
        **dict.fromkeys(["topics", "threads", "thread", "topic"], topic.pk),
        **dict.fromkeys(["posts", "answers", "post"], post.pk),
        **dict.fromkeys(["categories", "category"], category.pk),
        "members": author.username,
        "member": author.username,
    }


EVERYTHING = ["forum:write", "profile:write", "admin:write"]


def by_token(member: Any) -> dict[str, str]:
    if member is None:
        return {}
    _, secret = make_token(member=member, name="Walk", scopes=EVERYTHING, days=1, by=member)
    return {"Authorization": f"Bearer {secret}"}


EXAMPLES, COVERAGE, FUZZING = HypothesisTestMode
# Who may do everything meets every edge; the others, to whom most is refused, meet chance.
WALKS = [
    (lambda: None, [FUZZING]),
    (UserFactory, [FUZZING]),
    (AdminFactory, [EXAMPLES, COVERAGE]),
]


@pytest.mark.parametrize(("who", "by"), WALKS, ids=["visitor", "member", "admin"])
def test_every_answer_is_in_the_schema(who, by, schema, place):
    walk = Walk(place, by_token(who()), by).through(schema)

    assert not walk.faults, "\n\n".join(f"{name}\n{told}" for name, told in walk.faults.items())
    assert walk.statuses[200] > 25, walk.statuses
