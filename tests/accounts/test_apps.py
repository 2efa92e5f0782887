"""Apps that one made, and apps that one lets in: rules, and the pages of the settings."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from community.accounts.models import App, AppAuthorization, AppCode, AppRefreshToken, AppToken
from community.accounts.oauth import actions, keys
from community.accounts.oauth.actions import register_app
from community.accounts.oauth.addresses import is_redirect
from community.accounts.oauth.bearer import by_app_token
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from tests.accounts.apps import BACK, SCOPES, Program, error, happened
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db


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
    with pytest.raises(Stale):
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
    assert "http://b.example/ is not a valid redirect URI" in refused.content.decode()
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
    assert "Last used" in page
    assert not AppAuthorization.objects.exists()
    assert "You have not authorized any apps" in client.get("/settings/apps/").content.decode()


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
