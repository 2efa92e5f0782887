"""Every operation of REST succeeds once, with an answer that is as the schema says; and what was
sent and answered here are the schema's examples.

Where something changed, `RECORD_EXAMPLES=1 make test t=tests/architecture/test_rest_successes.py`
writes down anew what the schema then shows.
"""

import json
import os
from typing import Any

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from community.announcements import active
from community.kernel import examples
from community.kernel.operations.roles import Role
from community.live import bell
from tests.architecture import openapi
from tests.architecture.operations import OPERATIONS, TOYS, asked, each
from tests.architecture.test_authorisation import Place, place, proven, sent
from tests.architecture.test_examples import closed_components

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(proven.__name__, "made")]
__all__ = ["place"]


@pytest.fixture(scope="module")
def made(rows_once: Any) -> Place:
    """With a row in every list."""

    def furnished() -> Place:
        place = Place()
        place.open.grow()
        return place

    return rows_once(furnished)


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return openapi.schema()


def who_may(name: str, place: Place) -> Any:
    """The owner, if they may, since most of what there is, is theirs."""
    order = (Role.OWNER, Role.ADMINISTRATOR, Role.MODERATOR, Role.MEMBER)
    return place.client(next(who for who in order if who in OPERATIONS[name].allowed))


def ask(name: str, keys: Any, said: Any, place: Place) -> Any:
    operation = OPERATIONS[name]
    url = f"/api/v1/{operation.path.format(**keys)}{asked(operation, said)}"
    body, kind = sent(operation, said)
    return who_may(name, place).generic(operation.method, url, body, content_type=kind)


def fits(recorded: Any, told: Any) -> bool:
    """Whether what was told has the names that were recorded; where nothing was, there may be."""
    match recorded, told:
        case dict(), dict():
            return recorded.keys() == told.keys() and all(
                fits(value, told[name]) for name, value in recorded.items()
            )
        case list(), list():
            return not recorded or (bool(told) and fits(recorded[0], told[0]))
        case dict() | list(), _:
            return False
    return recorded is None or not isinstance(told, dict | list)


def without_secrets(value: Any) -> Any:
    if isinstance(value, dict) and value.get("secret"):
        return {**value, "secret": value["secret"][:6] + "…"}
    return value


def record(route: str, example: dict[str, Any]) -> None:
    told = {**examples.recorded(), route: example}
    text = json.dumps(dict(sorted(told.items())), indent=1, ensure_ascii=False)
    text = text.replace("http://testserver", "https://forum.example")
    examples.RECORDED.write_text(text + "\n")


@pytest.mark.parametrize("name", each(OPERATIONS))
def test_it_succeeds_as_the_schema_says(name, place, schema):
    operation = OPERATIONS[name]
    keys, said = place.open.keys(operation), place.open.example(operation)
    bell.ring([active.CHANNEL])  # so that announcements are looked for

    answer = ask(name, keys, said, place)

    assert answer.status_code < 300, answer.content
    route = f"{operation.method} {examples.PATH_PARAMETER.sub('{}', operation.path)}"
    described = dict(examples.operations(schema))[route]
    contents = described["responses"][str(answer.status_code)].get("content", {})
    assert bool(contents) == bool(answer.content)
    for content in contents.values():
        closed = {**content["schema"], "components": closed_components(schema)}
        jsonschema.validate(answer.json(), closed, Draft202012Validator)
    is_file = bool(getattr(operation, "parsers", ()))
    is_sent = operation.input and operation.method != "GET" and not is_file
    if (contents or is_sent) and route not in examples.known() and name not in TOYS:
        told = {
            "sent": said if is_sent else None,
            "status": answer.status_code,
            "answer": without_secrets(answer.json()) if contents else None,
        }
        if "RECORD_EXAMPLES" in os.environ:
            record(route, told)
        assert fits(examples.recorded()[route], told)


def test_the_schema_shows_one_of_everything_that_is_sent_or_answered(schema):
    without = [
        route
        for route, operation in examples.operations(schema)
        for told in (operation.get("requestBody", {}), *operation["responses"].values())
        for kind, content in told.get("content", {}).items()
        if kind == "application/json" and not content.get("examples")
        if operation["operationId"] not in TOYS
    ]
    assert without == []
