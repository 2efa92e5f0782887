"""Whoever says no to a program, and wherever, says it in one form."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.test import Client

from community.discussions.actions import close_thread, edit_post
from community.kernel.errors import Denied, NotSignedIn, RuleViolation, TooMany
from community.kernel.operations.rest import OperationView
from community.kernel.problem_titles import title_of
from community.kernel.problems import CONTENT_TYPE
from tests.architecture import openapi
from tests.factories import AdminFactory, ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def told(response, status, code):
    """The problem, which is whole and says the same as the answer around it."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == CONTENT_TYPE
    problem = response.json()
    assert problem["type"] == f"/developers/problems/{code}/"
    assert problem["title"] == title_of(code)
    assert problem["detail"]
    assert (problem["status"], problem["code"]) == (status, code)
    return problem


def post(client, url, body=None, **more):
    return client.post(url, {} if body is None else body, content_type="application/json", **more)


def test_a_body_without_a_length_is_not_taken_for_an_empty_one(as_):
    chunked = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}

    response = post(
        as_(UserFactory()), "/api/v1/me/invitations/", {"email": "a@b.example"}, **chunked
    )

    told(response, 411, "length_required")


@pytest.mark.parametrize("address", ["topics/0/", "me/", "nothing/", "topics/?fields=x"])
def test_no_cache_keeps_a_no_for_somebody_else(address, as_):
    assert as_().get(f"/api/v1/{address}").headers["Cache-Control"] == "no-store"


