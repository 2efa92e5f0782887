"""What stands where nothing is: one friendly page, whatever the reason, on every route."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_thread
from tests.architecture.operations import paid_by
from tests.factories import (
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.worlds import SignedIn

pytestmark = pytest.mark.django_db

OTHERS = ("admin/", "api/", "graphql/", "live/", "accounts/")  # have answers of their own kind
NUMBERS = ["0", "999999999", "9" * 25]


def routes(patterns=None, prefix=""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback.__module__.partition(".")[0]


MOVED = ["questions/<int:pk>/", "questions/1/x/<int:pk>", "q/<int:pk>/", "a/<int:pk>/"]
PAGES = [
    pytest.param(route, marks=paid_by(package))
    for route, package in sorted(set(routes()))
    if "<int:pk>" in route and not route.startswith(OTHERS)
]


def filled(route, number):
    numbered = re.sub(r"<int:(?:pk|number|shard)>", number, route)
    return "/" + re.sub(r"<[^>]+>", "x", numbered)


def is_friendly(page):
    return b"Page not found" in page and b"All topics" in page and b"<main" in page


@pytest.fixture(scope="module")
def moderator(rows_once):
    def signed_in():
        person = ModeratorFactory()
        return person, SignedIn([person])

    return rows_once(signed_in)


@pytest.mark.parametrize("route", [*PAGES, *MOVED])
def test_a_number_that_names_nothing(route, moderator):
    person, signed_in = moderator
    client = signed_in.client(person)

    for number in NUMBERS:
        answer = client.get(filled(route, number))

        if answer.status_code == 405:  # a button, which only a form presses
            answer = client.post(filled(route, number))
        assert answer.status_code == 404, number
        assert is_friendly(answer.content), number


@pytest.mark.parametrize("who", [None, UserFactory])
def test_private_and_removed_and_never_there_look_the_same(who, as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    private = TopicFactory(category=CategoryFactory(audience=team), by=member)
    removed = TopicFactory()
    for topic in (private, removed):
        PostFactory(thread=topic.thread, by=topic.thread.author)
    delete_thread(thread=removed.thread, by=ModeratorFactory())
    client = as_(who() if who else None)

    pages = set()
    for topic in (private, removed):
        url, post = topic.get_absolute_url(), topic.thread.posts.get(number=2)
        for asked in (
            url,
            f"{url}1/",
            f"{url}print/",
            f"/threads/{topic.pk}/",
            f"/threads/{topic.pk}/posts/",
            f"/posts/{post.pk}/",
            f"/posts/{post.pk}/history/",
            f"/p/{post.pk}/",
        ):
            answer = client.get(asked)
            assert answer.status_code == 404, asked
            assert is_friendly(answer.content)
            pages.add(_without_what_differs(answer.content.decode(), asked))
    pages.add(_without_what_differs(client.get("/t/x/999999/").content.decode(), "/t/x/999999/"))

    assert len(pages) == 1


def _without_what_differs(page, address):
    page = page.replace(address.replace("/", "%2F"), "").replace(address, "")
    page = re.sub(r"Reference: \w+", "", page)
    page = re.sub(r'X-CSRFToken": "[^"]+', "", page)
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
    page = re.sub(r' aria-current="true"', "", page)
    return re.sub(r"\?next=[^\"]*", "", page)


@pytest.mark.parametrize(
    "address",
    ["/nowhere/", "/t/", "/c/x/", "/latest.atom/", "/tag/nothing.atom", "/u/nobody.atom", "/p/x/"],
)
def test_an_address_that_nobody_made(address, as_):
    assert as_().get(address, follow=True).status_code == 404
