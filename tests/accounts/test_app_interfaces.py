"""Apps over REST and GraphQL: what their tokens open, and how members manage them."""

import pytest
from django.test import Client

from community.accounts.models import App, AppAuthorization
from community.accounts.oauth import keys
from community.accounts.people.actions import sign_up
from tests.accounts.apps import BACK, Program
from tests.accounts.tokens import PASSWORD, ask_rest, bearer, code, graph
from tests.factories import AdminFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = {"name": "Trail notes", "redirects": [BACK], "kind": "confidential"}


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


@pytest.fixture
def signed_in(ana, as_):
    client = as_()
    client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def json_(client, method, path, body=None, **headers):
    send = getattr(client, method)
    return send(f"/api/v1/me/{path}", body, content_type="application/json", headers=headers)


# -- tokens at the interfaces ----------------------------------------------------------------------
def test_a_token_reads_and_writes_as_its_member_over_rest(as_):
    member, topic = UserFactory(trust_level=2), TopicFactory()
    secret = Program(as_).tokens(member, scope="forum:write profile:read")["access_token"]

    me = ask_rest(Client(), "me/", secret)
    reply = Client(enforce_csrf_checks=True).post(
        f"/api/v1/threads/{topic.pk}/posts/",
        {"source": "Written by an app of mine."},
        content_type="application/json",
        headers=bearer(secret),
    )

    assert me.json()["username"] == member.username
    assert reply.status_code == 201, reply.content
    assert topic.thread.posts.last().author == member


def test_a_token_reads_as_its_member_over_graphql(as_):
    member = UserFactory()
    secret = Program(as_).tokens(member, scope="profile:read")["access_token"]

    answer = graph(Client(), "{ accounts { me { username } } }", secret)

    assert answer.json()["data"]["accounts"]["me"] == {"username": member.username}


def test_a_token_does_no_more_than_it_was_allowed(as_):
    secret = Program(as_).tokens(UserFactory(), scope="forum:read")["access_token"]

    assert ask_rest(Client(), "topics/latest/", secret).status_code == 200
    assert code(ask_rest(Client(), "me/", secret)) == "insufficient_scope"
    assert code(graph(Client(), "{ accounts { me { username } } }", secret)) == "insufficient_scope"


def test_a_token_that_was_revoked_opens_nothing(as_):
    member, program = UserFactory(), Program(as_)
    pair = program.tokens(member)

    program.post("/oauth/revoke/", token=pair["refresh_token"])

    answer = ask_rest(Client(), "me/", pair["access_token"])
    assert (answer.status_code, code(answer)) == (401, "invalid_token")
    assert (
        graph(Client(), "{ accounts { me { username } } }", pair["access_token"]).status_code == 401
    )


def test_a_refresh_token_and_a_code_open_no_interface(as_):
    member, program = UserFactory(), Program(as_)
    secrets = [program.tokens(member)["refresh_token"], program.code(member), program.secret]

    assert {ask_rest(Client(), "me/", secret).status_code for secret in secrets} == {401}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "apps/"), ("post", "apps/"), ("get", "apps/{app}/"), ("patch", "apps/{app}/"),
        ("delete", "apps/{app}/"), ("post", "apps/{app}/secret/"), ("get", "authorizations/"),
        ("delete", "authorizations/{held}/"),
    ],
)  # fmt: skip
def test_no_token_comes_where_apps_are_managed(method, path, as_):
    admin = AdminFactory()
    program = Program(as_, owner=admin)
    everything = "admin:write forum:write profile:write"
    secret = program.tokens(admin, scope=everything)["access_token"]
    held = AppAuthorization.objects.get()

    answer = json_(
        Client(), method, path.format(app=program.app.pk, held=held.pk), NEW, **bearer(secret)
    )

    assert answer.status_code == 403
    assert App.objects.values("version", "client_secret").get() == {
        "version": 1,
        "client_secret": program.app.client_secret,
    }
    assert AppAuthorization.objects.exists()


def test_no_token_comes_where_apps_are_managed_in_graphql(as_):
    member = UserFactory()
    secret = Program(as_).tokens(member, scope="profile:write")["access_token"]

    answer = graph(Client(), "{ security { apps { id } authorizations { id } } }", secret)

    assert code(answer) == "session_only"


# -- managing, over REST ------------------------------------------------------------------------
def test_a_member_registers_edits_and_deletes_an_app_over_rest(signed_in):
    made = json_(signed_in, "post", "apps/", NEW)
    path = f"apps/{made.json()['id']}/"

    assert made.status_code == 201
    assert keys.hashed(made.json()["secret"]) == App.objects.get().client_secret
    listed = json_(signed_in, "get", "apps/").json()["results"]
    assert [(one["name"], one["redirects"]) for one in listed] == [("Trail notes", [BACK])]
    assert listed[0]["secret"] == ""
    etag = json_(signed_in, "get", path)["ETag"]
    edited = json_(signed_in, "patch", path, {"name": "Notes"}, **{"If-Match": etag})
    assert (edited.json()["name"], edited.json()["version"]) == ("Notes", 2)
    late = json_(signed_in, "patch", path, {"name": "Late"}, **{"If-Match": etag})
    assert (late.status_code, code(late)) == (412, "stale")
    again = json_(signed_in, "post", f"{path}secret/").json()["secret"]
    assert keys.hashed(again) == App.objects.get().client_secret
    assert json_(signed_in, "delete", path).status_code == 204
    assert not App.objects.exists()


