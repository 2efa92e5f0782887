"""Apps of others: asked for, allowed, renewed, revoked; and nothing of it readable at rest."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.apps import apps as installed
from django.db import connection
from django.utils import timezone

from community.accounts.actions import suspend_member
from community.accounts.oauth import actions, actions_tokens, keys
from community.accounts.oauth.actions import disable_app, register_app, revoke_app
from community.accounts.oauth.addresses import is_redirect
from community.accounts.oauth.bearer import by_app_token
from community.accounts.oauth.models import (
    App,
    AppAuthorization,
    AppCode,
    AppRefreshToken,
    AppToken,
)
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db

VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
BACK = "https://app.example/callback"
SCOPES = "forum:read profile:read"


def happened(name):
    """What was told of it, apart from who did it."""
    told = [record.payload for record in EventRecord.objects.filter(name=name).order_by("pk")]
    return [{key: one[key] for key in one if key != "actor_id"} for one in told]


class Program:
    """An app of somebody's, as its own code would use the endpoints."""

    def __init__(self, as_, *, owner=None, kind=App.CONFIDENTIAL, redirects=(BACK,)):
        self.owner = owner or UserFactory()
        self.app, self.secret = register_app(
            name="Trail notes", redirects=redirects, kind=kind, by=self.owner
        )
        self.as_, self.back = as_, redirects[0]

    def address(self, **changed):
        asked = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": self.back,
            "scope": SCOPES,
            "state": "xyz",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changed
        given = {name: value for name, value in asked.items() if value is not None}
        return f"/oauth/authorize/?{urlencode(given)}"

    def answered(self, member, answer="allow", **changed):
        """What comes back to the app after the member was asked."""
        response = self.as_(member).post(self.address(**changed), {"answer": answer})
        assert response.status_code == 302, response.content
        self.told = parse_qs(urlsplit(response["Location"]).query)
        assert response["Location"].startswith(changed.get("redirect_uri") or self.back)
        return self.told

    def code(self, member, **changed):
        return self.answered(member, **changed)["code"][0]

    def post(self, path="/oauth/token/", **sent):
        proof = {"client_id": self.app.client_id}
        if self.secret:
            proof["client_secret"] = self.secret
        return self.as_().post(path, proof | sent)

    def redeem(self, code, **changed):
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": VERIFIER,
        } | changed
        return self.post(**{name: value for name, value in sent.items() if value is not None})

    def renew(self, refresh_token, **sent):
        return self.post(grant_type="refresh_token", refresh_token=refresh_token, **sent)

    def tokens(self, member, **changed):
        response = self.redeem(self.code(member, **changed))
        assert response.status_code == 200, response.content
        return response.json()


def error(response, status=400):
    assert response.status_code == status, response.content
    return response.json()["error"]


# -- the whole way ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [App.CONFIDENTIAL, App.PUBLIC])
def test_an_app_that_is_allowed_acts_for_its_member(kind, as_):
    member, program = UserFactory(), Program(as_, kind=kind)

    page = as_(member).get(program.address())
    told = program.answered(member)
    pair = program.redeem(told["code"][0]).json()

    assert page.status_code == 200
    for words in ("Trail notes", program.owner.username, "app.example", "Read your profile"):
        assert words in page.content.decode()
    assert told["state"] == ["xyz"]
    assert told["iss"] == ["http://testserver"]
    assert pair["token_type"] == "Bearer"
    assert pair["expires_in"] == 3600
    assert pair["scope"] == SCOPES
    assert pair["access_token"].startswith("cat_")
    assert pair["refresh_token"].startswith("crt_")
    found, access = by_app_token(pair["access_token"])
    assert found == member
    assert access.scopes == frozenset(SCOPES.split())
    assert happened("accounts.app.allowed") == [{"app_id": program.app.pk, "member_id": member.pk}]


def test_the_page_asks_visitors_to_sign_in_first(as_):
    program = Program(as_)

    response = as_().get(program.address())

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/oauth/authorize/")


