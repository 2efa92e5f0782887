"""Which addresses have accounts is not told by how long an answer takes: one password is hashed in
every branch. What is counted are calls, never time."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.models import User
from community.accounts.people.actions import sign_up, suspend_member
from community.notifications.models import Mail
from tests.factories import ModeratorFactory, in_hours

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"


@pytest.fixture
def people():
    sign_up(username="Ana", password=PASSWORD, email="ana@example.org")
    sign_up(username="Elsewhere", password=None, email="elsewhere@example.org")
    suspended = sign_up(username="Out", password=PASSWORD, email="out@example.org")
    suspend_member(member=suspended, until=in_hours(1), by=ModeratorFactory())
    User.objects.filter(username="Ana").update(date_joined="2020-01-01T00:00Z")
    closed = sign_up(username="Closed", password=PASSWORD, email="closed@example.org")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    sign_up(username="Bot", password=None, is_bot=True)
    for name in ("Twin-a", "Twin-b"):  # one address that neither has confirmed
        twin = sign_up(username=name, password=PASSWORD)
        EmailAddress.objects.create(user=twin, email="twin@example.org")


@pytest.fixture
def hashed(monkeypatch):
    """Every hash that is made, to keep a password or to compare one."""
    made, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: made.append(1) or encode(*given)
    )
    return made


NAMES = [
    "ana", "ANA", "ana@example.org", "Ana@Example.org", "nobody", "nobody@example.org",
    "elsewhere", "elsewhere@example.org", "out", "out@example.org", "closed", "closed@example.org",
    "bot", "system", "twin@example.org", "twin-b", "x" * 3000, "@", "a@b", "ana@example.org ",
]  # fmt: skip


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_signing_in_hashes_once_whoever_is_meant(password, people, hashed, as_):
    for name in NAMES:
        hashed.clear()
        answer = as_().post("/accounts/login/", {"login": name, "password": password})
        assert len(hashed) == 1, (name, answer.status_code)


def test_the_right_one_still_signs_in(people, as_):
    inside = {}
    for name in NAMES:
        client = as_()
        client.post("/accounts/login/", {"login": name, "password": PASSWORD})
        inside[name] = "_auth_user_id" in client.session

    assert {name for name in NAMES if inside[name]} == {
        "ana", "ANA", "ana@example.org", "Ana@Example.org", "ana@example.org ",
    }  # fmt: skip


def join(client, **changed):
    form = {"username": "Ben", "email": "ben@example.org", "password1": PASSWORD, "agreed": "on"}
    return client.post("/accounts/signup/", {**form, **changed})


@pytest.mark.parametrize("address", ["free", "ana", "elsewhere", "out", "twin", "closed"])
def test_signing_up_hashes_once_and_writes_one_mail(address, people, hashed, client):
    members = User.objects.count()

    answer = join(client, email=f"{address}@example.org")

    assert answer.headers["Location"] == "/accounts/confirm-email/"
    assert len(hashed) == 1
    assert Mail.objects.filter(to=f"{address}@example.org").count() == 1
    assert User.objects.count() == members + (address == "free")


def test_signing_up_asks_the_database_for_about_as_much(people, as_):
    asked = {}
    for address in ("free", "ana"):
        with CaptureQueriesContext(connection) as queries:
            join(as_(), username=f"join-{address}", email=f"{address}@example.org")
        asked[address] = [query["sql"].split()[0] for query in queries]

    inserts = {address: made.count("INSERT") for address, made in asked.items()}
    assert abs(inserts["free"] - inserts["ana"]) <= 1, inserts  # the row of the address
    assert abs(len(asked["free"]) - len(asked["ana"])) <= 6, asked


def test_what_refuses_a_free_address_refuses_one_that_has_an_account(people, settings, as_):
    """An invitation that is over, a name that was taken meanwhile: an answer of its own would tell
    which of the two the address is."""
    settings.REGISTRATION = "invited"
    told = []
    for address in ("free", "ana"):
        client = as_()
        session = client.session
        session["invitation"] = 10**6  # the link of one that is gone
        session.save()
        answer = join(client, email=f"{address}@example.org")
        told.append((answer.status_code, answer.headers.get("Location")))

    assert told[0] == told[1]
    assert not User.objects.filter(username="Ben").exists()


@pytest.mark.parametrize("address", ["ana", "nobody", "elsewhere", "out", "closed"])
def test_asking_for_a_link_hashes_nothing_and_writes_one_mail(address, people, hashed, client):
    client.post("/accounts/password/reset/", {"email": f"{address}@example.org"})

    assert not hashed
    assert Mail.objects.filter(to=f"{address}@example.org").count() == 1


def test_asking_for_a_link_asks_the_database_for_about_as_much(people, as_):
    asked = {}
    for address in ("ana", "nobody"):
        with CaptureQueriesContext(connection) as queries:
            as_().post("/accounts/password/reset/", {"email": f"{address}@example.org"})
        asked[address] = [query["sql"][:120] for query in queries]

    assert abs(len(asked["ana"]) - len(asked["nobody"])) <= 1, asked


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_proving_who_one_is_hashes_once(password, people, hashed, client):
    client.force_login(User.objects.get(username="Ana"))

    client.post("/accounts/reauthenticate/", {"password": password})

    assert len(hashed) == 1
