import re
from importlib import import_module

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.adapter import Backend
from community.accounts.people.actions import sign_up
from community.accounts.security.sessions import browser
from community.discussions.models import Revision
from community.events.models import EventRecord
from tests.factories import ModeratorFactory, PostFactory, TopicFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def ana():
    return sign_up(username="Ana", password=PASSWORD, email="ana@example.org")


@pytest.fixture
def signed_in(ana, as_):
    """A browser in which she is signed in, as many as one asks for."""

    def enter(login="ana", **named):
        client = as_(headers={"User-Agent": named.get("browser", FIREFOX)})
        client.post("/accounts/login/", {"login": login, "password": PASSWORD})
        assert is_inside(client)
        return client

    return enter


def is_inside(client):
    return client.get("/api/v1/me/").status_code == 200


def listed(client):
    return client.get("/api/v1/me/sessions/").json()


def graph(client, query):
    answer = client.post("/graphql/", {"query": query}, content_type="application/json")
    return answer.json()


def by_page(client, pk=None):
    client.post(f"/accounts/sessions/{pk}/" if pk else "/accounts/sessions/")


def by_rest(client, pk=None):
    client.delete(f"/api/v1/me/sessions/{pk}/" if pk else "/api/v1/me/sessions/")


def by_graphql(client, pk=None):
    one = f"endSession(sessionId: {pk}) {{ id }}"
    others = "endOtherSessions { ok }"
    graph(client, f"mutation {{ accounts {{ {one if pk else others} }} }}")


ALL_OF_THEM = """{ discussions { revisions(postId: %s, first: 50) { nodes {
    editor { sessions { browser isCurrent } } } } } }"""


@pytest.mark.parametrize("edits", [3, 30])
def test_ones_sessions_are_asked_for_once_in_however_many_places(edits, signed_in, ana):
    here, _elsewhere = signed_in(), signed_in()
    post = PostFactory(by=ana)
    Revision.objects.bulk_create(
        Revision(post=post, number=number, source=str(number), editor=ana)
        for number in range(1, edits + 1)
    )
    query = ALL_OF_THEM % post.pk
    graph(here, query)

    with CaptureQueriesContext(connection) as asked:
        answer = graph(here, query)

    nodes = answer["data"]["discussions"]["revisions"]["nodes"]
    assert [len(node["editor"]["sessions"]) for node in nodes] == [2] * edits
    assert [one["isCurrent"] for one in nodes[-1]["editor"]["sessions"]] == [True, False]
    of_sessions = [one for one in asked.captured_queries if "usersessions" in one["sql"]]
    assert len(of_sessions) == 1


INTERFACES = pytest.mark.parametrize("interface", [by_page, by_rest, by_graphql])


def told():
    return EventRecord.objects.filter(name="accounts.sessions.ended").count()


def test_a_member_sees_where_they_are_signed_in(signed_in):
    signed_in(browser="curl/8")
    here = signed_in()

    first, second = listed(here)

    assert (first["browser"], first["is_current"]) == ("Firefox on Linux", True)
    assert (second["browser"], second["is_current"]) == ("Unknown browser", False)
    assert first["address"] == "127.0.0.1"
    assert b"Firefox on Linux" in here.get("/accounts/sessions/").content
    asked = graph(
        here, "{ accounts { me { emailVerified hasSecondFactor sessions { browser isCurrent } } } }"
    )
    assert asked["data"]["accounts"]["me"]["sessions"][0] == {
        "browser": "Firefox on Linux",
        "isCurrent": True,
    }
    assert asked["data"]["accounts"]["me"]["emailVerified"] is True


@INTERFACES
def test_one_session_is_ended(interface, signed_in):
    here, there = signed_in(), signed_in()
    [other] = [row["id"] for row in listed(here) if not row["is_current"]]

    for _ in range(2):
        interface(here, other)

    assert is_inside(here)
    assert not is_inside(there)
    assert len(listed(here)) == 1
    assert told() == 1


@INTERFACES
def test_all_other_sessions_are_ended_also_those_on_no_list(interface, signed_in, ana, as_):
    here, there, unlisted = signed_in(), signed_in(), as_(ana)

    interface(here)

    assert is_inside(here)
    assert not is_inside(there)
    assert not is_inside(unlisted)
    assert len(listed(here)) == 1