def test_the_page_may_lead_its_form_to_the_app_and_is_framed_by_nobody(as_):
    program = Program(as_, kind=App.PUBLIC, redirects=["http://127.0.0.1/back"])
    address = program.address(redirect_uri="http://127.0.0.1:4567/back")

    policy = as_(UserFactory()).get(address)["Content-Security-Policy"]

    assert "form-action 'self' https: http://127.0.0.1:4567;" in policy
    assert "frame-ancestors 'none'" in policy
    assert "form-action 'self';" in as_().get("/")["Content-Security-Policy"]


def test_who_says_no_is_sent_back_and_nothing_is_kept(as_):
    program = Program(as_)

    told = program.answered(UserFactory(), "deny")

    assert told == {"error": ["access_denied"], "state": ["xyz"], "iss": ["http://testserver"]}
    assert not AppAuthorization.objects.exists()
    assert not happened("accounts.app.allowed")


def test_an_answer_that_says_nothing_is_a_no(as_):
    assert "code" not in Program(as_).answered(UserFactory(), "")


def test_whoever_was_asked_once_is_not_asked_again_for_the_same(as_):
    member, program = UserFactory(), Program(as_)
    program.tokens(member)

    again = as_(member).get(program.address(scope="forum:read"))
    more = as_(member).get(program.address(scope="forum:write"))
    insisting = as_(member).get(program.address(prompt="consent"))

    code = re.search(rb"code=(\w+)", again.content)[1].decode()
    assert program.redeem(code).json()["scope"] == "forum:read"
    assert b"Change your" not in again.content
    for page in (more, insisting):
        assert b"What it will be able to do" in page.content
    assert len(happened("accounts.app.allowed")) == 1


def test_an_app_on_a_device_is_asked_for_each_time(as_):
    member = UserFactory()
    program = Program(as_, kind=App.PUBLIC, redirects=["org.example.app:/back"])
    program.tokens(member)

    page = as_(member).get(program.address())

    assert b"What it will be able to do" in page.content
    assert b"program on your device" in page.content


# -- asked wrongly ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_id": "a\0b"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": BACK + "/"},
        {"redirect_uri": BACK + "?more=1"},
        {"redirect_uri": "https://APP.example/callback"},
        {"redirect_uri": "https://app.example:443/callback"},
        {"redirect_uri": "https://evil@app.example/callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": "no address"},
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_app_or_an_address_that_nobody_registered_leads_nowhere(changed, method, as_):
    program, client = Program(as_), as_(UserFactory())

    response = getattr(client, method)(program.address(**changed))

    assert response.status_code == 400
    assert b"asked wrongly" in response.content
    assert b"evil" not in response.content
    assert not AppCode.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": VERIFIER, "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "x" * 500}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "forum:read everything"}, "invalid_scope"),
        ({"scope": "admin:write"}, "invalid_scope"),
    ],
)
@pytest.mark.parametrize("kind", [App.CONFIDENTIAL, App.PUBLIC])
def test_what_is_not_complete_is_told_on_a_page_with_a_way_back(changed, said, kind, as_):
    program, member = Program(as_, kind=kind), UserFactory()

    for response in (
        as_(member).get(program.address(**changed)),
        as_(member).post(program.address(**changed), {"answer": "allow"}),
    ):
        assert response.status_code == 400
        page = response.content.decode()
        assert "asked wrongly" in page
        back = re.search(r'href="(https://app\.example/callback[^"]+)"', page)[1]
        told = parse_qs(urlsplit(back.replace("&amp;", "&")).query)
        assert told["error"] == [said]
        assert told["state"] == ["xyz"]
        assert told["iss"] == ["http://testserver"]
    assert not AppCode.objects.exists()


@pytest.mark.parametrize(
    "query", ["", "client_id=%ff", "client_id=%zz", "%", "client_id=a&client_id=b"]
)
def test_an_address_that_makes_no_sense(query, as_):
    response = as_(UserFactory()).get(f"/oauth/authorize/?{query}")

    assert response.status_code == 400
    assert b"asked wrongly" in response.content


