"""What was written is shown where it was refused, and named where it was saved."""

import pytest
from django.db import OperationalError
from django.http import QueryDict
from django.test import Client, RequestFactory

from community.kernel.errors import TooMany
from community.kernel.written import written
from tests.factories import CategoryFactory, PostFactory, TopicFactory, UserFactory

SAID = {"title": "A title", "source": "My <b>long</b> words", "tags": "a-tag"}


@pytest.fixture
def ask(db):
    """Send a form as somebody: a member, nobody, or a member whose token is stale."""

    def send(url, *, member=None, stale=False, **form):
        client = Client(enforce_csrf_checks=stale, raise_request_exception=False)
        if member:
            client.force_login(member)
        return client.post(url, {**SAID, **form})

    return send


def test_only_texts_are_shown_again():
    secret = dict.fromkeys(("password", "code", "token", "csrfmiddlewaretoken", "email"), "x")
    request = RequestFactory().post("/", {**secret, "source": "words", "title": " "})

    assert [one.text for one in written(request)] == ["words"]
    elsewhere = RequestFactory(headers={"Sec-Fetch-Site": "cross-site"})
    assert written(elsewhere.post("/", {"source": "words"})) == []
    request.POST = QueryDict()
    assert written(request) == []


@pytest.mark.parametrize(
    ("who", "stale", "path", "status"),
    [
        ("nobody", False, "/threads/{thread}/replies/", 403),
        ("nobody", False, "/new-topic/", 403),
        ("nobody", False, "/posts/{post}/edit/", 403),
        ("nobody", False, "/t/x/{thread}/edit/", 403),
        ("member", True, "/threads/{thread}/replies/", 403),
        ("member", False, "/threads/999999/replies/", 404),
    ],
)
def test_a_refused_text_is_shown_and_kept_by_no_browser(who, stale, path, status, ask):
    topic = TopicFactory()
    opening = topic.thread.posts.get()
    url = path.format(thread=topic.pk, post=opening.pk)

    page = ask(url, member=UserFactory() if who == "member" else None, stale=stale)

    assert page.status_code == status
    assert "no-store" in page.headers["Cache-Control"]
    assert "My &lt;b&gt;long&lt;/b&gt; words" in page.content.decode()
    assert ("/accounts/login/?next=" in page.content.decode()) == (who == "nobody")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_shows_the_text(status, ask, monkeypatch):
    def fail(*_, **__):
        raise {429: TooMany(retry_after=9), 500: ValueError(), 503: OperationalError()}[status]

    monkeypatch.setattr("forum.views.submit", fail)
    category, member = CategoryFactory(), UserFactory()

    page = ask("/new-topic/", member=member, category=category.pk)

    assert page.status_code == status
    assert "My &lt;b&gt;long&lt;/b&gt; words" in page.content.decode()


def test_a_visitors_bare_button_leads_to_sign_in(ask):
    post = PostFactory()

    answer = Client().post(f"/posts/{post.pk}/like/", {"reaction": "thanks"})

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


def test_only_a_form_that_was_saved_ends_its_draft(ask):
    thread, member = TopicFactory().thread, UserFactory()
    url = f"/threads/{thread.pk}/replies/"

    saved = ask(url, member=member, draft="reply.1:abc")
    refused = ask(url, member=member, draft="reply.1:abc", source=" ")
    odd = ask(url, member=member, source="Other words", draft="x; path=/:<b>")

    assert saved.cookies["saved_drafts"].value == "reply.1:abc"
    assert (refused.status_code, refused.cookies.get("saved_drafts")) == (422, None)
    assert (odd.status_code, odd.cookies.get("saved_drafts")) == (302, None)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"source=a"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nothing"),
        ("application/x-www-form-urlencoded; charset=latin-1", b"source=a"),
        ("application/x-www-form-urlencoded", b"a=1&" * 2_000),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\na\r\n' * 200
            + b"--x--\r\n",
        ),
    ],
)
def test_a_body_that_cannot_be_read_shows_nothing_and_breaks_no_error_page(kind, body, ask):
    client = Client(raise_request_exception=False)

    assert client.generic("POST", "/nowhere/", body, content_type=kind).status_code in {400, 404}
