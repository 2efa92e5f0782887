"""Nobody keeps a member out by trying passwords, and nobody fills a mailbox by asking for mails."""

import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import signing
from django.test import Client

from community.accounts import rates
from community.accounts.models import User
from community.accounts.people.actions import set_password, sign_up
from community.accounts.security import devices, second_factor
from community.accounts.security.actions import end_other_sessions
from community.accounts.security.actions_attempts import count_wrong
from community.notifications.models import Mail
from tests.accounts.test_second_factor import code, set_up_app

pytestmark = [pytest.mark.django_db, pytest.mark.limits]

PASSWORD = "bicycle-lamp-7"
LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


def sign_in(client, name="ana", password=PASSWORD, **options):
    return client.post(LOGIN, {"login": name, "password": password}, **options)


def sign_out(client):
    client.post("/accounts/logout/")
    assert client.get("/api/v1/me/").status_code == 401


def strangers_try(name):
    """As sixty wrong passwords leave it: the first test below sends them."""
    for _ in range(60):
        count_wrong({f"sign_in:as:{name}": rates.ONE_NAME})


@pytest.fixture
def known(ana, client):
    """Her browser: she signed in on it once, and out."""
    assert sign_in(client).headers["Location"] == "/"
    sign_out(client)
    return client


def test_sixty_wrong_passwords_keep_no_owner_out(known):
    for number in range(60):
        sign_in(Client(REMOTE_ADDR=f"10.0.{number // 6}.1"), "ana", "wrong")
    assert sign_in(Client(REMOTE_ADDR="10.9.0.1")).status_code == 429  # an unknown device

    assert sign_in(known).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["ANA", "ana@example.org", "Ana@Example.org"])
def test_however_the_owner_writes_the_name(name, known):
    strangers_try(name.lower())
    assert sign_in(Client(), name).status_code == 429

    assert sign_in(known, name).headers["Location"] == "/"


def test_nor_do_wrong_ones_from_her_own_address(known):
    for _ in range(7):
        last = sign_in(Client(), "ana", "wrong")
    assert last.status_code == 429

    assert sign_in(known).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["ana", "nobody", "ana@example.org", "nobody@example.org"])
def test_a_name_that_nobody_has_is_limited_as_one_that_somebody_has(name, ana):
    for _ in range(59):
        count_wrong({f"sign_in:as:{name}": rates.ONE_NAME})
    statuses = [sign_in(Client(), name, "wrong").status_code for _ in range(2)]

    assert statuses == [200, 429]


def test_what_is_refused_for_a_name_does_not_tell_its_address(ana):
    strangers_try("ana")

    assert sign_in(Client(REMOTE_ADDR="10.9.0.1"), "ana@example.org", "wrong").status_code == 200


def test_eight_members_behind_one_address_sign_in_within_a_minute(as_):
    for number in range(8):
        sign_up(username=f"member-{number}", password=PASSWORD, email=f"{number}@example.org")

    for number in range(8):
        response = sign_in(as_(), f"member-{number}")
        assert response.headers["Location"] == "/", number


def test_eight_members_behind_one_address_prove_who_they_are_and_enter_codes(as_):
    secret = totp.generate_totp_secret()
    for number in range(8):
        member = sign_up(username=f"m{number}", password=PASSWORD, email=f"{number}@example.org")
        Authenticator.objects.create(user=member, type="totp", data={"secret": encrypt(secret)})
    for number in range(8):
        sign_in(browser := as_(), f"m{number}")
        step = browser.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert step.headers["Location"] == "/", number
        assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def encrypt(secret):
    return second_factor.Adapter().encrypt(secret)


def test_right_passwords_make_no_room_for_wrong_ones(ana):
    """Who has an account cannot reset the limit of their address by signing in to it."""
    sign_up(username="Eve", password=PASSWORD, email="eve@example.org")
    statuses = []
    for _ in range(8):
        statuses.append(sign_in(Client(), "ana", "wrong").status_code)
        sign_in(Client(), "eve")

    assert statuses == [200] * 6 + [429] * 2


# -- the cookie ----------------------------------------------------------------------------------
def cookie_of(client, member):
    return client.cookies[f"device_{member.pk}"]


def with_cookie(client, member, **options):
    """Another browser that has this cookie, and nothing else of it."""
    thief = Client(REMOTE_ADDR="10.9.0.1", **options)
    thief.cookies[f"device_{member.pk}"] = cookie_of(client, member).value
    return thief


def test_the_cookie_is_long_lived_and_read_by_no_script(known, ana, settings):
    cookie = cookie_of(known, ana)

    assert cookie["max-age"] == 365 * 86400
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/accounts/")
    assert not cookie["secure"]
    settings.SESSION_COOKIE_SECURE = True
    sign_in(again := Client())
    assert cookie_of(again, ana)["secure"]
    assert PASSWORD not in cookie.value


def test_a_stolen_cookie_gives_few_guesses(known, ana):
    thief = with_cookie(known, ana)
    strangers_try("ana")
    statuses = [sign_in(thief, "ana", "wrong").status_code for _ in range(9)]

    assert statuses == [200] * rates.KNOWN_DEVICE[60] + [429] * 3
    # Used up, it is a device like any other, and its owner's other browsers go on.
    assert sign_in(thief).status_code == 429
    sign_in(other := with_cookie(known, ana))
    assert other.get("/api/v1/me/").status_code == 401


def test_a_stolen_cookie_is_used_up_for_the_thief_and_not_for_another_device(ana, as_):
    first, second = as_(), as_()
    for browser in (first, second):
        sign_in(browser)
        sign_out(browser)
    strangers_try("ana")
    thief = with_cookie(first, ana)
    for _ in range(9):
        sign_in(thief, "ana", "wrong")

    assert sign_in(second).headers["Location"] == "/"


