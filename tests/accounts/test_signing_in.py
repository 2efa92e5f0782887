import re

import pytest
from django.core import mail

from community.accounts.actions import count_attempt, forget_old_attempts, sign_up, suspend_member
from community.accounts.models import Attempts, User
from community.accounts.tasks import forget_old_attempts as task
from community.kernel import store
from community.kernel.errors import TooMany
from community.notifications.models import Mail
from tests.factories import ModeratorFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


def sign_in(client, login, password=PASSWORD):
    return client.post("/accounts/login/", {"login": login, "password": password})


@pytest.mark.parametrize("login", ["Ana", "ana", "ÁNA", "ana@example.org"])
def test_a_member_signs_in_however_the_name_is_written(login, ana, client):
    response = sign_in(client, login)

    assert response.status_code == 302, response.content
    assert client.get("/api/v1/me/").json()["id"] == ana.pk


def test_a_wrong_password_says_so_in_the_form(ana, client):
    response = sign_in(client, "ana", "wrong")

    assert response.status_code == 200
    assert b'role="alert"' in response.content


def test_who_is_suspended_does_not_sign_in(ana, client):
    suspend_member(member=ana, hours=1, by=ModeratorFactory())

    sign_in(client, "ana")

    assert client.get("/api/v1/me/").status_code == 403


def join(client, **changed):
    form = {"username": "Ben", "email": "ben@example.org", "password1": PASSWORD, "agreed": "on"}
    return client.post("/accounts/signup/", {**form, **changed})


def test_a_newcomer_joins_and_is_inside(client):
    response = join(client)

    assert response.status_code == 302, response.content
    member = User.objects.get(username="Ben")
    assert (member.trust_level, member.email) == (0, "ben@example.org")
    assert client.get("/api/v1/me/").json()["username"] == "Ben"
    assert Mail.objects.filter(to="ben@example.org").exists()


@pytest.mark.parametrize(
    "changed",
    [{"username": "ana"}, {"username": "two words"}, {"username": "!"}, {"password1": "short"}],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(changed, ana, client):
    response = join(client, **changed)

    assert response.status_code == 200
    assert b"ben@example.org" in response.content
    assert not User.objects.filter(email="ben@example.org").exists()


def test_a_forgotten_password_is_set_anew(ana, client):
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    assert not mail.outbox  # a row, until the worker sends it
    letter = Mail.objects.get(to="ana@example.org")

    link = re.search(r"/accounts/password/reset/key/\S+", letter.text)[0]
    form_url = client.get(link, follow=True).request["PATH_INFO"]
    response = client.post(form_url, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})

    assert response.status_code == 302, response.content
    assert sign_in(client, "ana", PASSWORD + "x").status_code == 302


def test_mail_is_sent_once_by_the_worker(ana, client, settings):
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})

    handled()
    handled()

    [sent] = mail.outbox
    letter = Mail.objects.get()
    assert sent.to == ["ana@example.org"]
    assert sent.extra_headers["Message-ID"] == letter.message_id
    assert letter.sent_at


@pytest.mark.limits
def test_signing_in_is_limited_also_without_redis(ana, client, settings, monkeypatch):
    monkeypatch.setattr(store, "client", lambda: pytest.fail("no Redis is asked"))
    for _ in range(6):
        sign_in(client, "ana", "wrong")

    response = sign_in(client, "ana", PASSWORD)

    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 60


@pytest.mark.limits
def test_attempts_are_counted_in_windows_and_forgotten():
    for _ in range(2):
        count_attempt(key="k", limits={60: 2})
    with pytest.raises(TooMany):
        count_attempt(key="k", limits={60: 2})
    count_attempt(key="other", limits={60: 2})

    Attempts.objects.update(started_at="2020-01-01T00:00Z")

    assert forget_old_attempts() == 2
    task()