def test_a_broken_rule_is_told_over_rest(signed_in):
    answer = json_(signed_in, "post", "apps/", NEW | {"redirects": ["http://app.example/"]})

    assert (answer.status_code, code(answer)) == (409, "not_a_redirect")
    assert not App.objects.exists()


def test_a_member_sees_and_takes_back_what_they_allowed_over_rest(ana, signed_in, as_):
    program = Program(as_)
    pair = program.tokens(ana)

    [held] = json_(signed_in, "get", "authorizations/").json()["results"]
    gone = json_(signed_in, "delete", f"authorizations/{held['id']}/")

    assert held["app"]["owner"] == program.owner.username
    assert held["scopes"] == ["forum:read", "profile:read"]
    assert "client_id" not in held["app"]
    assert gone.status_code == 204
    assert ask_rest(Client(), "me/", pair["access_token"]).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "apps/{app}/"), ("patch", "apps/{app}/"), ("delete", "apps/{app}/"),
        ("post", "apps/{app}/secret/"), ("delete", "authorizations/{held}/"),
    ],
)  # fmt: skip
def test_what_is_anothers_is_not_there_over_rest(method, path, signed_in, as_):
    program = Program(as_)
    program.tokens(UserFactory())
    held = AppAuthorization.objects.get()

    address = path.format(app=program.app.pk, held=held.pk)
    answer = json_(signed_in, method, address, None if method == "get" else {"name": "Mine"})

    assert answer.status_code == 404
    assert App.objects.get().name == "Trail notes"
    assert AppAuthorization.objects.exists()


def test_who_signed_in_long_ago_proves_first_who_they_are(ana, as_):
    client = as_(ana)
    query = 'mutation { security { registerApp(name: "A", kind: "public", redirects: ["%s"])'

    rest = json_(client, "post", "apps/", NEW)
    graphql = graph(client, query % BACK + "{ app { id } } } }")

    assert (code(rest), code(graphql)) == ("confirm_first", "confirm_first")
    assert not App.objects.exists()


@pytest.mark.parametrize("several", [3, 30])
def test_lists_cost_so_many_queries(several, ana, signed_in, django_assert_num_queries):
    for _ in range(several):
        app = App.objects.create(
            user=UserFactory(), name="Notes", redirect_uris=BACK, client_type=App.PUBLIC
        )
        AppAuthorization.objects.create(app=app, member=ana, scope="forum:read")

    with django_assert_num_queries(3):
        json_(signed_in, "get", "authorizations/")
    with django_assert_num_queries(3):
        graph(signed_in, "{ security { authorizations { app { name owner } scopes } } }")


# -- managing, in GraphQL -------------------------------------------------------------------------
def test_a_member_registers_edits_and_deletes_an_app_in_graphql(signed_in):
    made = graph(
        signed_in,
        f"""mutation {{ security {{ registerApp(name: "Trail notes", kind: "confidential",
            redirects: ["{BACK}"]) {{ app {{ id secret redirects }} }} }} }}""",
    ).json()["data"]["security"]["registerApp"]
    pk = made["app"]["id"]

    assert keys.hashed(made["app"]["secret"]) == App.objects.get().client_secret
    assert made["app"]["redirects"] == [BACK]
    edit = "mutation { security { editApp(appId: %s, name: %s, version: 1) { app { name } } } }"
    assert graph(signed_in, edit % (pk, '"Notes"')).json()["data"]
    assert code(graph(signed_in, edit % (pk, '"Late"'))) == "stale"
    renew = f"mutation {{ security {{ renewAppSecret(appId: {pk}) {{ app {{ secret }} }} }} }}"
    again = graph(signed_in, renew).json()["data"]["security"]["renewAppSecret"]["app"]["secret"]
    assert keys.hashed(again) == App.objects.get().client_secret
    listed = graph(signed_in, "{ security { apps { name } } }").json()["data"]["security"]["apps"]
    assert listed == [{"name": "Notes"}]
    graph(signed_in, f"mutation {{ security {{ deleteApp(appId: {pk}) {{ id }} }} }}")
    assert not App.objects.exists()


def test_a_member_takes_back_what_they_allowed_in_graphql(ana, signed_in, as_):
    program = Program(as_)
    pair = program.tokens(ana)

    asked = "{ security { authorizations { id scopes app { name owner } } } }"
    [held] = graph(signed_in, asked).json()["data"]["security"]["authorizations"]
    revoke = "mutation { security { revokeApp(authorizationId: %s) { id } } }"
    graph(signed_in, revoke % held["id"])

    assert held["app"] == {"name": "Trail notes", "owner": program.owner.username}
    assert ask_rest(Client(), "me/", pair["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        'editApp(appId: {app}, name: "Mine") {{ app {{ id }} }}',
        "renewAppSecret(appId: {app}) {{ app {{ id }} }}",
        "deleteApp(appId: {app}) {{ id }}",
        "revokeApp(authorizationId: {held}) {{ id }}",
    ],
)
def test_what_is_anothers_is_not_there_in_graphql(change, signed_in, as_):
    program = Program(as_)
    program.tokens(UserFactory())
    held = AppAuthorization.objects.get()

    asked = change.format(app=program.app.pk, held=held.pk)
    answer = graph(signed_in, f"mutation {{ security {{ {asked} }} }}")

    assert code(answer) == "not_found"
    assert App.objects.get().client_secret == program.app.client_secret
    assert AppAuthorization.objects.exists()
