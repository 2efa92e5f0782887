"""One walk over every address with something private: nobody else reads a word of it anywhere.

Each address is asked for what it names: `/threads/<pk>/` for the private threads. What a new
address names has to be known to `addresses.py`, and `Hidden.values` has a row of it. `make soak`
asks every address for every row.
"""

from copy import deepcopy

import pytest

from community.accounts import actions_invitations
from community.accounts.actions import form_audience
from community.accounts.models import Audience
from community.accounts.oauth.actions import register_app
from community.discussions.actions import edit_post, reply_to_thread
from community.discussions.external_ids import ExternalId
from community.discussions.tags.actions import make_tag
from community.events.models import EventRecord
from tests.accounts.apps import BACK, allow
from tests.accounts.tokens import make
from tests.architecture import addresses, reads
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import send_letter
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

SECRET = "xyzzy"
NOTHING = ["x"]
QUESTION = 424242  # what the topic was called where it came from
STRANGERS = ["visitor", "stranger", "moderator"]


class Hidden:
    """A private category's topic, a letter and what one member has made for themselves, with a
    word in each that nobody else may read."""

    def __init__(self):
        self.member, self.admin = UserFactory(trust_level=3), AdminFactory()
        self.team = form_audience(
            kind=Audience.Kind.SHARED, members=[self.member], title=f"Team {SECRET}"
        )
        self.category = CategoryFactory(
            audience=self.team, title=f"Room {SECRET}", slug=f"room-{SECRET}", by=self.admin
        )
        make_tag(name="chain", description="Keeps it going.", by=self.admin)
        # What moderators do with a tag, they do with its topics.
        self.other_tag = make_tag(name="belt", description="Another.", by=self.admin)
        self.topic = TopicFactory(
            category=self.category, title=f"T {SECRET}", source=SECRET, tags=["chain"],
            by=self.member,
        )  # fmt: skip
        self.letter = send_letter(to=UserFactory(), title=SECRET, source=SECRET, by=self.member)
        self.threads = [self.topic.thread, self.letter.thread]
        self.posts = []
        for thread in self.threads:
            post = reply_to_thread(thread=thread, source=SECRET * 40, by=self.member)
            self.posts += [edit_post(post=post, source=SECRET, by=self.member)]
            self.posts += [thread.posts.get(number=1)]
        self.event = EventRecord.objects.latest("pk")
        # Beside it what anybody may read, by the same member, so that lists are not empty.
        public = TopicFactory(tags=["chain"], by=self.member)
        reply_to_thread(thread=public.thread, source="Yes.", by=self.member)
        self._own()
        ExternalId.objects.create(
            site="x", kind=ExternalId.Kind.QUESTION, key=QUESTION, object_id=self.topic.pk
        )
        self.people = {
            "visitor": None, "stranger": UserFactory(), "moderator": ModeratorFactory(),
            "member": self.member,
        }  # fmt: skip
        self.signed_in = SignedIn(self.people.values())

    def _own(self):
        """What is the member's alone."""
        self.token = make(self.member, name=f"Token {SECRET}")[0]
        self.app, _ = register_app(
            by=self.member, name=f"App {SECRET}", kind="public", redirects=[BACK],
        )  # fmt: skip
        self.authorization = allow(self.app, by=self.member)
        self.invitation, _ = actions_invitations.invite(by=self.member, site="http://testserver/")

    def client(self, who):
        return self.signed_in.client(self.people[who])

    def private(self):
        """What each kind of parameter says that names something private."""
        thread, post = self.threads, [self.posts[0], self.posts[3]]  # of the topic and the letter
        told = {
            "thread": thread, "post": post, "topic": [self.topic], "category": [self.category],
            "token": [self.token], "app": [self.app], "authorization": [self.authorization],
            "admin discussions.thread": thread, "admin discussions.post": post,
            "admin forum.topic": [self.topic], "admin forum.category": [self.category],
            "admin accounts.audience": [self.team], "admin accounts.token": [self.token],
            "admin accounts.app": [self.app],
            "admin events.eventrecord": [self.event],
        }  # fmt: skip
        by_number = {kind: [row.pk for row in rows] for kind, rows in told.items()}
        return by_number | {
            "place": [f"forum.category:{self.category.pk}"],
            "category by name": [self.category.slug],
            "key after 'questions'": [QUESTION], "key after 'q'": [QUESTION],
        }  # fmt: skip

    def public(self):
        """What the others say: what anybody may know, or nothing that there is."""
        member = self.member.pk
        return {
            "number": [1], "revision": [1], "shard": [0],
            "member": [member], "member by name": [self.member.username],
            "admin accounts.user": [member],
            "invitation": [self.invitation.pk],  # moderators see whom anybody asked in
            "admin accounts.invitation": [self.invitation.pk],
            "tag": [self.other_tag.pk], "tag by name": ["chain"], "name after 'tag'": ["chain"],
            "admin discussions.tag": [self.other_tag.pk],
            "kind after 'watches'": ["forum.category"], "slug after 't'": NOTHING,
            "slug after 'c'": NOTHING, "slug": ["privacy"],
            "name after 'developers'": NOTHING, "name after 'avatars'": NOTHING,
            "code": ["not_found"],
            "order": ["latest"], "tab": ["posts"], "bot": NOTHING, "provider_id": NOTHING,
            "secret": NOTHING, "uidb36": NOTHING, "key after 'key'": NOTHING,
            "key after 'confirm-email'": NOTHING, "app_label": ["forum"], "url": NOTHING,
            "group": [1], "announcement": [1], "session": [1], "passkey": [1],
            "admin discussions.taggroup": [1], "admin forum.announcement": [1],
            "admin notifications.mail": [1], "admin accounts.importedbadge": [1],
            "admin accounts.group": [1], "admin accounts.page": [1], "admin events.delivery": [1],
        }  # fmt: skip

    def rows(self):
        """All that is private, as it is now."""
        private = [
            *self.threads, *self.posts, self.topic, self.letter, self.category, self.team,
            self.token, self.app, self.authorization, self.invitation,
        ]  # fmt: skip
        return {
            f"{type(row).__name__} {row.pk} {name}": value
            for row in private
            for name, value in type(row)._default_manager.filter(pk=row.pk).values().get().items()
        }


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Hidden)


