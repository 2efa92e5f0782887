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
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from jsonschema import Draft202012Validator

from community.announcements import active
from community.discussions.actions import reply_to_thread
from community.kernel import examples
from community.live import bell
from tests.architecture import openapi
from tests.architecture.operations import OPERATIONS, each
from tests.architecture.test_authorisation import ALLOWED, PICTURE, Place, made, place, proven
from tests.architecture.test_examples import closed_components
from tests.factories import TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(proven.__name__, made.__name__)]
__all__ = ["place"]

SUCCEEDING = sorted(name for name, who in ALLOWED.items() if who)
# What nobody of the place has; all that they answer is that it is done.
NEVER = {"end_session", "revoke_app"}
# What makes the first row of a list.
BEFORE = {
    "list_reactions": "like_post",
    "list_permissions": "set_permissions",
    "list_members_of_group": "add_to_group",
    "list_watches": "watch_place",
}
MADE = ["edit_announcement", "get_tag", "get_tag_group", "revoke_invitation", "revoke_token",
        "get_app", "get_group"]  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return openapi.schema()


def who_may(name: str, place: Place) -> Any:
    """The owner, if they may, since most of what there is, is theirs."""
    return place.client(next(who for who in "oams" if who in ALLOWED[name]))


def furnish(place: Place) -> None:
    """One of everything that lists tell of."""
    for name in MADE:
        place.keys(OPERATIONS[name], place.open)
    bell.ring([active.CHANNEL])  # so that announcements are looked for
    topic = TopicFactory(category=place.open, by=place.other)
    reply_to_thread(thread=topic.thread, source="Look, @owner.", by=place.other)


def ask(name: str, keys: Any, said: Any, place: Place) -> Any:
    operation = OPERATIONS[name]
    url = "/api/v1/" + operation.path.format(**keys)
    body, kind = json.dumps(said) if operation.method != "GET" else "", "application/json"
    if name == "set_avatar":
        file = SimpleUploadedFile("me.png", PICTURE, "image/png")
        body, kind = encode_multipart(BOUNDARY, {"picture": file}), MULTIPART_CONTENT
    return who_may(name, place).generic(operation.method, url, body, content_type=kind)


def outline(value: Any) -> Any:
    """The names in it, and of a list those in its first row."""
    match value:
        case dict():
            return {name: outline(inner) for name, inner in value.items()}
        case list():
            return [outline(inner) for inner in value[:1]]
    return None


def without_secrets(value: Any) -> Any:
    if isinstance(value, dict) and value.get("secret"):
        return {**value, "secret": value["secret"][:6] + "…"}
    return value


def record(route: str, example: dict[str, Any]) -> None:
    told = {**examples.recorded(), route: example}
    text = json.dumps(dict(sorted(told.items())), indent=1, ensure_ascii=False)
    text = text.replace("http://testserver", "https://forum.example")
    examples.RECORDED.write_text(text + "\n")


def test_all_of_them_can_be_asked():
    assert ALLOWED.keys() - SUCCEEDING <= NEVER


@pytest.mark.parametrize("name", each(SUCCEEDING))
def test_it_succeeds_as_the_schema_says(name, place, schema):
    operation = OPERATIONS[name]
    if name in BEFORE:
        first = BEFORE[name]
        keys, said = place.keys(OPERATIONS[first], place.open), place.said(first, place.open)
        assert ask(first, keys, said, place).status_code < 300
    else:
        keys, said = place.keys(operation, place.open), place.said(name, place.open)
        if operation.method == "GET" and not operation.resources:
            furnish(place)

    answer = ask(name, keys, said, place)

    assert answer.status_code < 300, answer.content
    route = f"{operation.method} {examples.PATH_PARAMETER.sub('{}', operation.path)}"
    described = dict(examples.operations(schema))[route]
    contents = described["responses"][str(answer.status_code)].get("content", {})
    assert bool(contents) == bool(answer.content)
    for content in contents.values():
        closed = {**content["schema"], "components": closed_components(schema)}
        jsonschema.validate(answer.json(), closed, Draft202012Validator)
    is_sent = operation.input and operation.method != "GET" and name != "set_avatar"
    if (contents or is_sent) and route not in examples.known():
        told = {
            "sent": said if is_sent else None,
            "status": answer.status_code,
            "answer": without_secrets(answer.json()) if contents else None,
        }
        if "RECORD_EXAMPLES" in os.environ:
            record(route, told)
        assert outline(examples.recorded()[route]) == outline(told)


def test_the_schema_shows_one_of_everything_that_is_sent_or_answered(schema):
    without = [
        route
        for route, operation in examples.operations(schema)
        for told in (operation.get("requestBody", {}), *operation["responses"].values())
        for kind, content in told.get("content", {}).items()
        if kind == "application/json" and not content.get("examples")
    ]
    assert without == []
