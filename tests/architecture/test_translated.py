"""Each text that people see is marked for translation: in the pseudo-language none is in English.

Every page is read by a visitor, a member and staff, and its form is sent empty; then the texts of
emails, and what REST refuses. `shown.py` says what counts as a text. A failure lists what was
found, and the first page that says it.
"""

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from community.discussions.actions import (
    archive_thread,
    close_thread,
    delete_post,
    delete_thread,
    edit_post,
    like_post,
    pin_thread,
    reply_to_thread,
)
from community.kernel.pseudo import ACCENTED, pseudo
from forum.actions import accept_answer
from forum.models import Topic
from tests.architecture import addresses
from tests.architecture.shown import Forms, Written, outside
from tests.architecture.world import World
from tests.conftest import ROOT
from tests.handled import handled
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

WORD = "xyzzy"
PROGRAMS = ("api/", "graphql", "live/", "oauth/token", "oauth/revoke")
OF_TESTS = [app for app in apps.get_app_configs() if app.name.startswith("tests.")]
NAMES_OF_TESTS = [
    str(name)
    for app in OF_TESTS
    for name in (
        app.verbose_name,
        *(model._meta.verbose_name_plural.capitalize() for model in app.get_models()),
    )
]  # fmt: skip
OF_DJANGO = "Search"  # beside the field in the admin's lists: the framework's own, not translated
# The record of events, which uses their names; what ends the session.
LEFT_OUT = (
    *(f"admin/{app.label}/" for app in OF_TESTS),
    *("admin/events/", "admin/logout", "accounts/logout"),
)
# Beside each page by itself: what some say for a query, and to nobody's name.
QUERIES = [
    "/top/?period=year", "/tags/?order=name", "/u/?order=newest&q=nobody", "/?next=/",
    "/accounts/login/?next=/new-topic/", "/u/nobody-here/", "/no/such/page/",
]  # fmt: skip
STATES = {
    "closed": close_thread, "archived": archive_thread, "removed": delete_thread,
    "pinned": pin_thread,
}  # fmt: skip
ADMIN = "admin/"
REFERENCE = re.compile(r"\b[0-9a-f]{16}\b")  # of a request


Sent = dict[str, dict[str, str]]  # to each page, by the names of fields


class Site:
    """One of everything, in lists of more than one, and who reads it."""

    def __init__(self) -> None:
        self.world = World(word=WORD)
        self.world.furnish()
        self.world.grow()
        self.topics = [self.topic(state) for state in ("solved", *STATES)]
        handled()
        people = {"visitor": None, "member": self.world.owner, "staff": self.world.admin}
        self.people: dict[str, Any] = people
        self.signed_in = SignedIn(people.values())
        self.written = Written(*NAMES_OF_TESTS, OF_DJANGO, *dict(settings.LANGUAGES).values())
        values = self.world.values(is_private=False) | self.world.values(is_private=True)
        self.values = {kind: rows[:1] for kind, rows in values.items()}

    def topic(self, state: str) -> str:
        """The address of a topic in this state, in which there is one of each kind of post."""
        made = self.world.make(Topic)
        for n in range(3):
            last = reply_to_thread(thread=made.thread, source=f"It is {n}.", by=self.world.other)
        like_post(post=last, by=self.world.owner, reaction="insight")
        edit_post(post=last, source=f"{WORD} " * 20, by=self.world.other, reason=WORD)
        delete_post(post=made.thread.posts.get(number=2), by=self.world.admin)
        if state in STATES:
            STATES[state](thread=made.thread, by=self.world.admin)
        else:
            accept_answer(post=last, by=self.world.owner)
        return made.get_absolute_url()

    def queries(self) -> list[str]:
        """Pages that no route alone leads to."""
        views = ("", "?view=flat", "?reply=1", "print/")
        return [*QUERIES, *(topic + view for topic in self.topics for view in views)]

    def client(self, who: str) -> Client:
        client = self.signed_in.client(self.people[who])
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = ACCENTED
        return client


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Site)


@pytest.fixture
def site(made):
    return deepcopy(made)