def test_a_cookie_is_good_for_its_own_account_alone(known, ana):
    sign_up(username="Ben", password=PASSWORD, email="ben@example.org")
    strangers_try("ben")

    assert sign_in(known, "ben").status_code == 429


def change(member):
    set_password(member=member, password=PASSWORD)


def end(member):
    end_other_sessions(by=member, keep="")


@pytest.mark.parametrize("what", [change, end])
def test_it_ends_with_the_password_and_with_all_sessions(what, known, ana):
    what(ana)
    strangers_try("ana")

    assert sign_in(known).status_code == 429


@pytest.mark.parametrize("value", ["", "x", "x:y:z", "null", "[]"])
def test_a_cookie_that_we_did_not_sign_is_none(value, ana, known):
    signed = [value, signing.dumps(ana.pk), signing.dumps({"member": ana.pk}, salt="other")]
    strangers_try("ana")

    for cookie in signed:
        known.cookies[f"device_{ana.pk}"] = cookie
        assert sign_in(known).status_code == 429


def test_not_every_cookie_that_is_sent_is_looked_at(ana, known, django_assert_max_num_queries):
    for number in range(50):
        known.cookies[f"device_a{number}"] = cookie_of(known, ana).value

    with django_assert_max_num_queries(30):
        sign_in(known, "nobody", "wrong")


def test_a_new_password_and_ended_sessions_leave_this_browser_known(ana, client):
    sign_in(client)
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}
    client.post("/accounts/password/change/", new)
    client.post("/accounts/sessions/")
    sign_out(client)
    strangers_try("ana")

    assert sign_in(client, password=PASSWORD + "x").headers["Location"] == "/"


def test_who_opens_the_mailed_link_is_known_too(ana, client):
    """So a member on a new device gets in while strangers try, by a new password."""
    strangers_try("ana")
    assert sign_in(client).status_code == 429
    client.post(RESET, {"email": "ana@example.org"})
    link = re.search(r"/accounts/password/reset/key/\S+", Mail.objects.latest("pk").text)[0]
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD + "x", "password2": PASSWORD + "x"})

    assert sign_in(client, password=PASSWORD + "x").headers["Location"] == "/"


def test_a_password_known_to_a_stranger_does_not_lock_the_second_step(ana, client, as_):
    """Codes are counted by member as well; a device that she signed in on has its own number."""
    secret = set_up_app(client)
    sign_in(known := as_())
    known.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    sign_out(known)
    for number in range(7):
        sign_in(stranger := Client(REMOTE_ADDR=f"10.0.0.{number}"))
        last = stranger.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert last.status_code == 429

    sign_in(known)
    later = {"code": code(secret, steps=1)}
    assert known.post("/accounts/2fa/authenticate/", later).status_code == 302


def test_only_what_asks_reads_the_cookie(known, ana):
    """It is sent to these pages alone: kept pages stay the same for everybody."""
    assert devices.PATH == "/accounts/"
    assert cookie_of(known, ana)["path"] == devices.PATH


# -- mailboxes -----------------------------------------------------------------------------------
def ask(address, number):
    return Client(REMOTE_ADDR=f"10.1.{number}.1").post(RESET, {"email": address})


@pytest.mark.parametrize("address", ["ana@example.org", "nobody@example.org"])
def test_few_mails_reach_a_mailbox_and_the_answer_does_not_tell(address, ana, hours):
    answers = {
        (answer.status_code, answer.headers.get("Location"))
        for number in range(12)
        for answer in [ask(address if number % 2 else address.upper(), number)]
    }
    assert answers == {(302, "/accounts/password/reset/done/")}
    assert Mail.objects.count() == 3

    for hour in range(1, 5):
        hours(hour)
        for number in range(3):
            ask(address, number)
    assert Mail.objects.count() == 6


@pytest.fixture
def hours():
    """Hours of one day: the window of a day begins at midnight, UTC."""
    midnight = 20_000 * 86400
    with time_machine.travel(midnight, tick=False) as clock:
        yield lambda hour: clock.move_to(midnight + hour * 3600)


def test_those_who_sign_up_fill_no_mailbox_either(ana):
    for number in range(5):
        form = {"username": f"eve{number}", "email": "ana@example.org", "password1": PASSWORD}
        answer = Client(REMOTE_ADDR=f"10.1.{number}.1").post(
            "/accounts/signup/", {**form, "agreed": "on"}
        )
        assert answer.headers["Location"] == "/accounts/confirm-email/"

    assert Mail.objects.filter(to="ana@example.org").count() == 3


def test_what_others_ask_for_keeps_no_one_from_their_own_kind_of_mail(ana, client):
    """Strangers may use up what says "you have an account", not the link to a new password; and
    members who add an address to theirs not the owner's link to confirm it."""
    test_those_who_sign_up_fill_no_mailbox_either(ana)
    ask("ana@example.org", 99)
    assert "/password/reset/key/" in Mail.objects.latest("pk").text

    eve = sign_up(username="Eve", password=PASSWORD, email="eve@example.org")
    EmailAddress.objects.create(user=eve, email="ben@example.org")
    client.force_login(eve)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    for _ in range(9):
        client.post("/accounts/email/", {"action_send": "", "email": "ben@example.org"})
    assert Mail.objects.filter(to="ben@example.org").count() == 3
    ben = sign_up(username="Ben", password=PASSWORD)
    EmailAddress.objects.create(user=ben, email="ben@example.org", primary=True)
    User.objects.filter(pk=ben.pk).update(email="ben@example.org")

    sign_in(Client(REMOTE_ADDR="10.9.0.1"), "ben")

    assert Mail.objects.filter(to="ben@example.org").count() == 4
