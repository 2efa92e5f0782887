"""What leaves compressed, for whom, and that nothing else changes by it."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from community.kernel.compression import Compression, accepts_gzip
from tests.factories import TopicFactory, UserFactory

GZIP = {"Accept-Encoding": "gzip, deflate, br"}
LONG = "Words that are said again and again. " * 100


def answered(path="/", body=LONG, kind="text/html; charset=utf-8", **headers):
    response = HttpResponse(body, content_type=kind, headers=headers)
    request = RequestFactory().get(path, headers=GZIP)
    return Compression(lambda _: response)(request)


@pytest.mark.parametrize(
    ("asked", "is_accepted"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("x-gzip", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000, br", False),
        ("notgzip", False),
    ],
)
def test_who_can_unpack_it_says_so(asked, is_accepted):
    request = RequestFactory().get("/", headers={"Accept-Encoding": asked})

    assert accepts_gzip(request) == is_accepted


@pytest.mark.parametrize(
    "kind",
    [
        "text/html",
        "application/json",
        "application/problem+json",
        "application/atom+xml",
        "application/xml",
        "application/graphql-response+json",
    ],
)
def test_texts_are_compressed_and_their_tag_says_that_the_bytes_are_others(kind):
    response = answered(kind=kind, ETag='"4-2c"')

    assert gzip.decompress(response.content).decode() == LONG
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["ETag"] == 'W/"4-2c"'
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "about",
    [
        {"body": "short"},
        {"kind": "image/webp"},
        {"Content-Encoding": "br"},
        {"path": "/accounts/2fa/totp/activate/"},
        {"path": "/settings/tokens/"},
    ],
)
def test_what_is_small_packed_or_a_secret_leaves_as_it_is(about):
    response = answered(**about)

    assert response.content.decode() == about.get("body", LONG)
    assert response.get("Content-Encoding") == about.get("Content-Encoding")


@pytest.mark.django_db
def test_the_secrets_in_two_answers_differ_in_value_and_in_length(as_):
    TopicFactory()  # so that there is a category to write in
    client = as_(UserFactory())

    pages = [client.get("/new-topic/", headers=GZIP) for _ in range(6)]

    found = [gzip.decompress(page.content).decode() for page in pages]
    for name in ("csrfmiddlewaretoken", "once"):
        values = {html.partition(f'name="{name}" value="')[2][:40] for html in found}
        assert len(values) == len(found), name
    headers = {html.partition("X-CSRFToken")[2][:60] for html in found}
    assert len(headers) == len(found)
    assert len({len(page.content) for page in pages}) > 1


@pytest.mark.django_db
def test_a_kept_page_is_compressed_once_and_read_by_all(as_, monkeypatch):
    address = TopicFactory().get_absolute_url()
    first = as_().get(address, headers=GZIP)
    monkeypatch.setattr("community.live.pages.packed", None)

    compressed, plain = as_().get(address, headers=GZIP), as_().get(address)

    assert compressed.headers["X-Cache"] == plain.headers["X-Cache"] == "hit"
    assert compressed.content == first.content
    assert gzip.decompress(compressed.content) == plain.content
    for response in (compressed, plain):
        assert "Accept-Encoding" in response.headers["Vary"]
        assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.django_db
def test_a_compressed_answer_is_known_again_and_changed_by_its_tag(as_):
    post = TopicFactory().thread.posts.get()
    client = as_(post.author)
    address = f"/api/v1/posts/{post.pk}/"
    client.patch(address, {"source": LONG}, content_type="application/json")
    tag = client.get(address, headers=GZIP).headers["ETag"]
    feed = as_().get("/latest.atom", headers=GZIP).headers["ETag"]

    known = client.get(address, headers=GZIP | {"If-None-Match": tag})
    feed_again = as_().get("/latest.atom", headers=GZIP | {"If-None-Match": feed})
    changed = client.patch(
        address,
        {"source": "Other words."},
        content_type="application/json",
        headers=GZIP | {"If-Match": tag},
    )

    assert tag.startswith('W/"')
    assert known.status_code == feed_again.status_code == 304
    assert changed.status_code == 200, changed.content
