"""Access tokens: who may hold one, what ends it, and what is kept of it."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.models import Token, User
from community.accounts.models.tokens import PREFIX
from community.accounts.people.actions import sign_up, suspend_member
from community.accounts.tasks import write_uses_of_tokens
from community.accounts.tokens import actions
from community.accounts.tokens.uses import USED
from community.events.models import EventRecord
from community.kernel import scopes
from community.kernel.errors import Denied, TooMany
from community.kernel.store import ask
from community.notifications.models import Mail
from tests.accounts.tokens import (
    ALL,
    WRITE,
    ask_rest,
    bearer,
    code,
    graph,
    make,
    told,
)
from tests.factories import AdminFactory, ModeratorFactory, UserFactory, in_hours

pytestmark = pytest.mark.django_db


# -- making one -----------------------------------------------------------------------------------
def test_a_token_opens_what_its_scopes_say(as_):
    member = UserFactory()

    token, secret = make(member, WRITE)

    assert secret.startswith(PREFIX)
    assert secret.endswith(token.last_four)
    assert token.expires_at - token.created_at > timedelta(days=89)
    assert ask_rest(as_(), "topics/", secret).status_code == 200
    assert told() == 1


def test_the_secret_is_written_nowhere(as_, caplog):
    caplog.set_level(logging.DEBUG)
    member = UserFactory()

    token, secret = make(member)
    ask_rest(as_(), "topics/", secret)
    ask_rest(as_(), "topics/", secret + "x")

    row = Token.objects.filter(pk=token.pk).values().get()
    events = json.dumps(list(EventRecord.objects.values_list("payload", flat=True)))
    letters = list(Mail.objects.values_list("text", flat=True))
    kept = ask(lambda redis: [*redis.scan_iter(), redis.hgetall(USED)])
    for place in (row, events, letters, kept, caplog.text):
        assert secret[len(PREFIX) : -4] not in str(place)


@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ({"name": " "}, actions.NameNeeded),
        ({"name": "x" * 61}, actions.NameNeeded),
        ({"asked": []}, actions.NoSuchScope),
        ({"asked": ["forum:read", "forum:everything"]}, actions.NoSuchScope),
        ({"days": 0}, actions.NoSuchTime),
        ({"days": 3660}, actions.NoSuchTime),
    ],
)
def test_what_cannot_be_made(how, refusal):
    with pytest.raises(refusal):
        make(UserFactory(), **how)

    assert not Token.objects.exists()
    assert told() == 0


@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory, AdminFactory])
def test_nobody_makes_anothers(who):
    with pytest.raises(Denied):
        make(UserFactory(), by=who())

    assert not Token.objects.exists()
    assert told() == 0


def test_whoever_is_kept_out_makes_none():
    member = UserFactory()
    suspended = suspend_member(member=member, until=in_hours(1), by=ModeratorFactory())

    with pytest.raises(Denied):
        make(suspended)
    with pytest.raises(Denied):
        make(member)  # as it was read before

    assert not Token.objects.exists()


def test_there_are_so_many_and_no_more(monkeypatch):
    monkeypatch.setattr(actions, "MOST_LIVE", 2)
    member = UserFactory()
    first, _ = make(member)
    make(member)

    with pytest.raises(actions.TooManyTokens):
        make(member)
    actions.revoke_token(token=first, by=member)
    make(member)

    assert Token.objects.live().count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit_together(monkeypatch, in_threads):
    monkeypatch.setattr(actions, "MOST_LIVE", 3)
    member = UserFactory()
    make(member)

    def one():
        try:
            make(member)
        except actions.TooManyTokens:
            return False
        return True

    assert sorted(in_threads([one] * 6)) == [False] * 4 + [True] * 2
    assert Token.objects.live().count() == 3


@pytest.mark.limits
def test_tokens_are_not_made_without_end():
    member = UserFactory()
    for _ in range(10):
        make(member)

    with pytest.raises(TooMany):
        make(member)


def test_the_member_gets_a_letter(settings):
    settings.SITE_URL = "https://commons.example"
    member = sign_up(username="Ana", password=None, email="ana@example.org")

    token, _ = make(member, ["forum:write", "profile:read"], name="<Bike> bot")

    letter = Mail.objects.get()
    assert "“<Bike> bot”, ending in " + token.last_four in letter.text
    assert f"- {scopes.known()['forum:write']}\n- {scopes.known()['profile:read']}" in letter.text
    assert "https://commons.example/settings/tokens/" in letter.text
    assert "\n\n\n" not in letter.text


# -- taking it away -------------------------------------------------------------------------------
def test_a_revoked_token_opens_nothing(as_):
    member = UserFactory()
    token, secret = make(member)

    for _ in range(2):
        actions.revoke_token(token=token, by=member)

    assert ask_rest(as_(), "topics/", secret).status_code == 401
    assert told("revoked") == 1


def test_whoever_runs_the_place_revokes_anybodys():
    token, _ = make(UserFactory())

    assert actions.revoke_token(token=token, by=AdminFactory()).state == "revoked"


@pytest.mark.parametrize("who", [UserFactory, ModeratorFactory])
def test_nobody_else_revokes_it(who):
    token, _ = make(UserFactory())

    with pytest.raises(Denied):
        actions.revoke_token(token=token, by=who())

    token.refresh_from_db()
    assert token.state == "live"
    assert told("revoked") == 0


# -- what opens nothing ---------------------------------------------------------------------------
def test_a_token_ends_by_itself(as_):
    member = UserFactory()
    token, secret = make(member, days=7)
    _, lasting = make(member, days=None)

    Token.objects.filter(pk=token.pk).update(expires_at=datetime.now(UTC) - timedelta(seconds=1))

    assert ask_rest(as_(), "topics/", secret).status_code == 401
    assert ask_rest(as_(), "topics/", lasting).status_code == 200
    with time_machine.travel(datetime.now(UTC) + timedelta(days=8)):
        assert Token.objects.get(pk=token.pk).state == "expired"


def test_a_suspended_members_token_opens_nothing_while_it_lasts(as_):
    member, moderator = UserFactory(), ModeratorFactory()
    _, secret = make(member)

    suspend_member(member=member, until=in_hours(1), by=moderator)
    during = ask_rest(as_(), "topics/", secret)
    suspend_member(member=member, until=None, by=moderator)

    assert during.status_code == 401
    assert ask_rest(as_(), "topics/", secret).status_code == 200


def test_a_closed_accounts_token_opens_nothing(as_):
    member = UserFactory()
    _, secret = make(member)

    User.objects.filter(pk=member.pk).update(is_active=False)

    assert ask_rest(as_(), "topics/", secret).status_code == 401


@pytest.mark.parametrize("secret", ["", "ctk_", "x", "ctk_" + "é" * 40, "ctk_" + "a" * 40, "a b"])
def test_a_bad_secret_is_told_in_the_words_of_the_door(secret, as_):
    rest = ask_rest(as_(), "topics/", secret)
    query = graph(as_(), "{ forum { categories { title } } }", secret)

    for answer in (rest, query):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
        assert code(answer) == "invalid_token"
    assert rest.headers["Content-Type"] == "application/problem+json"
    assert rest.json()["status"] == 401
    assert query.json()["errors"][0]["message"]


def test_it_comes_in_the_header_and_in_no_other_way(as_):
    member = UserFactory()
    _, secret = make(member, ["profile:read"])

    assert as_().get(f"/api/v1/me/?access_token={secret}").status_code == 401
    assert as_().get(f"/api/v1/me/?token={secret}").status_code == 401
    assert as_().get("/api/v1/me/", headers={"Authorization": f"Basic {secret}"}).status_code == 401
    assert as_().get("/api/v1/me/", headers={"Authorization": f"Token {secret}"}).status_code == 401
    assert as_().get("/api/v1/me/", headers=bearer(secret)).status_code == 200


def test_pages_know_nothing_of_tokens(as_):
    member = UserFactory()
    _, secret = make(member, ALL)

    page = as_().get("/settings/tokens/", headers=bearer(secret))

    assert page.status_code == 302
    assert page.headers["Location"].startswith("/accounts/login/")


# -- when it was used -----------------------------------------------------------------------------
def test_its_use_is_written_once_an_hour(as_):
    token, secret = make(UserFactory())
    client = as_()

    def used():
        ask_rest(client, "topics/", secret)
        write_uses_of_tokens()
        token.refresh_from_db()
        return token.last_used_at

    first = used()
    again = used()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        later = used()

    assert first is not None
    assert again == first
    assert later - first > timedelta(minutes=60)
    assert not ask(lambda redis: redis.exists(USED))


def test_a_request_writes_no_row(as_):
    _, secret = make(UserFactory())

    with CaptureQueriesContext(connection) as queries:
        ask_rest(as_(), "topics/", secret)

    assert not [query for query in queries if "UPDATE" in query["sql"]]
