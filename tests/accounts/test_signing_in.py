import re
from unittest.mock import Mock
from urllib.parse import urlencode

import pytest
import redis
from allauth.account.models import EmailAddress
from django.core import mail

from community.accounts.models import Attempts, User
from community.accounts.people.actions import make_administrator, sign_up, suspend_member
from community.accounts.security.actions import make_main_address
from community.accounts.security.actions_attempts import count_attempt, forget_old_attempts
from community.accounts.tasks import forget_old_attempts as task
from community.events.models import EventRecord
from community.kernel import store
from community.kernel.errors import Denied, TooMany
from community.notifications.models import Mail
from tests.factories import ModeratorFactory, in_hours
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
    suspend_member(member=ana, until=in_hours(1), by=ModeratorFactory())

    sign_in(client, "ana")

    assert client.get("/api/v1/me/").status_code == 401


def join(client, **changed):
    form = {"username": "Ben", "email": "ben@example.org", "password1": PASSWORD, "agreed": "on"}
    return client.post("/accounts/signup/", {**form, **changed})


def link_to(address):
    """What the last letter to this address leads to."""
    letter = Mail.objects.filter(to=address).latest("pk")
    return re.search(r"https?://[^/\s]+(/accounts/\S+)", letter.text)[1]


def test_a_newcomer_joins_confirms_and_is_inside(client):
    response = join(client)

    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert b"Check your email" in client.get("/accounts/confirm-email/").content
    member = User.objects.get(username="Ben")
    assert (member.trust_level, member.email) == (0, "ben@example.org")
    assert client.get("/api/v1/me/").status_code == 401
    link = link_to("ben@example.org")
    assert b"Confirm email address" in client.get(link).content

    client.post(link)

    me = client.get("/api/v1/me/").json()
    assert (me["username"], me["email_verified"]) == ("Ben", True)


@pytest.mark.parametrize(
    ("wanted", "leads"), [("/u/ana/", b'href="/u/ana/"'), ("", b"Start reading")]
)
def test_who_confirmed_is_told_so_and_led_on(wanted, leads, client, ana):
    join(client, next=wanted)

    response = client.post(link_to("ben@example.org"), follow=True)

    assert b"Your email is confirmed" in response.content
    assert leads in response.content
    assert b'href="/settings/"' in response.content
    assert b"example.com" not in client.get("/welcome/?next=https://example.com/").content


def test_a_link_confirms_and_signs_nobody_else_in(client, as_):
    join(client)

    stranger = as_()
    stranger.post(link_to("ben@example.org"))

    assert stranger.get("/api/v1/me/").status_code == 401
    assert sign_in(client, "Ben").headers["Location"] == "/"
    assert client.get("/api/v1/me/").json()["username"] == "Ben"


def test_who_has_not_confirmed_gets_the_link_again_and_not_in(client, as_):
    join(client)

    again = as_()
    response = sign_in(again, "Ben")

    assert response.headers["Location"] == "/accounts/confirm-email/"
    assert again.get("/api/v1/me/").status_code == 401
    assert Mail.objects.filter(to="ben@example.org").count() == 2


def test_where_confirming_is_optional_a_newcomer_is_inside_at_once(client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"

    join(client)

    me = client.get("/api/v1/me/").json()
    assert (me["username"], me["email_verified"]) == ("Ben", False)
    assert b"no email address" not in client.get("/accounts/email/").content


def test_an_account_from_the_command_line_needs_no_letter(client):
    make_administrator(username="root", password=PASSWORD)

    assert sign_in(client, "root").headers["Location"] == "/"
    assert client.get("/admin/").status_code == 200


def test_nobody_learns_which_addresses_have_accounts(ana, client, as_):
    free, taken = join(client), join(as_(), username="Cem", email="Ana@example.org")

    assert (free.status_code, free.headers["Location"]) == (
        taken.status_code,
        taken.headers["Location"],
    )
    assert not User.objects.filter(username="Cem").exists()
    letter = Mail.objects.get(to__iexact="ana@example.org")
    assert "It already has one" in letter.text
    assert "/accounts/password/reset/" in letter.text


@pytest.mark.parametrize("address", ["ana@example.org", "nobody@example.org"])
def test_asking_for_a_new_password_says_the_same_to_all(address, ana, client):
    response = client.post("/accounts/password/reset/", {"email": address})

    assert response.headers["Location"] == "/accounts/password/reset/done/"
    assert Mail.objects.filter(to=address).count() == 1


def test_the_owner_of_an_address_makes_another_the_main_one(ana, client):
    sign_in(client, "ana")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"action_add": "", "email": "new@example.org"})
    make_main = {"action_primary": "", "email": "new@example.org"}

    client.post("/accounts/email/", make_main)
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"  # not confirmed yet

    client.post(link_to("new@example.org"))
    for _ in range(2):
        client.post("/accounts/email/", make_main)

    ana.refresh_from_db()
    assert ana.email == "new@example.org"
    assert EventRecord.objects.filter(name="accounts.main_address.changed").count() == 1
    assert "to new@example.org" in Mail.objects.filter(to="ana@example.org").latest("pk").text


