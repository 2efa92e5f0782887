"""Rows that all tests of a module begin with, made once for all of them.

    @pytest.fixture(scope="module")
    def made(rows_once):
        return rows_once(World)

    @pytest.fixture
    def world(made):
        return deepcopy(made)

The rows are written in a transaction that is open until the module's last test is done. The
transaction of each test lies inside of it, so that a test finds them as they were made, and what
it changes is rolled back. Objects in Python are not rolled back: hence the copy.

A module with such rows has no tests that commit (`django_db(transaction=True)`), and each of its
tests that counts rows asks for the fixture: whether the others see them depends on the order.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client

from community.accounts import rates
from community.announcements import active
from community.kernel import store
from community.live import bell
from community.moderation.screening import active as word_filters
from community.moderation.screening.words import Filters
from community.notifications.channels import channel
from community.notifications.count import keep_count
from community.notifications.queries import Unread

Made = TypeVar("Made")


def empty_store() -> None:
    """Valkey as it is at the beginning of a test."""
    store.breaker.close()
    store.client().flushdb()
    active.keep(bell.version(active.CHANNEL), ())  # nothing is announced, and that is known
    word_filters.keep(Filters(()))  # nor is any word looked for


def lift_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let anybody do anything as often as they like."""
    monkeypatch.setattr(rates, "LIMITS", {})
    monkeypatch.setattr(settings, "API_RATE_MEMBER", 0)
    monkeypatch.setattr(settings, "API_RATE_VISITOR", 0)
    monkeypatch.setattr("community.accounts.signing_in.views.count_attempt", lambda **_: None)
    monkeypatch.setattr("community.accounts.security.guesses.wait_of", lambda _: 0)
    monkeypatch.setattr("community.accounts.signing_in.adapter.may_mail", lambda **_: True)


@pytest.fixture(scope="module")
def rows_once(
    django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[Callable[[], Made]], Made]]:
    """Call a function that writes rows, and keep them until the end of the module."""
    around = transaction.atomic()
    around._from_testcase = True  # what has to be outermost may be so within it, as in any test

    def make(function: Callable[[], Made]) -> Made:
        with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "EMAIL_BACKEND", "community.notifications.mail.Queue")
            lift_limits(patch)
            empty_store()
            return function()

    with django_db_blocker.unblock():
        around.__enter__()
    yield make
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


class SignedIn:
    """Clients of people who signed in once: each test gets new ones with the same session."""

    def __init__(self, people: Iterable[Any]) -> None:
        self.sessions = {person.pk: session_of(person) for person in people if person}

    def client(self, person: Any = None) -> Client:
        """For a visitor without a person."""
        client = Client()
        if person:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person.pk]
        return client


def session_of(person: Any) -> str:
    """The key of a new session, which is known as any that was used."""
    client = Client()
    sign_in(client, person)
    client.get("/api/v1/me/")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def sign_in(client: Client, user: Any) -> None:
    """As the test client's force_login, in one query. Who has no password has just come from an
    account elsewhere, which is a recent proof of who it is. Nothing is unread at the bell, and that
    is known; where a test notifies somebody, it rings."""
    keep_count(user.pk, bell.version(channel(user.pk)), Unread(count=0, is_new=False))
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if not user.has_usable_password():
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
