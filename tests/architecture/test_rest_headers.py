"""No header that a client may send is a fault of the server, at any operation of REST."""

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator

from community.discussions.actions import edit_post
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    PostFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db

ODD = ["", "*", '"', '"1"', "W/", '"4-2c6a47d0bc0c50c2"', "\u0663", "9" * 30, "-1", "\xff", ",,;q"]
HEADERS = {
    "If-Match": ODD,
    "If-None-Match": ODD,
    "If-Modified-Since": ["", "x", "Thu, 99 Foo 9999 99:99:99 GMT"],
    "Idempotency-Key": ["", "*", "\xff", "k" * 5_000],
    "Range": ["bytes=0-0", "bytes=9-1", "bytes=-" + "9" * 30, "x"],
    "Accept": ["", "*", "x", "text/html;q=x", "application/json; indent=x", "*/*;" + "v=1;" * 99],
    "Content-Type": ["", "x", "application/json; charset=x", "multipart/form-data", "text/\xff"],
    "Accept-Language": ["", "*", "x-" * 500, "de;q=\u0663"],
    "Content-Length": ["", "x", "-1"],
    "X-Request-ID": ["", "\xff", "x" * 5_000],
    "X-Forwarded-For": ["", "[", "1.1.1.1:x"],
    "Referer": ["http://[", "//[", "\xff"],
    "Origin": ["http://[", "null", "\xff"],
    "Host": ["[", "a b", "x:99999999"],
    "Cookie": ["=", "sessionid=\xff", "a" * 5_000],
}


@pytest.fixture
def ask(as_):
    """Ask as somebody who may do everything, of something that is there; nothing of it stays."""
    category = CategoryFactory()
    topic = TopicFactory(category=category)
    post = PostFactory(thread=topic.thread)
    edit_post(post=post, source="Said anew", by=ModeratorFactory())
    numbers = {
        "topics": topic.pk, "threads": topic.pk, "posts": post.pk, "categories": category.pk,
        "revision": 1,
    }  # fmt: skip
    client = as_(AdminFactory())
    client.raise_request_exception = False
    signed_in = client.cookies.output(attrs=[], header="", sep=";")

    def asking(method, path, **headers):
        place = path.split("/")[3]
        parts = path.split("/")
        named = [
            str(numbers.get(part.strip("{}"), numbers.get(place, topic.pk)))
            if "{" in part
            else part
            for part in parts
        ]
        client.cookies.load(signed_in)
        with transaction.atomic():
            sent = {name.replace("-", "_").upper(): value for name, value in headers.items()}
            kind = sent.pop("CONTENT_TYPE", "application/json")
            extra = {
                name if name.startswith("CONTENT") else f"HTTP_{name}": value
                for name, value in sent.items()
            }
            body = b"{}" if method in {"post", "put", "patch"} else b""
            answer = client.generic(method.upper(), "/".join(named), body, kind, **extra)
            transaction.set_rollback(True)
        return answer.status_code

    return asking


def operations():
    schema = SchemaGenerator().get_schema(public=True)
    return [(method, path) for path, methods in schema["paths"].items() for method in methods]


def faults(ask, choose):
    return [
        (method, path, name, value[:30])
        for at, (method, path) in enumerate(operations())
        for name, value in choose(at, method)
        if ask(method, path, **{name: value}) >= 500
    ]


ALL = [(name, value) for name, values in HEADERS.items() for value in values]


def test_headers_that_say_nothing_sensible(ask):
    """Each operation with a tag that is another's, and with all others by turns: hundreds of
    operations read them by the same few functions."""

    def some(at, method):
        tag = [] if method == "get" else [("If-Match", '"4-2c6a47d0bc0c50c2"')]
        return [*tag, *(ALL[(at * 2 + step) % len(ALL)] for step in range(2))]

    assert faults(ask, some) == []


@pytest.mark.soak
def test_headers_that_say_nothing_sensible_at_every_operation(ask):
    assert faults(ask, lambda _at, _method: ALL) == []


def test_a_revision_is_hidden_as_long_as_its_post_is_as_it_was_seen(as_):
    post = PostFactory()
    edit_post(post=post, source="Without the address", by=ModeratorFactory())
    client = as_(ModeratorFactory())
    seen = client.get(f"/api/v1/posts/{post.pk}/").headers["ETag"]
    address = f"/api/v1/posts/{post.pk}/revisions/1/hiding/"

    stale = client.put(address, headers={"If-Match": '"1-0000000000000000"'})
    hidden = client.put(address, headers={"If-Match": seen})

    assert stale.status_code == 412
    assert hidden.status_code == 200
    assert post.revisions.get().hidden_at
