import base64
import hashlib
import hmac
import json
import struct
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.people.actions import sign_up
from community.accounts.security.actions import remove_second_factor
from community.events.models import EventRecord
from community.kernel import store
from community.kernel.errors import Denied
from community.notifications.models import Mail
from tests.factories import AdminFactory, ModeratorFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


@pytest.fixture
def noon():
    """Time stands still, in the middle of a step of the codes."""
    with time_machine.travel(1_800_000_015, tick=False) as clock:
        yield clock


def code(secret, steps=0):
    """As an app on a phone reckons it (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(client):
    return client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})


def step(client, given):
    return client.post("/accounts/2fa/authenticate/", {"code": given})


def is_inside(client):
    return client.get("/api/v1/me/").status_code == 200


def set_up_app(client):
    """As a member does on the page; return the secret."""
    sign_in(client)
    page = "/accounts/2fa/totp/activate/"
    confirm = client.get(page)
    assert confirm.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(confirm.headers["Location"], {"password": PASSWORD})
    form = client.get(page).context["form"]
    done = client.post(page, {"code": code(form.secret, steps=-1)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
    return form.secret


@pytest.fixture
def secret(ana, as_, noon):
    return set_up_app(as_())


def test_with_an_app_the_password_alone_is_not_enough(secret, client):
    assert sign_in(client).headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_inside(client)

    assert b"code is incorrect" in step(client, "000000").content
    assert not is_inside(client)

    assert step(client, code(secret)).headers["Location"] == "/"
    assert client.get("/api/v1/me/").json()["has_second_factor"]


@pytest.mark.parametrize("redis", ["there", "gone"])
def test_a_code_is_taken_once(redis, secret, as_, client, monkeypatch):
    if redis == "gone":
        monkeypatch.setattr(store.Cache, "add", lambda *_, **__: True)
    for browser in (client, as_()):
        sign_in(browser)
        step(browser, code(secret))
        assert is_inside(browser) == (browser is client)


def test_a_recovery_code_opens_once(secret, as_, client):
    wrapped = Authenticator.objects.get(type="recovery_codes").wrap()
    first, second, *_ = wrapped.get_unused_codes()

    for browser, given, opens in [(client, first, True), (as_(), first, False)]:
        sign_in(browser)
        step(browser, given)
        assert is_inside(browser) == opens
    sign_in(again := as_())
    step(again, second)
    assert is_inside(again)


def test_nothing_that_opens_an_account_is_stored_in_the_clear(secret):
    kept = json.dumps(list(Authenticator.objects.order_by("pk").values_list("data", flat=True)))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()

    assert len(codes) == 10
    assert not any(word in kept for word in [secret, *codes])


def test_another_key_still_opens_what_an_older_one_closed(secret, settings, client):
    settings.ENCRYPTION_KEYS = ["a new one", *settings.ENCRYPTION_KEYS]

    sign_in(client)
    step(client, code(secret))

    assert is_inside(client)


@pytest.mark.parametrize("what", ["address", "member"])
@pytest.mark.limits
def test_codes_are_limited_by_address_and_by_member(what, ana, as_, client):
    set_up_app(client)
    guesser = as_()
    sign_in(guesser)

    for number in range(7):
        where = "127.0.0.1" if what == "address" else f"10.0.0.{number}"
        last = guesser.post("/accounts/2fa/authenticate/", {"code": "000000"}, REMOTE_ADDR=where)

    assert last.status_code == 429
    assert last.headers["Retry-After"]


def test_an_app_is_turned_off_and_the_member_is_told(secret, ana, client):
    sign_in(client)
    step(client, code(secret))
    page = "/accounts/2fa/totp/deactivate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})

    client.post(page)

    assert not Authenticator.objects.exists()
    assert Mail.objects.get(to=ana.email).subject == "[Commons] Authenticator app removed"


def test_new_codes_take_the_place_of_the_old(secret, client):
    before = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    step(client, code(secret))
    page = "/accounts/2fa/recovery-codes/generate/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": page})

    client.post(page)

    after = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert not set(before) & set(after)
    assert after[0] in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert after[0] in client.get("/accounts/2fa/recovery-codes/download/").content.decode()


def test_no_second_factor_before_the_address_is_confirmed(client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "optional"
    join = {"username": "Ben", "email": "ben@example.org", "password1": PASSWORD}
    client.post("/accounts/signup/", {**join, "agreed": "on"})

    response = client.get("/accounts/2fa/totp/activate/", follow=True)

    assert response.redirect_chain[-1][0] == "/accounts/2fa/"
    assert b"Confirm or remove your unconfirmed email addresses first" in response.content


# -- staff -------------------------------------------------------------------------------------
@pytest.fixture
def strict(settings):
    settings.STAFF_NEED_SECOND_FACTOR = True


def with_passkey(member):
    Authenticator.objects.create(user=member, type="webauthn", data={"name": "Key"})
    return member


@pytest.mark.parametrize("factory", [AdminFactory, ModeratorFactory])
def test_staff_without_a_second_factor_get_no_further_than_setting_one_up(factory, strict, as_):
    client = as_(factory())

    for page in ("/", "/admin/", "/admin/accounts/user/"):
        assert client.get(page).headers["Location"] == "/accounts/2fa/?needed=1"
    assert (
        b"Your role requires two-factor authentication"
        in client.get("/accounts/2fa/?needed=1").content
    )
    by_htmx = client.get("/", headers={"HX-Request": "true"})
    assert (by_htmx.status_code, by_htmx.headers["HX-Redirect"]) == (403, "/accounts/2fa/?needed=1")
    assert client.post("/accounts/logout/").status_code == 302


def test_programs_of_staff_are_told_so_and_nothing_changes(strict, as_):
    topic, client = TopicFactory(), as_(ModeratorFactory())
    post = topic.thread.posts.get()
    before = EventRecord.objects.count()

    rest = client.delete(f"/api/v1/posts/{post.pk}/")
    graph = client.post(
        "/graphql/", {"query": "{ accounts { me { id } } }"}, content_type="application/json"
    )

    assert (rest.status_code, rest.json()["code"]) == (403, "second_factor_required")
    assert graph.json()["errors"][0]["extensions"]["code"] == "second_factor_required"
    assert EventRecord.objects.count() == before


def test_with_a_second_factor_staff_go_on(strict, as_):
    assert as_(with_passkey(AdminFactory())).get("/admin/").status_code == 200
    assert as_(with_passkey(ModeratorFactory())).get("/").status_code == 200


def test_members_are_not_asked_and_pay_no_query(as_, settings):
    client = as_(UserFactory())
    client.get("/")
    asked = {}

    for needed in (False, True):
        settings.STAFF_NEED_SECOND_FACTOR = needed
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        asked[needed] = len(queries)

    assert asked[True] == asked[False]


# -- a lost phone ------------------------------------------------------------------------------
def remove_in_admin(client, member):
    body = {"action": "remove_second_factor", "_selected_action": [member.pk]}
    return client.post("/admin/accounts/user/", body, follow=True)


def remove_by_rest(client, member):
    return client.delete(f"/api/v1/members/{member.username}/second-factor/")


def remove_by_graphql(client, member):
    asked = f'removeSecondFactor(member: "{member.username}") {{ member {{ username }} }}'
    body = {"query": f"mutation {{ accounts {{ {asked} }} }}"}
    return client.post("/graphql/", body, content_type="application/json")


REMOVALS = pytest.mark.parametrize("remove", [remove_in_admin, remove_by_rest, remove_by_graphql])


@REMOVALS
def test_an_administrator_removes_a_lost_factor_and_the_member_is_told(
    remove, secret, ana, as_, client
):
    for _ in range(2):
        assert b"ana" in remove(as_(AdminFactory()), ana).content.lower()

    assert sign_in(client).headers["Location"] == "/"
    assert EventRecord.objects.filter(name="accounts.second_factor.removed").count() == 1
    letter = Mail.objects.filter(to=ana.email).latest("pk")
    assert letter.subject == "[Commons] Two-factor authentication was turned off"
    assert Mail.objects.filter(subject=letter.subject).count() == 1


@REMOVALS
@pytest.mark.parametrize("factory", [UserFactory, ModeratorFactory])
def test_nobody_else_removes_one(factory, remove, as_):
    member, by = with_passkey(UserFactory()), factory()

    with pytest.raises(Denied):
        remove_second_factor(member=member, by=by)
    remove(as_(by), member)

    assert Authenticator.objects.filter(user=member).exists()
    assert not EventRecord.objects.filter(name="accounts.second_factor.removed").exists()
