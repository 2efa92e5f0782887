"""One walk over every address with something private: nobody else reads a word of it anywhere.

Each address is asked for what it names: `/threads/<pk>/` for the private threads. What a parameter
names is made by `tests/<app>/world.py`. `make soak` asks every address for every row.
"""

from copy import deepcopy

import pytest

from community.discussions.models import Post
from tests.architecture import addresses, reads
from tests.architecture.world import World
from tests.factories import ModeratorFactory, UserFactory
from tests.worlds import SignedIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("made")]

SECRET = "xyzzy"
STRANGERS = ["visitor", "stranger", "moderator"]


class Hidden:
    """One of everything for the readers of one audience and for one member alone, with a word in
    each that nobody else may read."""

    def __init__(self):
        self.world = World(is_private=True, word=SECRET)
        # Beside it what anybody may read, by the same member, so that lists are not empty.
        World(owner=self.world.owner, admin=self.world.admin).get(Post)
        self.world.furnish()
        self.people = {
            "visitor": None, "stranger": UserFactory(), "moderator": ModeratorFactory(),
            "member": self.world.owner,
        }  # fmt: skip
        self.signed_in = SignedIn(self.people.values())

    def client(self, who):
        return self.signed_in.client(self.people[who])

    def private(self):
        """What each kind of parameter says that names something private."""
        return self.world.values(is_private=True)

    def public(self):
        """What the others say: what anybody may know, or nothing that there is."""
        return self.world.values(is_private=False)

    def rows(self):
        """All that is private, as it is now."""
        return {
            f"{type(row).__name__} {row.pk} {name}": value
            for row in self.world.private_rows()
            for name, value in type(row)._default_manager.filter(pk=row.pk).values().get().items()
        }


@pytest.fixture(scope="module")
def made(rows_once):
    return rows_once(Hidden)


@pytest.fixture
def hidden(made):
    return deepcopy(made)


ADVICE = (
    "Nobody knows what {} names. Let tests/<app>/world.py make such a row, or say a value in its"
    " PARAMETERS if it names none. An id that is only called pk is known by the word in front of"
    " it: `after` of the row's maker."
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
    tags = {"tag", "admin forum.tag"}  # moderators delete them, and so change their topics
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
