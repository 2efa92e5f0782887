"""Who may do what: every declared operation, over both interfaces, by everybody.

Each operation says who is `allowed` to do it; those and no others succeed, with its example. What
its path names is made by `tests/<app>/world.py`.
"""

import json
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_nullable_type
from rest_framework.serializers import FileField

from community.events.models import EventRecord
from community.kernel import scopes
from community.kernel.operations import MutationOperation
from community.kernel.operations.roles import Role
from community.kernel.scopes import Access
from community.schema import schema
from tests.accounts.hostile_pictures import png
from tests.accounts.tokens import bearer, make
from tests.architecture.operations import OPERATIONS, asked, each
from tests.architecture.world import World, is_private
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

PICTURE = png(1, 1)


class Place:
    """A world that everybody may read, one that is closed to others, and who may ask."""

    def __init__(self):
        self.people = {
            Role.MEMBER: UserFactory(trust_level=1),
            Role.OWNER: UserFactory(username="owner", trust_level=3),
            Role.MODERATOR: ModeratorFactory(),
            Role.ADMINISTRATOR: AdminFactory(),
        }
        people = {
            "owner": self.people[Role.OWNER], "admin": self.people[Role.ADMINISTRATOR],
            "other": UserFactory(),
        }  # fmt: skip
        self.open, self.closed = World(**people), World(is_private=True, **people)
        self.open.furnish()
        self.closed.furnish()
        self.signed_in = SignedIn(self.people.values())

    def client(self, who):
        return self.signed_in.client(self.people.get(who))


def sent(operation, said):
    """A body, and what it is. Files are a picture."""
    if operation.method == "GET":
        return "", "application/json"
    if getattr(operation, "parsers", ()):
        files = {
            name: SimpleUploadedFile("me.png", PICTURE, "image/png")
            for name, field in operation.input().fields.items()
            if isinstance(field, FileField)
        }
        return encode_multipart(BOUNDARY, {**said, **files}), MULTIPART_CONTENT
    return json.dumps(said), "application/json"


def by_rest(client, operation, keys, said, **headers):
    url = "/api/v1/" + operation.path.format(**keys) + asked(operation, said)
    body, kind = sent(operation, said)
    answer = client.generic(operation.method, url, body, content_type=kind, headers=headers)
    body = json.loads(answer.content or b"{}") if answer.status_code >= 400 else {}
    return answer.status_code, body.get("code", "")


@cache
def mutation(name):
    """The namespace and the field of a mutation."""
    for namespace, field in schema.graphql_schema.mutation_type.fields.items():
        for verb, one in field.type.of_type.fields.items():
            if one.resolve is not None and verb == camel(name):
                return namespace, one
    raise LookupError(name)


@cache
def text_of(name):
    """A mutation that asks for nothing but itself, with all its arguments."""
    namespace, field = mutation(name)
    given = ", ".join(f"${arg}: {told.type}" for arg, told in field.args.items())
    handed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
    call = camel(name) + (f"({handed})" if handed else "")
    head = "mutation" + (f"({given})" if given else "")
    return f"{head} {{ {namespace} {{ {call} {{ __typename }} }} }}"


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(map(str.title, rest))


def in_graphql(of: Any, value: Any) -> Any:
    """An input of REST as GraphQL takes it: enums by name, rows by "…Id"."""
    of = get_nullable_type(of)
    match of, value:
        case GraphQLList(), list():
            return [in_graphql(of.of_type, one) for one in value]
        case GraphQLInputObjectType(), dict():
            return arguments(of.fields, value)
        case GraphQLEnumType(), _:
            names = {
                getattr(one.value, "value", one.value): name for name, one in of.values.items()
            }
            return names.get(value, value)
    return value


def arguments(known, said):
    """By what an operation or an input of GraphQL calls them."""
    given = {}
    for name, value in said.items():
        called = camel(name) if camel(name) in known else f"{camel(name)}Id"
        given[called] = in_graphql(known[called].type, value)
    return given


def by_graphql(client, operation, keys, said, **headers):
    _, field = mutation(operation.name)
    named = {operation.resources[name].argument: key for name, key in keys.items()}
    variables = arguments(field.args, {**named, **said})
    answer = client.post(
        "/graphql/", {"query": text_of(operation.name), "variables": variables},
        content_type="application/json", headers=headers,
    )  # fmt: skip
    body = answer.json()
    if "errors" not in body:
        return 200, ""
    code = body["errors"][0]["extensions"]["code"]
    assert code not in {"bad_query", "internal_error"}, body
    return {"not_signed_in": 401, "not_found": 404}.get(code, 403), code


def interfaces_of(operation):
    has_mutation = isinstance(operation, MutationOperation) and not operation.rest_only
    return [by_rest, by_graphql] if has_mutation else [by_rest]


def undone(function, *given, **named):
    """Ask, and take back whatever came of it."""
    with transaction.atomic():
        before = EventRecord.objects.count()
        status, code = function(*given, **named)
        happened = EventRecord.objects.count() - before
        transaction.set_rollback(True)
    return status, code, happened


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Place)


@pytest.fixture
def place(made):
    return deepcopy(made)


@pytest.fixture(autouse=True)
def proven(monkeypatch):
    """How old a session's last proof may be is tested elsewhere."""
    for where in ("tokens", "oauth"):
        monkeypatch.setattr(
            f"community.accounts.{where}.operations.require_recent_authentication",
            lambda _request: None,
        )


@pytest.mark.parametrize("name", each(OPERATIONS))
def test_who_may(name, place):
    operation = OPERATIONS[name]
    keys, said = place.open.keys(operation), place.open.example(operation)

    for who in Role:
        client = place.client(who)
        for interface in interfaces_of(operation):
            status, code, happened = undone(interface, client, operation, keys, said)
            told = (name, who, interface.__name__, status, code)
            if who in operation.allowed:
                assert status < 400, told
            elif who == Role.VISITOR:
                assert status == 401, told
                assert not happened, told
            else:
                assert status in {403, 404}, told
                assert not happened, told


def names_private(operation):
    return any(is_private(resource.model) for resource in operation.resources.values())


@pytest.mark.parametrize(
    "name", each(name for name, one in OPERATIONS.items() if names_private(one))
)
def test_to_others_a_private_place_is_not_there(name, place):
    operation = OPERATIONS[name]
    keys, said = place.closed.keys(operation), place.closed.example(operation)

    for who in (Role.VISITOR, Role.MEMBER, Role.MODERATOR):
        client = place.client(who)
        for interface in interfaces_of(operation):
            status, code, happened = undone(interface, client, operation, keys, said)
            expected = {401} if who == Role.VISITOR and operation.for_members else {404}
            if operation.permission:  # says no before it says whether there is such a resource
                expected |= {403}
            assert status in expected, (name, who, interface.__name__, status, code)
            assert not happened


@pytest.mark.parametrize("name", each(name for name, one in OPERATIONS.items() if one.scope))
def test_a_token_for_something_else_does_nothing(name, place, as_):
    operation = OPERATIONS[name]
    keys, said = place.open.keys(operation), place.open.example(operation)
    known = [(one, Access(key="", scopes=frozenset({one}))) for one in scopes.known()]
    others = [one for one, access in known if not access.covers(operation.scope)]
    _, secret = make(place.people[Role.ADMINISTRATOR], others)
    refusal = "session_only" if operation.session_only else "insufficient_scope"

    for interface in interfaces_of(operation):
        status, code, happened = undone(interface, as_(), operation, keys, said, **bearer(secret))
        assert (status, code, happened) == (403, refusal, 0), (name, interface.__name__)