def test_the_main_address_stays_and_no_other_members_is_touched(ana, client):
    ben = sign_up(username="Ben", password=PASSWORD, email="ben@example.org")
    with pytest.raises(Denied):
        make_main_address(address=EmailAddress.objects.get(user=ben), by=ana)
    sign_in(client, "ana")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    client.post("/accounts/email/", {"action_remove": "", "email": "ana@example.org"})
    client.post("/accounts/email/", {"action_primary": "", "email": "ben@example.org"})

    assert EmailAddress.objects.get(user=ana).email == "ana@example.org"
    assert not EventRecord.objects.filter(name="accounts.main_address.changed").exists()


@pytest.mark.parametrize("page", ["/accounts/email/", "/accounts/password/change/"])
def test_the_settings_stand_in_the_frame_of_the_settings(page, ana, client):
    sign_in(client, "ana")

    assert 'aria-label="Settings"' in client.get(page).content.decode()


LONG = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 55}.org"  # 305 characters


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("/accounts/signup/", {"username": "Ben", "password1": PASSWORD, "agreed": "on"}),
        ("/accounts/password/reset/", {}),
        ("/accounts/email/", {"action_add": ""}),
        ("/settings/invitations/", {}),
    ],
)
def test_an_address_that_is_too_long_is_refused_and_not_cut(url, form, ana, client):
    if url in {"/accounts/email/", "/settings/invitations/"}:
        User.objects.filter(pk=ana.pk).update(trust_level=2)
        sign_in(client, "ana")
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    Mail.objects.all().delete()

    response = client.post(url, {**form, "email": LONG})

    assert response.status_code in {200, 422}
    assert b"at most 254 characters" in response.content
    assert LONG.encode() in response.content
    assert not Mail.objects.exists()
    assert not User.objects.filter(username="Ben").exists()
    assert EmailAddress.objects.count() == 1


def test_a_name_as_long_as_an_address_signs_nobody_in(client):
    assert sign_in(client, LONG).status_code == 200


@pytest.mark.parametrize("to", ["//[", "http://[", "https://[::1", "//[x]:y"])
def test_a_way_onward_that_is_no_address_is_none(to, ana, client, as_):
    member = as_(ana)
    for page in (
        "login", "signup", "password/reset", "password/change", "reauthenticate", "logout",
        "2fa/authenticate", "2fa/reauthenticate", "2fa/webauthn/login", "elsewhere/again",
    ):  # fmt: skip
        for browser in (client, member):
            query = browser.get(f"/accounts/{page}/?{urlencode({'next': to})}")
            assert query.status_code < 500, page
            assert browser.post(f"/accounts/{page}/", {"next": to}).status_code < 500, page
    assert sign_in_to(as_(), to).headers["Location"] == "/"


def sign_in_to(client, to):
    return client.post("/accounts/login/", {"login": "ana", "password": PASSWORD, "next": to})


@pytest.mark.parametrize(
    "changed",
    [{"username": "ana"}, {"username": "two words"}, {"username": "!"}, {"password1": "short"}],
)
def test_what_cannot_be_is_refused_and_kept_in_the_form(changed, ana, client):
    response = join(client, **changed)

    assert response.status_code == 200
    assert b"ben@example.org" in response.content
    assert not User.objects.filter(email="ben@example.org").exists()


def test_a_forgotten_password_is_set_anew(ana, client, as_):
    elsewhere = as_()
    sign_in(elsewhere, "ana")
    client.post("/accounts/password/reset/", {"email": "ana@example.org"})
    assert not mail.outbox  # a row, until the worker sends it
    letter = Mail.objects.get(to="ana@example.org")

    link = re.search(r"/accounts/password/reset/key/\S+", letter.text)[0]
    form_url = client.get(link, follow=True).request["PATH_INFO"]
    response = client.post(form_url, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})

    assert response.status_code == 302, response.content
    assert elsewhere.get("/api/v1/me/").status_code == 401
    assert sign_in(client, "ana", PASSWORD + "x").status_code == 302
    assert client.get("/api/v1/me/").json()["id"] == ana.pk
    assert "was reset" in Mail.objects.filter(to="ana@example.org").latest("pk").text


def test_a_new_password_ends_all_other_sessions_and_is_told(ana, client, as_):
    elsewhere = as_()
    for browser in (client, elsewhere):
        sign_in(browser, "ana")

    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    client.post("/accounts/password/change/", new)

    assert client.get("/api/v1/me/").status_code == 200
    assert elsewhere.get("/api/v1/me/").status_code == 401
    letter = Mail.objects.get(to="ana@example.org")
    assert letter.subject == "[Commons] Your password was changed"
    assert "IP address: 127.0.0.1" in letter.text


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
    monkeypatch.setattr(store, "client", gone := Mock(side_effect=redis.ConnectionError))
    for _ in range(6):
        sign_in(client, "ana", "wrong")

    response = sign_in(client, "ana", PASSWORD)

    assert gone.called  # the page asks what is announced, and the limit holds all the same
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