def test_the_port_on_the_own_device_is_free(as_):
    program = Program(as_, kind=App.PUBLIC, redirects=["http://127.0.0.1/back"])
    back = "http://127.0.0.1:50123/back"

    code = program.code(UserFactory(), redirect_uri=back)

    assert error(program.redeem(code, redirect_uri="http://127.0.0.1:1/back")) == "invalid_request"
    assert program.redeem(code, redirect_uri=None).status_code == 200


# -- codes --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"code_verifier": "w" * 50}, "invalid_grant"),
        ({"code_verifier": CHALLENGE}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"code": "nothing"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"redirect_uri": "https://app.example/other"}, "invalid_request"),
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
    ],
)
def test_a_code_is_redeemed_by_who_began(changed, said, as_):
    program = Program(as_)
    code = program.code(UserFactory())

    assert error(program.redeem(**{"code": code} | changed)) == said
    assert not AppToken.objects.exists()


def test_an_app_with_a_secret_proves_who_it_is(as_):
    program, member = Program(as_), UserFactory()
    code, secret = program.code(member), program.secret

    for wrong in ("", "ccs_wrong", program.app.client_secret):
        program.secret = wrong
        assert error(program.redeem(code), 401) == "invalid_client"
    basic = base64.b64encode(f"{program.app.client_id}:{secret}".encode()).decode()
    sent = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    response = as_().post("/oauth/token/", sent, headers={"Authorization": f"Basic {basic}"})

    assert response.status_code == 200
    assert response["Cache-Control"]


def test_a_public_app_has_no_secret_that_could_be_right(as_):
    program = Program(as_, kind=App.PUBLIC)
    code = program.code(UserFactory())

    program.secret = "anything"

    assert error(program.redeem(code), 401) == "invalid_client"


def test_a_code_of_another_app_opens_nothing(as_):
    one, other = Program(as_), Program(as_)
    code = one.code(UserFactory())

    assert error(other.redeem(code)) == "invalid_grant"
    assert one.redeem(code).status_code == 200


def test_a_code_that_comes_twice_ends_all_that_came_of_it(as_):
    program, member = Program(as_), UserFactory()
    code = program.code(member)
    pair = program.redeem(code).json()

    for _ in range(2):
        assert error(program.redeem(code)) == "invalid_grant"

    assert by_app_token(pair["access_token"]) is None
    assert error(program.renew(pair["refresh_token"])) == "invalid_grant"
    assert happened("accounts.app_token.reused") == [
        {"app_id": program.app.pk, "member_id": member.pk}
    ]


def test_a_code_is_good_for_a_minute(as_):
    program = Program(as_)
    code = program.code(UserFactory())
    AppCode.objects.update(expires=timezone.now())

    assert error(program.redeem(code)) == "invalid_grant"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_one_code_at_once_none_keeps_a_token(as_, in_threads):
    program = Program(as_)
    code = program.code(UserFactory())

    answers = in_threads([lambda: program.redeem(code).status_code] * 2)

    assert sorted(answers) == [200, 400]
    assert not AppToken.objects.exists()
    assert not AppRefreshToken.objects.filter(revoked=None).exists()


# -- tokens -------------------------------------------------------------------------------------
def test_a_renewed_token_takes_the_place_of_the_one_before(as_):
    program, member = Program(as_), UserFactory()
    first = program.tokens(member)

    second = program.renew(first["refresh_token"]).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert second["scope"] == SCOPES
    assert by_app_token(first["access_token"]) is None
    assert by_app_token(second["access_token"])[0] == member


def test_a_renewed_token_may_be_for_less_and_never_for_more(as_):
    program, member = Program(as_), UserFactory()
    pair = program.tokens(member)

    assert error(program.renew(pair["refresh_token"], scope="forum:write")) == "invalid_scope"
    less = program.renew(pair["refresh_token"], scope="forum:read").json()
    again = program.renew(less["refresh_token"]).json()

    assert by_app_token(less["access_token"]) is None
    assert less["scope"] == "forum:read"
    assert again["scope"] == SCOPES


