"""One walk over every route with a private thread: nobody else reads a word of it anywhere."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from community.accounts.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import edit_post, reply_to_thread
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import send_letter

pytestmark = pytest.mark.django_db

SECRET = "xyzzy"


class Place:
    """A private category's topic and a letter, with a word in them that nobody else may see."""

    def __init__(self):
        self.member, self.admin = UserFactory(), AdminFactory()
        team = form_audience(
            kind=Audience.Kind.SHARED, members=[self.member], title=f"Team {SECRET}"
        )
        category = CategoryFactory(
            audience=team, title=f"Room {SECRET}", slug=f"room-{SECRET}", by=self.admin
        )
        topic = TopicFactory(category=category, title=f"T {SECRET}", source=SECRET, by=self.member)
        letter = send_letter(to=UserFactory(), title=SECRET, source=SECRET, by=self.member)
        self.threads = [topic.thread, letter.thread]
        self.posts = []
        for thread in self.threads:
            post = reply_to_thread(thread=thread, source=SECRET * 40, by=self.member)
            self.posts += [edit_post(post=post, source=SECRET, by=self.member)]
            self.posts += [thread.posts.get(number=1)]
        self.category = category

    def numbers(self):
        """Every id that an address may name: of threads, posts and the category."""
        rows = [*self.threads, *self.posts, self.category]
        return sorted({row.pk for row in rows})


def routes(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern


def addresses(place):
    """Each route with each number in it."""
    for route, _pattern in routes():
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route).replace("^", "").replace("$", "")
        plain = plain.replace("\\Z", "").replace("\\.", ".").replace("/?", "/")
        if "<" not in plain:
            yield f"/{plain}"
            continue
        for number in place.numbers():
            filled = re.sub(
                r"<int:\w+>|<(?:pk|number|object_id|content_type_id)>", str(number), plain
            )
            yield "/" + re.sub(r"<[^>]+>", "x", filled)


def strangers(place):
    return [None, UserFactory(), ModeratorFactory()]


def test_no_route_shows_a_word_of_it(as_):
    place = Place()
    walked = set(addresses(place))
    assert len(walked) > 120

    for stranger in strangers(place):
        client = as_(stranger)
        for address in sorted(walked):
            if "logout" in address:
                continue
            for method in ("get", "post", "delete"):
                response = getattr(client, method)(address, follow=False)
                content = b"" if response.streaming else response.content
                assert SECRET.encode() not in content, (stranger, method, address)
                assert SECRET not in response.headers.get("Location", ""), (method, address)
                assert response.status_code < 500, (method, address)
        if stranger:
            client.force_login(stranger)

    for post in place.posts:
        before = post.version, post.source
        post.refresh_from_db()
        assert post.is_live
        assert (post.version, post.source) == before


def test_the_member_reads_it(as_):
    place = Place()
    client = as_(place.member)

    for thread in place.threads:
        assert SECRET in client.get(f"/threads/{thread.pk}/").content.decode()


def graphql_queries(place):
    for number in place.numbers():
        yield f"""{{
            discussions {{ thread(id: {number}) {{ title posts {{ nodes {{ source html }} }} }}
                post(id: {number}) {{ source parent {{ source }} }} }}
            forum {{ topic(id: {number}) {{ url thread {{ title }} solution {{ source }} }}
                categories {{ title }} topics(first: 100) {{ nodes {{ thread {{ title }} }} }} }}
        }}"""
        yield f"{{ discussions {{ revisions(postId: {number}) {{ nodes {{ source }} }} }} }}"


def test_no_query_shows_a_word_of_it(as_):
    place = Place()

    for stranger in strangers(place):
        client = as_(stranger)
        for query in graphql_queries(place):
            response = client.post("/graphql/", {"query": query}, content_type="application/json")
            assert SECRET.encode() not in response.content
