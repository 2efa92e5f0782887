"""A code of an authenticator app signs in once: however it is written, on the way to being set up,
and whoever else sends it at the same moment."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator

from community.accounts.people.actions import sign_up
from community.accounts.security.actions import take_step
from community.kernel import store
from tests.accounts.test_second_factor import (
    PASSWORD,
    ana,  # noqa: F401
    code,
    is_inside,
    noon,  # noqa: F401
    secret,  # noqa: F401
    set_up_app,
    sign_in,
    step,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_redis(monkeypatch):
    """Where the library remembers codes; it goes away, and nothing may hang on it."""
    monkeypatch.setattr(store.Cache, "add", lambda *_, **__: True)


def written(number):
    """One code as people, phones and attackers write it."""
    half, rest = number[:3], number[3:]
    return [
        f"{half}-{rest}", f"{half} {rest}", f" {number} ", f"{half}.{rest}", f"{half}\u2013{rest}",
        f"{half}\u00a0{rest}", f"{half}\u200b{rest}", "".join(chr(0xFF10 + int(n)) for n in number),
        "".join(chr(0x0660 + int(n)) for n in number),
    ]  # fmt: skip


@pytest.mark.parametrize("form", range(9))
def test_it_is_taken_once_however_it_is_written(form, secret, as_):  # noqa: F811
    again = written(code(secret))[form]
    for given, opens in [(again, True), (code(secret), False), (again, False)]:
        sign_in(browser := as_())
        step(browser, given)
        assert is_inside(browser) == opens, ascii(given)


def test_the_code_that_turned_the_app_on_is_used(ana, as_, noon):  # noqa: F811
    of_app = set_up_app(as_())  # by the code of the step before
    sign_in(browser := as_())

    step(browser, code(of_app, steps=-1))
    assert not is_inside(browser)

    step(browser, code(of_app))
    assert is_inside(browser)


def test_no_code_of_an_earlier_step_is_accepted_after_a_later_one(secret, as_):  # noqa: F811
    for steps, opens in [(1, True), (0, False), (1, False)]:
        sign_in(browser := as_())
        step(browser, code(secret, steps=steps))
        assert is_inside(browser) == opens, steps


def test_a_code_of_the_sign_in_proves_nothing_again(secret, client):  # noqa: F811
    sign_in(client)
    step(client, code(secret))
    again = {"code": "-".join(code(secret)), "next": "/settings/tokens/"}

    assert client.post("/accounts/2fa/reauthenticate/", again).status_code == 200

    with time_machine.travel(1_800_000_045, tick=False):
        again["code"] = code(secret)
        assert client.post("/accounts/2fa/reauthenticate/", again).status_code == 302
        assert client.post("/accounts/2fa/reauthenticate/", again).status_code == 200


def test_an_app_from_before_steps_were_kept_works(secret, client):  # noqa: F811
    row = Authenticator.objects.get(type="totp")
    del row.data["last_step"]
    row.save()
    sign_in(client)

    step(client, code(secret))

    assert is_inside(client)
    assert Authenticator.objects.get(type="totp").data["last_step"] == 1_800_000_015 // 30


@pytest.mark.parametrize("given", ["", "-", "12345", "1234567", "abcdef", "१२३", "²³¹456", "\x00"])
def test_what_is_no_code_opens_nothing(given, secret, client):  # noqa: F811
    sign_in(client)

    assert step(client, given).status_code == 200

    assert not is_inside(client)


# -- at once -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_a_step_at_once_one_does(in_threads):
    app = Authenticator.objects.create(user=UserFactory(), type="totp", data={"secret": "x"})

    took = in_threads([lambda: take_step(authenticator=app, step=7)] * 8)

    assert sorted(took) == [False] * 7 + [True]
    assert not take_step(authenticator=app, step=7)
    assert not take_step(authenticator=app, step=6)
    assert take_step(authenticator=app, step=8)


@pytest.mark.django_db(transaction=True)
def test_of_eight_browsers_that_send_one_code_at_once_one_is_inside(as_, in_threads):
    sign_up(username="Ana", password=PASSWORD, email="ana@example.org")
    with time_machine.travel(1_800_000_015, tick=False):
        of_app = set_up_app(as_())
        browsers = [as_() for _ in range(8)]
        for browser in browsers:
            sign_in(browser)
        forms = [code(of_app), *written(code(of_app))[:7]]

        in_threads(
            [lambda n=n: step(browsers[n], forms[n]) for n in range(8)],
        )

        assert sum(is_inside(browser) for browser in browsers) == 1