def test_a_lost_answer_can_be_asked_for_again_for_a_moment(as_):
    program, member = Program(as_), UserFactory()
    first = program.tokens(member)
    lost = program.renew(first["refresh_token"]).json()

    again = program.renew(first["refresh_token"]).json()

    assert by_app_token(again["access_token"])[0] == member
    assert by_app_token(lost["access_token"]) is None
    assert AppRefreshToken.objects.filter(revoked=None).count() == 1
    assert not happened("accounts.app_token.reused")


def test_what_was_lost_and_comes_after_all_was_stolen(as_):
    program = Program(as_)
    first = program.tokens(UserFactory())
    lost = program.renew(first["refresh_token"]).json()
    again = program.renew(first["refresh_token"]).json()

    assert error(program.renew(lost["refresh_token"])) == "invalid_grant"

    assert by_app_token(again["access_token"]) is None
    assert len(happened("accounts.app_token.reused")) == 1


def test_an_old_token_that_comes_again_ends_its_family_and_no_other(as_):
    program, member = Program(as_), UserFactory()
    other = program.tokens(member)  # the same app on another device
    first = program.tokens(member)
    second = program.renew(first["refresh_token"]).json()
    AppRefreshToken.objects.exclude(revoked=None).update(
        revoked=timezone.now() - actions_tokens.AGAIN
    )

    assert error(program.renew(first["refresh_token"])) == "invalid_grant"

    assert by_app_token(second["access_token"]) is None
    assert error(program.renew(second["refresh_token"])) == "invalid_grant"
    assert by_app_token(other["access_token"])[0] == member
    assert len(happened("accounts.app_token.reused")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_renewals_at_once_leave_one_pair(as_, in_threads):
    program = Program(as_)
    pair = program.tokens(UserFactory())

    answers = in_threads([lambda: program.renew(pair["refresh_token"]).status_code] * 2)

    assert answers == [200, 200]
    assert AppRefreshToken.objects.filter(revoked=None).count() == 1
    assert AppToken.objects.count() == 1


def test_a_token_of_another_app_is_not_renewed(as_):
    one, other = Program(as_), Program(as_)
    pair = one.tokens(UserFactory())

    assert error(other.renew(pair["refresh_token"])) == "invalid_grant"
    assert one.renew(pair["refresh_token"]).status_code == 200


def test_tokens_end_with_their_time(as_):
    program = Program(as_)
    pair = program.tokens(UserFactory())

    AppToken.objects.update(expires=timezone.now())
    assert by_app_token(pair["access_token"]) is None
    AppRefreshToken.objects.update(created=timezone.now() - timedelta(days=90))
    assert error(program.renew(pair["refresh_token"])) == "invalid_grant"


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "nonsense"])
def test_an_app_gives_a_token_back(which, hint, as_):
    program, member = Program(as_), UserFactory()
    pair = program.tokens(member)
    sent = {"token": pair[which]} | ({"token_type_hint": hint} if hint else {})

    for _ in range(2):
        assert program.post("/oauth/revoke/", **sent).status_code == 200

    assert by_app_token(pair["access_token"]) is None
    assert error(program.renew(pair["refresh_token"])) == "invalid_grant"
    assert not AppAuthorization.objects.exists()  # and the member is asked the next time


def test_an_app_gives_back_no_token_of_another(as_):
    one, other = Program(as_), Program(as_)
    pair = one.tokens(UserFactory())

    assert other.post("/oauth/revoke/", token=pair["access_token"]).status_code == 200
    assert error(as_().post("/oauth/revoke/", {"token": "x", "client_id": "y"}), 401)

    assert by_app_token(pair["access_token"])


def test_endpoints_take_posts_alone_and_no_query(as_):
    program = Program(as_)

    for path in ("/oauth/token/", "/oauth/revoke/"):
        assert as_().get(path).status_code == 405
        assert error(program.post(f"{path}?client_id=x")) == "invalid_request"


