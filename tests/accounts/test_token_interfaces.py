"""The interfaces at which a member makes, sees and revokes tokens."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from community.accounts.models import Token
from community.accounts.people.actions import sign_up
from community.accounts.tokens import actions
from tests.accounts.tokens import FORM, PASSWORD, ask_rest, code, graph, make
from tests.factories import AdminFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


@pytest.fixture
def signed_in(ana, as_):
    client = as_()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    return client


def confirmed(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def by_page(client):
    page = client.post("/settings/tokens/", FORM)
    assert page.headers["Cache-Control"].count("no-store") == 1
    return page.content.decode()


def by_rest(client):
    answer = client.post("/api/v1/me/tokens/", {**FORM, "days": 30}, "application/json")
    assert answer.status_code == 201
    return answer.json()["secret"]


def by_graphql(client):
    answer = graph(
        client,
        """mutation { security { makeToken(name: "Bike bot", days: 30,
            scopes: ["forum:read", "forum:write"]) { token { secret hint } } } }""",
    )
    return answer.json()["data"]["security"]["makeToken"]["token"]["secret"]


INTERFACES = pytest.mark.parametrize("interface", [by_page, by_rest, by_graphql])


@INTERFACES
def test_every_interface_makes_one_and_tells_the_secret_once(interface, signed_in, ana):
    said = interface(confirmed(signed_in))

    token = Token.objects.get()
    assert (token.member, token.name, token.scopes) == (ana, "Bike bot", FORM["scopes"])
    assert round((token.expires_at - token.created_at) / timedelta(days=1)) == 30
    assert token.secret in {actions.hashed(one) for one in re.findall(r"ctk_\w{40}", said)}
    again = signed_in.get("/settings/tokens/").content.decode()
    assert "Bike bot" in again
    assert f"ctk_…{token.last_four}" in again
    listed = signed_in.get("/api/v1/me/tokens/").json()["results"]
    assert [row["hint"] for row in listed] == [f"ctk_…{token.last_four}"]
    assert listed[0]["secret"] == ""
    asked = graph(
        signed_in, "{ security { tokens { nodes { name scopes state secret } } } }"
    ).json()
    assert asked["data"]["security"]["tokens"]["nodes"] == [
        {"name": "Bike bot", "scopes": FORM["scopes"], "state": "live", "secret": ""}
    ]


def test_an_old_session_proves_first_who_it_is(signed_in, ana):
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        rest = signed_in.post("/api/v1/me/tokens/", FORM, "application/json")
        query = graph(
            signed_in,
            """mutation { security { makeToken(name: "x", scopes: ["forum:read"]) {
                token { id } } } }""",
        )
        page = signed_in.post("/settings/tokens/", FORM)
        assert Token.objects.count() == 0
        after = signed_in.post(
            "/accounts/reauthenticate/", {"password": PASSWORD, "next": "/settings/tokens/"}
        )

    assert (rest.status_code, code(rest)) == (403, "confirm_first")
    assert code(query) == "confirm_first"
    assert page.headers["Location"].startswith("/accounts/reauthenticate/")
    assert "Token created: " in after.content.decode()
    assert "no-store" in after.headers["Cache-Control"]
    assert Token.objects.get().name == "Bike bot"


def test_a_refused_form_keeps_what_was_typed(signed_in):
    page = confirmed(signed_in).post("/settings/tokens/", {"name": "Bike bot", "days": "30"})

    assert page.status_code == 422
    assert 'value="Bike bot"' in page.content.decode()
    assert "Select at least one scope." in page.content.decode()
    assert not Token.objects.exists()


@pytest.mark.parametrize("interface", ["page", "rest", "graphql"])
def test_every_interface_revokes_ones_own_and_nobody_elses(interface, signed_in, ana):
    mine, _ = make(ana)
    others, _ = make(UserFactory())

    for token in (mine, others):
        match interface:
            case "page":
                signed_in.post(reverse("token_revocation", args=[token.pk]))
            case "rest":
                signed_in.delete(f"/api/v1/me/tokens/{token.pk}/")
            case "graphql":
                revoke = f"revokeToken(tokenId: {token.pk}) {{ token {{ id }} }}"
                graph(signed_in, f"mutation {{ security {{ {revoke} }} }}")

    assert [row.state for row in Token.objects.order_by("pk")] == ["revoked", "live"]


@pytest.mark.parametrize("rows", [3, 30])
def test_the_page_costs_the_same_at_any_size(rows, as_, django_assert_num_queries):
    member = UserFactory()
    client = as_(member)
    client.get("/settings/tokens/")
    for _ in range(rows):
        make(member)

    with django_assert_num_queries(3):
        client.get("/settings/tokens/")


def test_the_admin_revokes(as_, settings):
    settings.STAFF_NEED_SECOND_FACTOR = False
    token, _ = make(UserFactory())
    client = as_(AdminFactory())

    page = client.get("/admin/accounts/token/")
    client.post("/admin/accounts/token/", {"action": "revoke", "_selected_action": [str(token.pk)]})

    assert token.hint in page.content.decode()
    one = client.get(f"/admin/accounts/token/{token.pk}/change/").content.decode()
    assert token.name in one
    assert token.secret not in one
    token.refresh_from_db()
    assert token.state == "revoked"


def test_a_new_password_says_that_tokens_stay(signed_in, ana, as_):
    _, secret = make(ana)
    page = signed_in.get("/accounts/password/change/").content.decode()
    assert "does not revoke <a" in page
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}

    signed_in.post("/accounts/password/change/", new)

    assert ask_rest(as_(), "topics/", secret).status_code == 200
