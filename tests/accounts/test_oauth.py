"""Apps of others: asked for, allowed, renewed, revoked; and nothing of it readable at rest."""

import base64
import json
import re
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from django.apps import apps as installed
from django.db import connection
from django.utils import timezone

from community.accounts.models import App, AppAuthorization, AppCode, AppRefreshToken, AppToken
from community.accounts.oauth import actions, actions_tokens, keys
from community.accounts.oauth.actions import disable_app, revoke_app
from community.accounts.oauth.bearer import by_app_token
from community.accounts.people.actions import suspend_member
from community.accounts.tokens.bearer import AccountSuspended
from community.kernel.errors import Denied
from tests.accounts.apps import BACK, CHALLENGE, SCOPES, VERIFIER, Program, error, happened
from tests.factories import AdminFactory, ModeratorFactory, UserFactory, in_hours

pytestmark = pytest.mark.django_db


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
        assert b"This app will be able to" in page.content
    assert len(happened("accounts.app.allowed")) == 1


@pytest.mark.parametrize(
    "back",
    [
        "org.example.app:/back",
        "https://localhost/back",
        "https://127.0.0.1:8443/back",
        "https://[::1]/back",
        "https://app.localhost/back",
        "https://app.localhost./back",
        "https://127.1/back",
        "https://127.7.7.7/back",
    ],
)
def test_an_app_on_a_device_is_asked_for_each_time(back, as_):
    member = UserFactory()
    program = Program(as_, kind=App.PUBLIC, redirects=[back])
    program.tokens(member)

    page = as_(member).get(program.address())

    assert b"This app will be able to" in page.content
    assert b"app runs on your device" in page.content


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
    assert b"Invalid authorization request" in response.content
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
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"response_mode": "fragment", "scope": None}, "invalid_scope"),
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
        assert "Invalid authorization request" in page
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
    assert b"Invalid authorization request" in response.content


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


def basic(app, secret, scheme="Basic"):
    proof = base64.b64encode(f"{app.client_id}:{secret}".encode()).decode()
    return {"Authorization": f"{scheme} {proof}"}


@pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/revoke/"])
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC", None])
def test_who_proves_wrongly_is_told_how_to_prove_it(scheme, path, as_):
    app, sent = Program(as_).app, {"grant_type": "authorization_code", "code": "x", "token": "x"}
    if scheme is None:
        sent |= {"client_id": app.client_id, "client_secret": "wrong"}
    headers = basic(app, "wrong", scheme) if scheme else {}

    response = as_().post(path, sent, headers=headers)

    assert error(response, 401) == "invalid_client"
    assert response["WWW-Authenticate"].startswith('Basic realm="')


def test_the_scheme_is_known_in_every_spelling(as_):
    program = Program(as_)
    sent = {"grant_type": "authorization_code", "code_verifier": VERIFIER}

    for scheme in ("Basic", "basic", "bAsIc"):
        headers = basic(program.app, program.secret, scheme)
        code = {"code": program.code(UserFactory())}
        assert as_().post("/oauth/token/", sent | code, headers=headers).status_code == 200


@pytest.mark.parametrize("path", ["/oauth/token/", "/oauth/revoke/"])
def test_one_apps_proof_beside_anothers_name_is_a_mistake_of_theirs(path, as_):
    program, other = Program(as_), Program(as_)
    code = program.code(UserFactory())
    sent = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    sent |= {"client_id": other.app.client_id, "token": "x"}

    response = as_().post(path, sent, headers=basic(program.app, program.secret))

    assert error(response) == "invalid_request"
    assert program.redeem(code).status_code == 200


def test_an_empty_way_of_answering_is_the_usual_one(as_):
    program = Program(as_)

    assert program.answered(UserFactory(), response_mode="")["code"]
    assert program.answered(UserFactory(), response_mode="query")["code"]


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
    less = program.renew(first["refresh_token"], scope="forum:read").json()

    assert again["refresh_token"] == lost["refresh_token"] != less["refresh_token"]
    assert by_app_token(less["access_token"])[0] == member
    assert by_app_token(lost["access_token"]) is None  # the scope was another one
    assert AppRefreshToken.objects.filter(revoked=None).count() == 1
    whole = [program.renew(first["refresh_token"]).json() for _ in range(2)]
    assert whole[0] == whole[1]
    assert by_app_token(whole[0]["access_token"])[0] == member
    assert by_app_token(less["access_token"]) is None
    assert not happened("accounts.app_token.reused")


def test_what_was_lost_and_comes_after_all_was_stolen(as_):
    program = Program(as_)
    first = program.tokens(UserFactory())
    lost = program.renew(first["refresh_token"]).json()
    again = program.renew(first["refresh_token"], scope="forum:read").json()

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
def test_two_renewals_at_once_are_answered_with_one_pair(as_, in_threads):
    program, member = Program(as_), UserFactory()
    pair = program.tokens(member)

    one, other = in_threads([lambda: program.renew(pair["refresh_token"])] * 2)

    assert (one.status_code, other.status_code) == (200, 200)
    for answer in (one, other):
        assert by_app_token(answer.json()["access_token"])[0] == member
    assert AppRefreshToken.objects.filter(revoked=None).count() == 1
    assert AppToken.objects.count() == 1
    for answer in (one, other):  # and again, as one who kept either
        assert program.renew(answer.json()["refresh_token"]).status_code == 200
    assert not happened("accounts.app_token.reused")


@pytest.mark.django_db(transaction=True)
def test_an_app_that_is_deleted_meanwhile_waits_for_nobody(as_, in_threads):
    program = Program(as_)
    pairs = [program.tokens(UserFactory()) for _ in range(3)]

    answers = in_threads(
        [
            lambda: actions.delete_app(app=program.app, by=program.owner),
            *(partial(program.renew, pair["refresh_token"]) for pair in pairs),
        ]
    )

    assert {answer.status_code for answer in answers[1:]} <= {200, 400, 401}
    assert not AppToken.objects.exists()


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

    suspend_member(member=member, until=in_hours(1), by=ModeratorFactory())

    with pytest.raises(AccountSuspended):
        by_app_token(pair["access_token"])
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


@pytest.mark.parametrize("kept_out", ["suspended", "deactivated"])
def test_an_app_does_nothing_while_its_maker_is_kept_out(kept_out, as_):
    program, member = Program(as_), UserFactory()
    pair, code = program.tokens(member), program.code(member)
    out = {
        "suspended": {"suspended_until": timezone.now() + timedelta(hours=1)},
        "deactivated": {"is_active": False},
    }
    maker = type(member).objects.filter(pk=program.owner.pk)

    maker.update(**out[kept_out])
    answer = as_().get("/api/v1/me/", headers={"Authorization": f"Bearer {pair['access_token']}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert error(program.renew(pair["refresh_token"]), 401) == "invalid_client"
    assert error(program.redeem(code), 401) == "invalid_client"
    assert as_(member).get(program.address()).status_code == 400
    assert error(program.post("/oauth/revoke/", token="x"), 401) == "invalid_client"

    maker.update(is_active=True, suspended_until=None)
    assert by_app_token(pair["access_token"])[0] == member


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


# -- staff ----------------------------------------------------------------------------------------
def test_staff_without_a_second_factor_let_no_app_in_and_none_acts_for_them(as_, settings):
    program, moderator = Program(as_), ModeratorFactory()
    secret = program.tokens(moderator)["access_token"]
    settings.STAFF_NEED_SECOND_FACTOR = True

    page = as_(moderator).get(program.address())
    answer = as_().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})

    assert page["Location"].startswith("/accounts/2fa/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second_factor_required")