@pytest.mark.limits
def test_an_address_asks_for_tokens_so_often_a_minute(as_, monkeypatch):
    monkeypatch.setattr("community.accounts.rates.APP_TOKENS", {60: 2})
    program = Program(as_)

    statuses = [program.redeem("nothing").status_code for _ in range(3)]
    response = program.redeem("nothing")

    assert statuses == [400, 400, 429]
    assert response.json()["error"] == "temporarily_unavailable"
    assert 0 < int(response["Retry-After"]) <= 60


# -- who an app acts for --------------------------------------------------------------------------
def test_an_app_does_nothing_for_who_is_kept_out(as_):
    program, member = Program(as_), UserFactory()
    pair, code = program.tokens(member), program.code(member)

    suspend_member(member=member, hours=1, by=ModeratorFactory())

    assert by_app_token(pair["access_token"]) is None
    assert error(program.renew(pair["refresh_token"])) == "invalid_grant"
    assert error(program.redeem(code)) == "invalid_grant"


def test_a_stopped_app_does_nothing_until_it_may_go_on(as_):
    program, admin = Program(as_), AdminFactory()
    member = UserFactory()
    pair = program.tokens(member)

    for _ in range(2):
        disable_app(app=program.app, is_disabled=True, by=admin)
    assert by_app_token(pair["access_token"]) is None
    assert error(program.renew(pair["refresh_token"]), 401) == "invalid_client"
    assert as_(member).get(program.address()).status_code == 400
    disable_app(app=program.app, is_disabled=False, by=admin)

    assert by_app_token(pair["access_token"])[0] == member
    assert [told["is_disabled"] for told in happened("accounts.app.disabled")] == [True, False]


def test_only_who_runs_the_place_stops_an_app(as_):
    program = Program(as_)

    for person in (UserFactory(), ModeratorFactory(), program.owner):
        with pytest.raises(Denied):
            disable_app(app=program.app, is_disabled=True, by=person)

    assert App.objects.get().disabled_at is None
    assert not happened("accounts.app.disabled")


def test_how_the_place_is_built_is_for_apps_of_who_runs_it(as_):
    admin = AdminFactory()
    program = Program(as_, owner=admin)
    pair = program.tokens(admin, scope="admin:write forum:read")

    assert by_app_token(pair["access_token"])[1].covers("admin:write")
    type(admin).objects.filter(pk=admin.pk).update(is_superuser=False)

    assert by_app_token(pair["access_token"])[1].scopes == {"forum:read"}


def test_what_a_member_takes_back_ends_at_once(as_):
    program, member = Program(as_), UserFactory()
    pair, code = program.tokens(member), program.code(member)
    held = AppAuthorization.objects.get()

    for _ in range(2):
        revoke_app(authorization=held, by=member)

    assert by_app_token(pair["access_token"]) is None
    assert error(program.renew(pair["refresh_token"])) == "invalid_grant"
    assert error(program.redeem(code)) == "invalid_grant"
    assert happened("accounts.app.revoked") == [{"app_id": program.app.pk, "member_id": member.pk}]


def test_nobody_takes_back_what_another_allowed(as_):
    program = Program(as_)
    program.tokens(UserFactory())
    held = AppAuthorization.objects.get()

    for person in (UserFactory(), program.owner, AdminFactory()):
        with pytest.raises(Denied):
            revoke_app(authorization=held, by=person)
        assert as_(person).post(f"/settings/authorizations/{held.pk}/").status_code == 404

    assert AppToken.objects.exists()
    assert not happened("accounts.app.revoked")