def routes(*, for_programs: bool = False) -> Iterator[addresses.Route]:
    for route in addresses.routes():
        is_of_tests = getattr(route.view, "__module__", "").startswith("tests.")
        if route.template.startswith(PROGRAMS) == for_programs and not is_of_tests:
            yield route


def pages(site: Site, *, of_admin: bool) -> list[str]:
    found = [
        address
        for route in routes()
        if route.template.startswith(ADMIN) == of_admin and not route.template.startswith(LEFT_OUT)
        for address in route.filled(site.values)
    ]
    return list(dict.fromkeys(found))


def answers(
    site: Site, who: str, asked: Iterable[str], method: str, sent: Sent | None = None
) -> Iterator[tuple[str, str]]:
    """The pages with their HTML; nothing is changed."""
    client = site.client(who)
    cookies = client.cookies.output(attrs=[], header="", sep=";")
    for page in asked:
        client.cookies.load(cookies)
        with transaction.atomic():
            answer = getattr(client, method)(page, (sent or {}).get(page))
            while answer.status_code == 301:  # the page has another address
                answer = client.get(answer.url)
            transaction.set_rollback(True)
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/html") and not answer.streaming and answer.status_code != 405:
            yield f"{method} {page} ({answer.status_code})", answer.content.decode()
        elif answer.status_code == 302:
            # What the next page says at its top.
            said = getattr(answer.wsgi_request, "_messages", None)
            for message in getattr(said, "_queued_messages", ()):
                yield f"{method} {page}", f"<p>{message}</p>"


def untranslated(site: Site, said: Iterator[tuple[str, str]]) -> list[str]:
    """Each text once, after the first page that says it."""
    found: dict[str, str] = {}
    for page, html in said:
        for text in site.written.not_among(outside(html)):
            found.setdefault(REFERENCE.sub("…", text), page)
    return [f"{page}: {text}" for text, page in found.items()]


@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_pages_are_translated(who, site):
    """With what each of their forms says of wrong values."""
    asked = [*pages(site, of_admin=False), *site.queries()]
    assert len(asked) > 150

    read = list(answers(site, who, asked, "get"))
    forms = {} if who == "member" else forms_of(read)  # staff have those of members, too
    assert forms or who == "member"
    for value in ("x", "x" * 5_000):
        sent = {page: dict.fromkeys(names, value) for page, names in forms.items()}
        read += answers(site, who, sent, "post", sent)

    left = untranslated(site, iter(read))

    assert not left, "\n".join(left)


def forms_of(read: list[tuple[str, str]]) -> dict[str, set[str]]:
    """The names of fields in the forms of the pages, by where each form is sent."""
    forms = Forms()
    for page, html in read:
        forms.at(page.split()[1])
        forms.feed(html)
    return forms.fields


@pytest.mark.parametrize("who", ["visitor", "member", "staff"])
def test_what_forms_and_buttons_say_is_translated(who, site):
    left = untranslated(site, answers(site, who, pages(site, of_admin=False), "post"))

    assert not left, "\n".join(left)


def test_the_admin_is_translated(site):
    asked = [
        page for page in pages(site, of_admin=True) if not page.endswith(("/add/", "/delete/"))
    ]
    assert len(asked) > 20

    left = untranslated(site, answers(site, "staff", asked, "get"))

    assert not left, "\n".join(left)


def test_pages_that_were_kept_in_english_are_not_shown_in_another_language(site):
    kept = ["/", "/categories/", "/tags/", site.world.get(Topic).get_absolute_url()]
    for page in kept:
        site.signed_in.client().get(page)

    left = untranslated(site, answers(site, "visitor", kept, "get"))

    assert not left, "\n".join(left)


# -- what programs are told -----------------------------------------------------------------------
def sentences(told: Any) -> Iterator[str]:
    """What a refusal says to people, of a whole answer."""
    if isinstance(told, dict):
        yield told.get("detail", "")
        fields = told.get("errors", {})
        for texts in fields.values() if isinstance(fields, dict) else ():
            yield from texts if isinstance(texts, list) else [str(texts)]


