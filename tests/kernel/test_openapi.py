"""What the schema of REST tells of everything, beside what it tells of each operation."""

import pytest

from community.kernel import scopes
from community.kernel.examples import operations
from tests.architecture import openapi


@pytest.fixture(scope="module")
def schema():
    return openapi.schema()


def test_every_parameter_says_what_it_is(schema):
    told = [
        (route, parameter["name"])
        for route, operation in operations(schema)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    assert told == []


def test_apps_ask_for_scopes_that_there_are(schema):
    flow = schema["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    security = dict(operations(schema))["POST topics/"]["security"]

    assert flow["scopes"] == scopes.known()
    assert {"oauth2": ["forum:write"]} in security
    assert {"token": ["forum:write"]} in security


def test_no_token_and_no_app_reaches_what_takes_a_session(schema):
    assert dict(operations(schema))["POST me/tokens/"]["security"] == [{"session": []}]


def test_answers_tell_of_their_headers(schema):
    posted = dict(operations(schema))["POST topics/"]["responses"]

    assert {"ETag", "Location", "Idempotent-Replayed", "RateLimit-Limit"} <= set(
        posted["201"]["headers"]
    )
    for _route, operation in operations(schema):
        for response in operation["responses"].values():
            name = response.get("$ref", "").rpartition("/")[2]
            told = schema["components"]["responses"][name] if name else response
            assert "RateLimit-Remaining" in told["headers"]


def test_a_body_takes_no_other_field(schema):
    for _route, operation in operations(schema):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"]["$ref"].rpartition("/")[2]
            assert schema["components"]["schemas"][name]["additionalProperties"] is False


def test_operations_have_the_titles_that_readers_expect(schema):
    titles = {operation["summary"] for _route, operation in operations(schema)}
    assert {"Create token", "Create category", "Create tag group", "Unmerge tag"} <= titles