@INTERFACES
def test_nobody_ends_anothers(interface, signed_in):
    sign_up(username="Ben", password=PASSWORD, email="ben@example.org")
    hers, his = signed_in(), signed_in("ben")
    [row] = listed(hers)

    interface(his, row["id"])

    assert is_inside(hers)
    assert told() == 0


@INTERFACES
def test_a_visitor_ends_nothing(interface, signed_in, as_):
    hers = signed_in()

    interface(as_(), listed(hers)[0]["id"])
    interface(as_())

    assert is_inside(hers)
    assert told() == 0


def test_a_token_learns_nothing_of_sessions_and_ends_none(signed_in, settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.kernel.test_operations.token_by_header"]
    here, there = signed_in(), signed_in()
    everything = {"X-Scopes": "profile:write forum:write admin:write"}
    number = listed(here)[0]["id"]

    ways = [("GET", ""), ("DELETE", ""), ("DELETE", f"{number}/")]
    for method, more in ways:
        answer = here.generic(method, f"/api/v1/me/sessions/{more}", headers=everything)
        assert (answer.status_code, answer.json()["code"]) == (403, "session_only")
    me = here.get("/api/v1/me/", headers=everything).json()

    assert (me["email_verified"], me["has_second_factor"]) == (None, None)
    assert is_inside(there)
    assert told() == 0


def test_what_a_new_password_ended_is_on_no_list(signed_in):
    here = signed_in()
    signed_in()
    new = {"oldpassword": PASSWORD, "password1": PASSWORD + "x", "password2": PASSWORD + "x"}

    here.post("/accounts/password/change/", new)

    assert [row["is_current"] for row in listed(here)] == [True]


def test_anothers_sessions_are_nobody_elses_to_see(signed_in, ana, as_):
    signed_in()
    topic = TopicFactory(by=ana)
    query = f"""{{ discussions {{ thread(id: {topic.pk}) {{
        author {{ username sessions {{ id }} hasSecondFactor emailVerified }} }} }} }}"""

    for stranger in (None, UserFactory(), ModeratorFactory()):
        shown = graph(as_(stranger), query)["data"]["discussions"]["thread"]["author"]
        assert shown == {
            "username": "Ana",
            "sessions": None,
            "hasSecondFactor": None,
            "emailVerified": None,
        }


@pytest.mark.parametrize("many", [3, 30])
def test_the_list_asks_as_much_for_many_as_for_few(many, signed_in, ana):
    here = signed_in()
    session = UserSession.objects.get(user=ana)
    for number in range(many):
        session.pk, session.session_key = None, f"none{number}"
        session.save(force_insert=True)

    here.get("/")  # the number of notifications is known then
    with CaptureQueriesContext(connection) as queries:
        assert here.get("/accounts/sessions/").status_code == 200

    assert len(queries) == 4, [q["sql"] for q in queries]


def test_a_page_of_a_member_writes_no_row(signed_in):
    here = signed_in()
    here.get("/")

    with CaptureQueriesContext(connection) as queries:
        here.get("/")

    asked = [query["sql"] for query in queries]
    assert asked
    assert not [sql for sql in asked if re.match(r"\s*(INSERT|UPDATE|DELETE)", sql)]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_called_by_its_name(said, shown):
    assert browser(said) == shown


def test_a_session_names_a_path_that_stays(as_):
    """Who is signed in stays signed in when modules move: sessions store the path of the class."""
    client = as_(UserFactory())

    assert client.session[BACKEND_SESSION_KEY] == "community.accounts.adapter.Backend"
    assert Backend.__module__ == "community.accounts.adapter"


def test_only_a_session_that_there_is_and_that_lasts_is_read(signed_in, ana):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    key = signed_in().session.session_key

    for _ in range(3):  # as SQL, and prepared
        assert store(key).get(SESSION_KEY) == str(ana.pk)
        for gone in (None, "", "nobodys", key[:-1]):
            assert SESSION_KEY not in (none := store(gone))
            assert none.session_key is None
    Session.objects.filter(pk=key).update(expire_date=timezone.now())
    assert SESSION_KEY not in store(key)