def refusals(site: Site, asked: list[tuple[str, str]], who: str) -> Iterator[tuple[str, str]]:
    """What is said to a program that sends nothing, where it is refused; nothing is changed."""
    client = site.client(who)
    for method, address in asked:
        with transaction.atomic():
            answer = client.generic(method.upper(), address, "{}", "application/json")
            transaction.set_rollback(True)
        if "json" in answer.get("Content-Type", "") and answer.status_code >= 400:
            for text in sentences(json.loads(answer.content)):
                yield f"{method} {address} ({answer.status_code})", text


def test_what_rest_refuses_is_translated(site):
    asked = [
        (method, address)
        for route in routes(for_programs=True)
        if route.template.startswith("api/")
        for method in route.methods(is_private=False)
        for address in route.filled(site.values)
    ]
    assert len(asked) > 100

    said = [*refusals(site, asked, "member"), *refusals(site, asked[:20], "visitor")]

    left = untranslated(site, iter(said))
    assert said
    assert not left, "\n".join(left)


# -- emails ---------------------------------------------------------------------------------------
FILES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for path in ROOT.glob("templates/*/**/*.txt")
    if path.name != "robots.txt"
)


def test_emails_and_messages_are_translated(site, rf):
    world = site.world
    told = {
        "user": world.owner, "member": world.owner, "username": world.owner.username,
        "email": "a@example.org", "from_email": "a@example.org", "to_email": "b@example.org",
        "deleted_email": "a@example.org", "provider": {"name": WORD}, "site": WORD,
        "SITE_NAME": "Commons", "SITE_URL": "https://commons.example", "code": 123456,
        "password_reset_url": "https://x/", "activate_url": "https://x/", "url": "https://x/",
        "signup_url": "https://x/", "unused_codes": ["12"], "timestamp": timezone.now(),
        "ip": "127.0.0.1", "user_agent": WORD, "scopes": [], "request": rf.get("/"),
        "token": {"name": WORD, "last_four": "1234", "expires_at": timezone.now()},
        "invitation": {"note": WORD, "inviter": world.owner},
    }  # fmt: skip
    assert len(FILES) > 40

    left = []
    with override(ACCENTED):
        for name in FILES:
            text = render_to_string(name, told).replace("\n-- \n", "\n")
            left += [f"{name}: {line}" for line in site.written.not_among(outside(text))]

    assert not left, "\n".join(left)


# -- the checks themselves ------------------------------------------------------------------------
SAYS = [
    "<p>Sign in</p>", "<p>⟦Ŝîĝñ⟧ Sign in</p>", "<input placeholder='A name'>", "<img alt='A cat'>",
    "<a aria-label='Close'>x</a>", "<input type='submit' value='Save'>", "<title>Not found</title>",
    "<form data-confirm='Delete this post?'>", "<option>Never</option>", "<optgroup label='Often'>",
    "<meta name='description' content='A forum'>", "<p>⟦Ŝîĝñ</p><p>Sign in⟧</p>",
    "<p>3 replies</p>", "<code>x</code> shown", "<p lang='de'>Abend</p> evening",
]  # fmt: skip
SAYS_NOTHING = [
    "<p>⟦Ŝîĝñ îñ⟧</p>", "<p>⟦by <b>⟦Ŝîĝñ⟧ Sign</b> in⟧</p>", "<code>Sign in</code>",
    "<p lang='de'>Anmelden</p>", "<script>sign(in)</script>", "<p>3 · 12k</p>",
    "<a href='/sign/in/' data-url='/sign in'>⟦îñ⟧</a>", "<bdi>Ana Smith</bdi>",
    "<time title='30 November 2026'>30 Nov</time>", "<p>https://example.org/a</p>",
    "<b translate='no'>Commons <b>here</b> and there</b>", f"<p>How do I pair it? {WORD}</p>",
]  # fmt: skip


@pytest.mark.parametrize("html", SAYS)
def test_a_text_in_english_is_found(html, site):
    assert site.written.not_among(outside(html))


@pytest.mark.parametrize("html", SAYS_NOTHING)
def test_what_is_no_text_or_translated_is_not(html, site):
    assert site.written.not_among(outside(html)) == []


def test_translations_are_in_brackets():
    assert outside(f"<p>{pseudo('Sign in')}</p>") == [" "]