@pytest.fixture
def hidden(made):
    return deepcopy(made)


ADVICE = (
    "Nobody knows what {} names. If that may be private, let Hidden make one and name it in"
    " private(); if not, say in public() what to ask with. A number that is only called pk is"
    " known by the word in front of it: AFTER in tests/architecture/addresses.py."
)


def test_it_is_known_what_every_address_names(hidden):
    values = hidden.private() | hidden.public()
    without = sorted({*addresses.unknown(values), *reads.unknown(values)})

    assert not without, ADVICE.format(", ".join(without))


def walk(values, private):
    """Every address, filled in, with the methods that make sense there."""
    for route in addresses.routes():
        is_private = bool(private & set(route.kinds.values()))
        for address in route.filled(values):
            if "logout" not in address:
                yield from ((method, address) for method in route.methods(is_private=is_private))


def shows_a_word(response):
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return SECRET in content.decode() + response.headers.get("Location", "")


def assert_nothing_shows(hidden, who, asked):
    before, client, wrong = hidden.rows(), hidden.client(who), []
    for method, address in asked:
        response = getattr(client, method)(address)
        if shows_a_word(response) or response.status_code >= 500:
            wrong.append(f"{method} {address}: {response.status_code}")
    assert not wrong, wrong
    after = hidden.rows()
    assert [name for name in before if after[name] != before[name]] == []
    assert client.get("/api/v1/me/").status_code == (401 if who == "visitor" else 200)


@pytest.mark.parametrize("who", STRANGERS)
def test_no_address_shows_a_word_of_it(who, hidden):
    asked = sorted(set(walk(hidden.private() | hidden.public(), hidden.private().keys())))
    assert len(asked) > 400

    assert_nothing_shows(hidden, who, asked)


def test_the_member_reads_it_there(hidden):
    """What the walk asks for is where it can be read, so that it would be found."""
    client = hidden.client("member")

    for kind in ("thread", "post", "topic", "category", "app"):
        routes = [route for route in addresses.routes() if kind in route.kinds.values()]
        asked = [
            address
            for route in routes
            if "get" in route.methods(is_private=True)
            for address in route.filled(hidden.private() | hidden.public())
        ]
        assert any(shows_a_word(client.get(address)) for address in asked), kind


# -- GraphQL -----------------------------------------------------------------------------------
def ask(client, query):
    """The answer to a query that is one: none is asked in vain."""
    response = client.post("/graphql/", {"query": query}, content_type="application/json")
    codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
    assert codes <= {"not_found", "not_signed_in", "denied", "session_only"}, (codes, query)
    return response.content.decode()


@pytest.mark.parametrize("who", STRANGERS)
def test_no_query_shows_a_word_of_it(who, hidden):
    client = hidden.client(who)

    for query in reads.queries(hidden.private() | hidden.public()):
        assert SECRET not in ask(client, query), query


def test_the_member_reads_it_by_queries(hidden):
    client = hidden.client("member")

    read = [
        query
        for query in reads.queries(hidden.private() | hidden.public())
        if SECRET in ask(client, query)
    ]

    for name in ("thread(", "post(", "topic(", "revisions(", "topics", "categories", "tokens"):
        assert any(f" r0: {name}" in query for query in read), name


# -- the whole product ---------------------------------------------------------------------------
@pytest.mark.soak
@pytest.mark.parametrize("who", STRANGERS)
def test_no_address_shows_a_word_of_it_whatever_number_it_is_given(who, hidden):
    values = hidden.private() | hidden.public()
    numbers = sorted({n for told in hidden.private().values() for n in told if type(n) is int})
    tags = {"tag", "admin discussions.tag"}  # moderators delete them, and so change their topics
    every = {
        kind: numbers if type(told[0]) is int and kind not in tags else told
        for kind, told in values.items()
    }
    asked = {
        (method, address)
        for route in addresses.routes()
        for address in route.filled(every)
        if "logout" not in address
        for method in ("get", "post", "delete")
    }

    assert_nothing_shows(hidden, who, sorted(asked))


@pytest.mark.soak
@pytest.mark.parametrize("who", STRANGERS)
def test_no_query_shows_a_word_of_it_whatever_number_it_is_given(who, hidden):
    values = hidden.private() | hidden.public()
    numbers = sorted({n for told in hidden.private().values() for n in told if type(n) is int})

    for number in numbers:
        one = {kind: [number] if type(told[0]) is int else told for kind, told in values.items()}
        for query in reads.queries(one):
            assert SECRET not in ask(hidden.client(who), query), query