# -- at rest --------------------------------------------------------------------------------------
def everything_kept():
    """All rows of all tables, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" AS t')
            yield from (row for (row,) in cursor.fetchall())


def test_no_secret_can_be_read_in_the_database(as_):
    program, member = Program(as_), UserFactory()
    code = program.code(member)
    open_code = program.code(member)
    pair = program.redeem(code).json()
    next_pair = program.renew(pair["refresh_token"]).json()
    secrets = [
        program.secret,
        code,
        open_code,
        *(one[which] for one in (pair, next_pair) for which in ("access_token", "refresh_token")),
    ]

    kept = "\n".join(everything_kept())

    assert program.app.client_id in kept  # the scan sees what is there
    assert keys.hashed(open_code) in kept
    assert [secret for secret in secrets if secret in kept] == []


def test_tables_have_no_column_for_a_token():
    for model in (AppToken, AppRefreshToken):
        assert "token" not in {field.name for field in model._meta.get_fields()}


# -- what is over goes ---------------------------------------------------------------------------
def test_what_opens_nothing_any_more_goes(as_):
    program, member, idle = Program(as_), UserFactory(), UserFactory()
    pair = program.tokens(member)
    program.renew(pair["refresh_token"])
    program.tokens(idle)
    long_ago = timezone.now() - timedelta(days=91)
    AppRefreshToken.objects.filter(user=idle).update(created=long_ago)
    AppToken.objects.filter(user=idle).update(expires=long_ago)
    AppCode.objects.filter(user=idle).update(expires=long_ago)

    gone = actions_tokens.forget_old_tokens()

    assert gone == 4
    assert actions_tokens.forget_old_tokens() == 0
    assert [held.member for held in AppAuthorization.objects.all()] == [member]
    assert AppRefreshToken.objects.count() == 2  # a stolen one could still come again
    assert AppToken.objects.count() == 1


# -- apps that one made ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("uri", "is_public", "is_fine"),
    [
        ("https://app.example/back", False, True),
        ("https://app.example/back?a=b", False, True),
        ("https://localhost:3000/back", False, True),
        ("http://localhost:3000/back", False, True),
        ("http://127.0.0.1/back", False, True),
        ("http://[::1]/back", True, True),
        ("org.example.app:/back", True, True),
        ("org.example.app:/back", False, False),
        ("app:/back", True, False),
        ("org.example.app://back", True, False),
        ("http://app.example/back", False, False),
        ("http://127.0.0.1.evil.example/", False, False),
        ("https://app.example/back#here", False, False),
        ("https://app.example/#", False, False),
        ("https://me@app.example/", False, False),
        ("https://*.example.org/", False, False),
        ("https://app/", False, False),
        ("https:///back", False, False),
        ("https://app.example:99999/", False, False),
        ("javascript:alert(1)", True, False),
        ("data:text/html,x", True, False),
        ("https://app.example/a;form-action", False, False),
        ("https://app.example/a b", False, False),
        ("//app.example/back", False, False),
        ("/back", False, False),
        ("https://app.example/" + "x" * 500, False, False),
    ],
)
def test_where_members_may_be_sent(uri, is_public, is_fine):
    assert is_redirect(uri, is_public=is_public) is is_fine


def registering(**changed):
    told = {"name": "Trail notes", "redirects": [BACK], "kind": App.CONFIDENTIAL, "website": ""}
    return told | changed


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "app_name_needed"),
        ({"name": "\u200b"}, "app_name_needed"),
        ({"name": "x" * 61}, "app_name_needed"),
        ({"name": "Commons"}, "app_name_reserved"),
        ({"name": "Official"}, "app_name_reserved"),
        ({"website": "javascript:alert(1)"}, "not_a_website"),
        ({"redirects": []}, "redirect_needed"),
        ({"redirects": [f"https://a{i}.example/" for i in range(11)]}, "redirect_needed"),
        ({"redirects": ["http://app.example/"]}, "not_a_redirect"),
        ({"kind": "secret"}, "no_such_kind"),
    ],
)
def test_an_app_that_breaks_a_rule_is_not_registered(changed, code):
    with pytest.raises(actions.RuleViolation) as refusal:
        register_app(**registering(**changed), by=UserFactory())

    assert refusal.value.code == code
    assert not App.objects.exists()
    assert not happened("accounts.app.registered")


def test_a_member_has_so_many_apps(monkeypatch):
    monkeypatch.setattr(actions, "MOST_APPS", 2)
    member = UserFactory()
    for _ in range(2):
        register_app(**registering(), by=member)

    with pytest.raises(actions.TooManyApps):
        register_app(**registering(), by=member)

    register_app(**registering(), by=UserFactory())
    assert App.objects.filter(user=member).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit(monkeypatch, in_threads):
    monkeypatch.setattr(actions, "MOST_APPS", 1)
    member = UserFactory()

    def register():
        try:
            return bool(register_app(**registering(), by=member))
        except actions.TooManyApps:
            return False

    assert sorted(in_threads([register] * 2)) == [False, True]
    assert App.objects.count() == 1


def test_who_is_silenced_registers_nothing():
    member = UserFactory(silenced_until=timezone.now() + timedelta(hours=1))

    with pytest.raises(Denied):
        register_app(**registering(), by=member)

    assert not App.objects.exists()
    assert not happened("accounts.app.registered")


def test_an_edit_that_changes_nothing_tells_nobody(as_):
    app, _ = register_app(**registering(), by=UserFactory())

    same = actions.edit_app(app=app, name=app.name, redirects=[BACK], by=app.user)
    other = actions.edit_app(app=app, name="Other", version=1, by=app.user)

    assert (same.version, other.version) == (1, 2)
    assert happened("accounts.app.edited") == [{"app_id": app.pk, "version": 2}]
    with pytest.raises(actions.Stale):
        actions.edit_app(app=app, name="Third", version=1, by=app.user)


def test_a_new_secret_takes_the_old_ones_place_and_tokens_stay(as_):
    program, member = Program(as_), UserFactory()
    pair, old = program.tokens(member), program.secret

    _, new = actions.renew_secret(app=program.app, by=program.owner)

    assert error(program.renew(pair["refresh_token"]), 401) == "invalid_client"
    program.secret = new
    assert old != new
    assert program.renew(pair["refresh_token"]).status_code == 200
    public = Program(as_, kind=App.PUBLIC)
    with pytest.raises(actions.NoSecretToRenew):
        actions.renew_secret(app=public.app, by=public.owner)


def test_a_deleted_app_takes_all_with_it(as_):
    program = Program(as_)
    pair = program.tokens(UserFactory())

    for _ in range(2):
        actions.delete_app(app=program.app, by=program.owner)

    assert by_app_token(pair["access_token"]) is None
    for model in (App, AppAuthorization, AppCode, AppToken, AppRefreshToken):
        assert not model.objects.exists()
    assert happened("accounts.app.deleted") == [{"app_id": program.app.pk}]


CHANGES = [
    lambda app, by: actions.edit_app(app=app, name="Mine now", by=by),
    lambda app, by: actions.renew_secret(app=app, by=by),
    lambda app, by: actions.delete_app(app=app, by=by),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory, AdminFactory])
def test_nobody_changes_an_app_of_anothers(change, who):
    app, _ = register_app(**registering(), by=UserFactory())
    before = App.objects.values().get()

    with pytest.raises(Denied):
        change(app, who())

    assert App.objects.values().get() == before
    assert {record.name for record in EventRecord.objects.filter(name__contains="app")} == {
        "accounts.app.registered"
    }


# -- pages ----------------------------------------------------------------------------------------
@pytest.fixture
def sure(monkeypatch):
    """The member has just proved who they are."""
    required = "allauth.account.internal.flows.reauthentication.is_reauthentication_required"
    monkeypatch.setattr(required, lambda *_, **__: False)


def test_a_member_registers_edits_and_deletes_an_app_on_pages(as_, sure):
    member = UserFactory()
    client = as_(member)
    sent = registering(website="https://trails.example") | {
        "redirects": f"{BACK}\nhttps://b.example/"
    }

    shown = client.post("/settings/apps/new/", sent).content.decode()
    app = App.objects.get()
    secret = re.search(r">(ccs_\w+)<", shown)[1]
    page = f"/settings/apps/{app.pk}/"

    assert app.redirects == [BACK, "https://b.example/"]
    assert keys.hashed(secret) == app.client_secret
    assert secret not in client.get(page).content.decode()
    refused = client.post(page, sent | {"redirects": "http://b.example/", "version": 1})
    assert refused.status_code == 422
    assert "Members cannot be sent to http://b.example/" in refused.content.decode()
    assert client.post(page, sent | {"name": "Notes", "version": 1}).status_code == 302
    stale = client.post(page, sent | {"name": "Late", "version": 1})
    assert stale.status_code == 422
    again = client.post(f"{page}secret/").content.decode()
    assert keys.hashed(re.search(r">(ccs_\w+)<", again)[1]) == (App.objects.get().client_secret)
    client.post(f"{page}deletion/")
    assert not App.objects.exists()


def test_apps_are_changed_by_who_has_just_proved_who_they_are(as_):
    member = UserFactory()
    member.set_password("a password of mine")
    member.save()
    app, _ = register_app(**registering(), by=member)
    client = as_(member)

    for method, path in [
        ("get", "/settings/apps/new/"),
        ("post", "/settings/apps/new/"),
        ("get", f"/settings/apps/{app.pk}/"),
        ("post", f"/settings/apps/{app.pk}/secret/"),
        ("post", f"/settings/apps/{app.pk}/deletion/"),
    ]:
        response = getattr(client, method)(path)
        assert response["Location"].startswith("/accounts/reauthenticate/"), path

    assert App.objects.get().client_secret == app.client_secret


def test_pages_of_anothers_app_are_not_there(as_, sure):
    app, _ = register_app(**registering(), by=UserFactory())
    client = as_(AdminFactory())

    assert client.get(f"/settings/apps/{app.pk}/").status_code == 404
    for path in ("", "secret/", "deletion/"):
        assert client.post(f"/settings/apps/{app.pk}/{path}", registering()).status_code == 404

    assert App.objects.get().name == "Trail notes"


def test_a_member_sees_who_has_access_and_takes_it_back(as_):
    program, member = Program(as_), UserFactory()
    program.tokens(member)
    client, held = as_(member), AppAuthorization.objects.get()

    page = client.get("/settings/apps/").content.decode()
    client.post(f"/settings/authorizations/{held.pk}/")

    assert "Trail notes" in page
    assert "Read your profile" in page
    assert "Last came" in page
    assert not AppAuthorization.objects.exists()
    assert "No app acts for you" in client.get("/settings/apps/").content.decode()


@pytest.mark.parametrize("several", [3, 30])
def test_the_page_costs_so_many_queries(several, as_, django_assert_num_queries):
    member = UserFactory()
    for _ in range(several):
        app = App.objects.create(
            user=UserFactory(), name="Notes", redirect_uris=BACK, client_type=App.PUBLIC
        )
        App.objects.create(user=member, name="Own", redirect_uris=BACK, client_type=App.PUBLIC)
        AppAuthorization.objects.create(app=app, member=member, scope=SCOPES)
    client = as_(member)
    client.get("/settings/apps/")

    with django_assert_num_queries(4):
        client.get("/settings/apps/")


def test_staff_stop_an_app_in_the_admin(as_):
    program = Program(as_)
    sent = {"action": "disable", "_selected_action": [program.app.pk]}

    page = as_(AdminFactory()).get(f"/admin/accounts/app/{program.app.pk}/change/").content.decode()
    as_(AdminFactory()).post("/admin/accounts/app/", sent)

    assert program.app.client_secret not in page
    assert App.objects.get().disabled_at


# -- what the server says of itself ---------------------------------------------------------------
def test_programs_read_what_there_is(as_):
    told = json.loads(as_().get("/.well-known/oauth-authorization-server").content)

    assert told["issuer"] == "http://testserver"
    assert told["authorization_endpoint"] == "http://testserver/oauth/authorize/"
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert "forum:write" in told["scopes_supported"]


def test_the_libraries_own_tables_stay_empty():
    left = {
        model._meta.object_name
        for model in installed.get_app_config("oauth2_provider").get_models()
    }

    assert left == {"IDToken", "DeviceGrant"}