def test_a_visitor_is_asked_to_sign_in(as_):
    response = post(as_(), f"/api/v1/threads/{TopicFactory().pk}/posts/", {"source": "!"})

    told(response, 401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_who_may_not_is_denied(as_):
    url = f"/api/v1/threads/{TopicFactory().pk}/closure/"

    told(as_(UserFactory()).put(url), 403, "denied")


def test_a_rule_has_its_own_code(as_):
    thread = TopicFactory().thread
    close_thread(thread=thread, by=ModeratorFactory())

    response = post(as_(thread.author), f"/api/v1/threads/{thread.pk}/posts/", {"source": "!"})

    assert told(response, response.status_code, response.json()["code"])
    assert response.status_code in {403, 409}


def test_fields_are_named_as_they_were_sent(as_):
    sent = {"title": "One", "category": 0, "source": "Words", "tags": ["fine", ["nested"]]}

    problem = told(post(as_(UserFactory()), "/api/v1/topics/", sent), 422, "invalid")

    assert set(problem["fields"]) == {"category", "tags"}
    assert set(problem["fields"]["tags"]) == {"1"}


def test_who_was_slower_hears_what_is_there(as_):
    row = PostFactory()
    edit_post(post=row, source="faster", by=row.author, version=1)

    response = as_(row.author).patch(
        f"/api/v1/posts/{row.pk}/",
        {"source": "slower"},
        content_type="application/json",
        headers={"If-Match": '"1"'},
    )

    problem = told(response, 412, "stale")
    assert (problem["version"], problem["now"]) == (2, "faster")


@pytest.mark.parametrize(
    ("method", "url", "status", "code"),
    [
        ("get", "/api/v1/nowhere/", 404, "not_found"),
        ("get", "/api/v2/", 404, "not_found"),
        ("get", "/api/v1/threads/0/", 404, "not_found"),
        ("get", "/api/v1/threads/?cursor=nonsense", 422, "invalid"),
        ("put", "/api/v1/threads/", 405, "method_not_allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_too(method, url, status, code, as_):
    told(getattr(as_(UserFactory()), method)(url), status, code)


def test_only_json_is_told(as_):
    told(as_().get("/api/v1/threads/", headers={"Accept": "text/csv"}), 406, "not_acceptable")


def test_only_json_is_read(as_):
    url = f"/api/v1/threads/{TopicFactory().pk}/posts/"

    told(as_(UserFactory()).post(url, {"source": "!"}), 415, "unsupported_media_type")


@pytest.mark.parametrize("body", ["{", "[" * 100_000, "[]", "null", '"text"', b"\xff\xfe{}"])
def test_what_cannot_be_parsed_is_a_problem(body, as_):
    response = as_(UserFactory()).post("/api/v1/topics/", body, content_type="application/json")

    told(response, 400, "parse_error")


def test_what_no_client_sends_is_a_problem(as_):
    client = as_()
    odd = {"content_type": "application/json; charset=utf-7"}

    told(client.post("/api/v1/topics/", "{}", **odd), 400, "bad_request")
    assert error_of(client.post("/graphql/", "{}", **odd), 400) == "bad_request"
    assert client.post("/", "{}", **odd).headers["Content-Type"] == "text/plain"


def test_too_much_at_once_is_not_read(as_, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client, long = as_(UserFactory()), {"source": "x" * 200}

    told(post(client, "/api/v1/topics/", long), 413, "too_large")
    assert error_of(post(client, "/graphql/", long), 413) == "too_large"


def error_of(response, status):
    assert response.status_code == status, response.content
    return response.json()["errors"][0]["extensions"]["code"]


def test_a_session_without_its_token_is_told_which_one(as_):
    client = as_(UserFactory(), enforce_csrf_checks=True)

    told(post(client, "/api/v1/topics/"), 403, "csrf")
    query = {"query": "{ accounts { me { username } } }"}
    assert error_of(post(client, "/graphql/", query), 403) == "csrf"
    page = client.post("/settings/display/")
    assert page.status_code == 403
    assert page.headers["Content-Type"].startswith("text/html")


def test_staff_without_a_second_factor_hears_so(as_, settings):
    settings.STAFF_NEED_SECOND_FACTOR = True

    told(as_(AdminFactory()).get("/api/v1/me/"), 403, "second_factor_required")


WAIT = TooMany(retry_after=7)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ValueError("secret"), 500, "internal_error"),
        (OperationalError("secret"), 503, "unavailable"),
        (Http404("secret"), 404, "not_found"),
        (PermissionDenied("secret"), 403, "denied"),
        (SuspiciousOperation("secret"), 400, "bad_request"),
        (RuleViolation(), 409, "rule_violation"),
        (Denied(), 403, "denied"),
        (NotSignedIn(), 401, "not_signed_in"),
        (WAIT, 429, "too_many"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_goes_wrong_is_a_problem_inside_and_outside_of_the_framework(
    inside, error, status, code, monkeypatch
):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(OperationView, "answer" if inside else "dispatch", fail)

    response = Client(raise_request_exception=False).get("/api/v1/threads/")

    problem = told(response, status, code)
    assert b"secret" not in response.content
    assert problem.get("retry_after") == {429: 7, 503: 10}.get(status)
    assert response.headers.get("Retry-After") == {429: "7", 503: "10"}.get(status)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ValueError("secret"), 500, "internal_error"),
        (OperationalError("secret"), 503, "unavailable"),
        (WAIT, 429, "too_many"),
    ],
)
def test_graphql_has_a_form_of_its_own(error, status, code, monkeypatch):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("community.kernel.graphql.View.parse_body", fail)

    response = post(Client(raise_request_exception=False), "/graphql/")

    assert error_of(response, status) == code
    assert b"secret" not in response.content
    told_to_wait = {429: 7, 503: 10}.get(status)
    assert response.json()["errors"][0]["extensions"].get("retryAfter") == told_to_wait


def test_every_operation_says_how_it_refuses():
    schema = openapi.schema()

    operations = [(m, o) for path in schema["paths"].values() for m, o in path.items()]
    assert len(operations) > 60
    assert schema["components"]["schemas"]["Problem"]["required"]
    for method, operation in operations:
        statuses = set(operation["responses"])
        assert {"401", "403", "429", "default"} < statuses, operation["operationId"]
        assert "422" in statuses
        assert ("400" in statuses) == ("requestBody" in operation)
        keys = [p for p in operation.get("parameters", ()) if p["name"] == "Idempotency-Key"]
        assert len(keys) == (method == "post"), operation["operationId"]
