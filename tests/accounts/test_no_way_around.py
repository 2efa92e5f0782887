"""No interface opens for who is only half signed in, and none leads away to a strange place."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from community.accounts.people.actions import sign_up
from tests.accounts.test_providers import come, configure, provider, running, who  # noqa: F401
from tests.accounts.test_signing_in import link_to

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

PASSWORD = "bicycle-lamp-7"
STEP = "/accounts/2fa/authenticate/"
AWAY = ["https://strange.example/", "//strange.example/", "/\\strange.example", "javascript:1"]


@pytest.fixture
def ana():
    """A member whose second step is a key, so that a password is not enough."""
    member = sign_up(username="Ana", password=PASSWORD, email="ana@example.org")
    Authenticator.objects.create(user=member, type="webauthn", data={"name": "Key"})
    return member


def sign_in(client, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": "ana", "password": password, **more})


def test_the_first_step_alone_opens_no_interface(ana, client):
    assert sign_in(client).headers["Location"] == STEP

    assert "_auth_user_id" not in client.session  # which sockets, pages and programs go by
    assert client.get("/api/v1/me/").status_code == 401
    query = {"query": "{ accounts { me { id } } }"}
    graph = client.post("/graphql/", query, content_type="application/json")
    assert graph.json()["data"]["accounts"]["me"] is None
    for page in ("/settings/", "/accounts/2fa/", "/accounts/email/", "/accounts/sessions/"):
        assert client.get(page).headers["Location"].startswith("/accounts/login/")
    assert client.get("/admin/").status_code == 302


def test_a_password_set_anew_does_not_replace_the_second_step(ana, client):
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    form = client.get(link_to("ana@example.org"), follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})
    assert who(client) is None

    assert sign_in(client, PASSWORD + "x").headers["Location"] == STEP
    assert who(client) is None


def test_an_account_elsewhere_does_not_replace_the_second_step(ana, provider, settings, client):  # noqa: F811
    configure(provider, settings, links_by_email=True)
    provider.person |= {"email": "ana@example.org", "email_verified": True}

    assert come(client, provider).headers["Location"] == STEP

    assert who(client) is None
    assert EmailAddress.objects.get(user=ana).verified


def test_the_admin_has_no_sign_in_of_its_own(ana, client):
    form = {"username": "ana", "password": PASSWORD}

    assert client.post("/admin/login/", form).headers["Location"].startswith("/accounts/login/")

    assert who(client) is None


@pytest.mark.parametrize("to", AWAY)
def test_after_signing_in_and_out_nobody_is_sent_away(to, client):
    sign_up(username="Ana", password=PASSWORD, email="ana@example.org")

    assert sign_in(client, next=to).headers["Location"] == "/"
    again = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": to})
    assert again.headers["Location"] == "/"
    assert client.get("/accounts/login/", {"next": to}).headers["Location"] == "/"
    assert client.post("/accounts/logout/", {"next": to}).headers["Location"] == "/"
