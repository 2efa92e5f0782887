"""What pages of other origins may ask, which their visitors' browsers watch over."""

import pytest

pytestmark = pytest.mark.django_db

APP, OTHER = "https://app.example", "https://other.example"
THREADS = "/api/v1/threads/"


@pytest.fixture(autouse=True)
def one_app(settings):
    settings.CORS_ALLOWED_ORIGINS = [APP]


def allowed(response):
    return response.headers.get("Access-Control-Allow-Origin")


def preflight(client, path, origin, header):
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": header}
    return client.options(path, headers={"Origin": origin, **asked})


def test_a_page_of_an_app_that_was_let_in_reads_answers_and_refusals(client):
    answers = [client.get(path, headers={"Origin": APP}) for path in (THREADS, "/api/v1/nowhere/")]
    wrong = client.get(THREADS, headers={"Origin": APP, "Authorization": "Bearer wrong"})

    assert [answer.status_code for answer in [*answers, wrong]] == [200, 404, 401]
    assert {allowed(answer) for answer in [*answers, wrong]} == {APP}
    assert "RateLimit-Remaining" in answers[0].headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", [THREADS, "/graphql/", "/oauth/token/", "/oauth/revoke/"])
def test_it_may_send_what_a_program_sends_but_never_a_session(client, path):
    answer = preflight(client, path, APP, "authorization, idempotency-key")

    assert answer.status_code == 200
    assert allowed(answer) == APP
    assert "idempotency-key" in answer.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_another_origin_and_the_sites_own_pages_are_not_told(client):
    assert allowed(client.get(THREADS, headers={"Origin": OTHER})) is None
    assert allowed(preflight(client, THREADS, OTHER, "authorization")) is None
    assert allowed(client.get("/accounts/login/", headers={"Origin": APP})) is None
