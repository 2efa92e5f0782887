from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user

from community.accounts.models import User
from community.accounts.people.actions import sign_up
from community.events.models import EventRecord
from community.notifications.models import Mail
from community.setup import providers
from tests.accounts.provider import CLIENT, SECRET, Provider

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]

PASSWORD = "bicycle-lamp-7"
BEN = {"sub": "b-1", "email": "ben@example.org", "email_verified": True}


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def provider(running, settings):
    running.person, running.token = dict(BEN), {}
    configure(running, settings)
    return running


@pytest.fixture
def trusted(provider, settings):
    configure(provider, settings, links_by_email=True)
    return provider


def configure(provider, settings, **more):
    told = {"id": "work", "name": "Work", "server_url": provider.url}
    told |= {"client_id": CLIENT, "secret": SECRET, **more}
    environment = {"OIDC_PROVIDERS": providers.json.dumps([told])}
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured(environment)


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


def begin(client, process="login"):
    """Press the button; return the address at the provider that the page goes on to."""
    page = client.post(f"/accounts/oidc/work/login/?process={process}")
    assert page.status_code == 200
    return page.context["to"]


def come(client, provider, process="login"):
    return client.get(provider.authorize(begin(client, process)))


def choose_name(client, **changed):
    form = {"username": "Ben", "email": "ben@example.org", "agreed": "on", **changed}
    return client.post("/accounts/elsewhere/signup/", form)


def who(client):
    member = get_user(client)
    return member.username if member.is_authenticated else None


def sign_in(client):
    return client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})


def confirm(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.mark.parametrize("page", ["/accounts/login/", "/accounts/signup/"])
def test_the_button_stands_where_people_come_in(page, provider, client):
    assert "Continue with Work" in client.get(page).content.decode()


def test_the_way_there_is_a_page_that_goes_on_by_itself(provider, client):
    """A form may only lead to us, says the content policy, and redirects count."""
    page = client.post("/accounts/oidc/work/login/?process=login")

    assert page.status_code == 200
    assert b'http-equiv="refresh"' in page.content
    asked = parse_qs(urlsplit(page.context["to"]).query)
    assert asked["scope"]
    assert client.get("/accounts/oidc/work/login/").status_code == 200
    assert client.get("/accounts/oidc/none/login/").status_code == 404


def test_somebody_new_chooses_a_name_and_is_inside(provider, client):
    assert come(client, provider).headers["Location"] == "/accounts/elsewhere/signup/"
    assert b"You signed in with Work" in client.get("/accounts/elsewhere/signup/").content

    choose_name(client)

    assert who(client) == "Ben"
    member = User.objects.get(username="Ben")
    assert not member.has_usable_password()
    assert EmailAddress.objects.get(user=member).verified
    names = EventRecord.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["accounts.member.joined", "accounts.provider.connected"]


def test_who_has_been_here_is_inside_at_once(provider, client, as_):
    come(client, provider)
    choose_name(client)

    again = as_()
    response = come(again, provider)

    assert (response.headers["Location"], who(again)) == ("/", "Ben")
    assert User.objects.filter(is_machine=False).count() == 1


@pytest.mark.parametrize("said", [False, "false", "true", None])
def test_an_address_that_the_provider_has_not_confirmed_is_confirmed_here(said, provider, client):
    provider.person["email_verified"] = said

    come(client, provider)
    response = choose_name(client)

    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert who(client) is None
    assert Mail.objects.filter(to="ben@example.org").count() == 1


def test_another_address_than_the_providers_is_confirmed_here(provider, client):
    come(client, provider)

    choose_name(client, email="other@example.org")

    assert who(client) is None
    assert not EmailAddress.objects.get(email="other@example.org").verified


@pytest.mark.parametrize("name", ["ana", "two words", "!"])
def test_a_name_follows_the_same_rules(name, provider, ana, client):
    come(client, provider)

    response = choose_name(client, username=name)

    assert response.status_code == 200
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("verified", [True, False])
def test_nobody_gets_into_an_account_by_its_address(verified, provider, ana, client):
    provider.person |= {"email": "ana@example.org", "email_verified": verified}

    come(client, provider)
    response = choose_name(client, email="ana@example.org")

    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert who(client) is None
    assert not SocialAccount.objects.exists()
    assert "It already has one" in Mail.objects.get(to="ana@example.org").text


@pytest.mark.parametrize(("there", "here"), [(True, True), (False, True), (True, False)])
def test_a_trusted_provider_opens_by_an_address_confirmed_on_both_sides(
    there, here, trusted, ana, client
):
    EmailAddress.objects.filter(user=ana).update(verified=here)
    trusted.person |= {"email": "ana@example.org", "email_verified": there}

    come(client, trusted)

    assert (who(client) == "Ana") == (there and here)
    assert SocialAccount.objects.filter(user=ana).exists() == (there and here)


def test_a_member_connects_and_disconnects(provider, ana, client, as_):
    sign_in(client)
    confirm(client)
    page = "/accounts/elsewhere/"
    assert b"No connected accounts" in client.get(page).content

    for _ in range(2):
        assert come(client, provider, "connect").headers["Location"] == page

    assert EventRecord.objects.filter(name="accounts.provider.connected").count() == 1
    assert "Work" in client.get(page).content.decode()
    come(other := as_(), provider)
    assert who(other) == "Ana"

    client.post(page, {"account": SocialAccount.objects.get().pk})

    assert not SocialAccount.objects.exists()
    subjects = Mail.objects.order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == [
        "[Commons] Work account connected",
        "[Commons] Work account disconnected",
    ]


def test_the_only_way_in_stays(provider, client):
    come(client, provider)
    choose_name(client)

    page = client.post("/accounts/elsewhere/", {"account": SocialAccount.objects.get().pk})

    assert b"your only way to sign in" in page.content
    assert SocialAccount.objects.exists()
    assert b"Set password" in client.get("/accounts/password/set/").content


def test_an_account_elsewhere_belongs_to_one_member(provider, ana, client, as_):
    come(as_(), provider)
    come(first := as_(), provider)
    choose_name(first)
    sign_in(client)
    confirm(client)

    page = client.get(come(client, provider, "connect").headers["Location"])

    assert b"already connected to another member" in page.content
    assert SocialAccount.objects.get().user.username == "Ben"


def test_a_suspended_member_stays_out(provider, client, as_):
    come(client, provider)
    choose_name(client)
    User.objects.filter(username="Ben").update(suspended_until="2036-01-01T00:00Z")

    come(again := as_(), provider)

    assert who(again) is None


def test_who_says_no_there_is_told_so_here(provider, client):
    answer = client.get(provider.refuse(begin(client)), follow=True)

    assert b"Sign-in canceled" in answer.content
    assert who(client) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody else"},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"sub": "another person than userinfo says"},
    ],
)
def test_a_token_for_another_is_none_for_us(claims, provider, client):
    provider.token = claims

    answer = come(client, provider)

    assert answer.status_code == 401
    assert b"Could not sign in" in answer.content
    assert "_auth_user_id" not in client.session
    assert "socialaccount_sociallogin" not in client.session


def test_an_answer_to_a_question_that_this_browser_did_not_ask_is_refused(provider, client, as_):
    of_another = provider.authorize(begin(as_()))
    ours = begin(client)

    for address in (of_another, "/accounts/oidc/work/login/callback/?code=x&state=x"):
        assert client.get(address).status_code == 401
    # Another's code under our own state: the proof of who began does not fit.
    stolen = parse_qs(urlsplit(of_another).query)["code"][0]
    state = parse_qs(urlsplit(ours).query)["state"][0]
    answer = client.get(f"/accounts/oidc/work/login/callback/?code={stolen}&state={state}")

    assert answer.status_code == 401
    assert who(client) is None


def test_an_answer_is_taken_once(provider, client, as_):
    address = provider.authorize(begin(client))
    client.get(address)

    assert client.get(address).status_code == 401


def test_a_provider_that_is_away_changes_nothing(provider, client, settings):
    address = provider.authorize(begin(client))
    configure(provider, settings, server_url="http://127.0.0.1:9")

    for answer in (client.get(address), client.post("/accounts/oidc/work/login/")):
        assert answer.status_code == 502
        assert b"Could not sign in" in answer.content
    assert who(client) is None


def test_without_providers_there_is_no_button(client, settings):
    settings.SOCIALACCOUNT_PROVIDERS = providers.configured({})

    assert b"Continue with" not in client.get("/accounts/login/").content


def test_providers_are_named_in_the_environment():
    known = {"SOCIAL_GITHUB_ID": "x", "SOCIAL_GITHUB_SECRET": "y"}

    assert providers.configured(known)["github"]["APPS"] == [{"client_id": "x", "secret": "y"}]
    assert "allauth.socialaccount.providers.github" in providers.apps(known)
    assert "google" not in providers.configured(known)
    for wrong in ("{", "[1]", '[{"id": "work"}]', "1"):
        with pytest.raises(providers.BadProviders):
            providers.configured({"OIDC_PROVIDERS": wrong})
