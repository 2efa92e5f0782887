"""Every text of discussions can be translated: in the pseudo-locale each comes in brackets, and
members wrote no Latin letters here, so that any other word is a text that was not marked."""

import dataclasses
import html
import json
import re

import pytest
from django.utils.functional import Promise
from django.utils.translation import override

from community.discussions.actions import (
    edit_post,
    like_post,
    reply_to_thread,
)
from community.discussions.containers.actions import create_container
from community.discussions.kinds import kind_named
from community.discussions.lists.orders import ORDERS
from community.discussions.models import Tag
from community.discussions.models.containers import container_kind
from community.discussions.models.reading import Level, Reading, Reason, ThreadLevel
from community.discussions.reading import words
from community.discussions.reading.actions import watch_thread
from community.discussions.texts import counted
from community.kernel import markdown
from community.kernel.pseudo import ACCENTED, CLOSES, OPENS
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    PostFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import pin_note
from tests.toykind.models import Board

pytestmark = pytest.mark.django_db

HEADERS = {"Accept-Language": ACCENTED}
MARKED = re.compile(rf"{OPENS}[^{OPENS}{CLOSES}]*{CLOSES}")  # the innermost
SPOKEN = re.compile(
    r'\s(?:aria-label|title|placeholder|alt|data-confirm|data-confirm-text)="([^"]*)"'
)
LEFT_OUT = re.compile(
    r'<(?:script|style|time|template|pre|p class="day"|header class="top"|footer class="foot").*?'
    r"</(?:script|style|time|template|pre|p|header|footer)>",
    re.DOTALL,
)
WORD = re.compile(r"[A-Za-z]{2,}")
KEPT = {"Commons", "Markdown", "UTC"}  # names


def unmarked(page):
    """The words of a page, spoken ones included, that are in no text."""
    body = LEFT_OUT.sub(" ", page)
    texts = [*SPOKEN.findall(body), re.sub(r"<!--.*?-->|<[^>]*>", "\x1f", body)]
    found = []
    for text in map(html.unescape, texts):
        left = text
        while MARKED.search(left):
            left = MARKED.sub(" ", left)
        found += WORD.findall(left)
    return [word for word in found if word not in KEPT]


def read(client, url, **asked):
    response = client.get(url, headers={**HEADERS, **asked.pop("headers", {})}, **asked)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def ana():
    return UserFactory(username="安娜")


@pytest.fixture
def ben():
    return UserFactory(username="本")


@pytest.fixture
def board():
    return create_container(Board, title="板", slug="板", by=AdminFactory(username="管"))


@pytest.fixture
def note(board, ana, ben):
    Tag.objects.create(name="霜", folded_name="霜")
    note = pin_note(board=board, title="雨", source="漏", by=ana, tags=["霜"])
    post = PostFactory(thread=note, source="答", by=ben)
    PostFactory(thread=note, source="又", parent=post, by=ana)
    edit_post(post=post, source="答 二", by=ben, reason="改")
    like_post(post=post, by=ana)
    note.refresh_from_db()
    return note


@pytest.fixture
def topic(ana, ben):
    category = CategoryFactory(title="器", slug="器")
    topic = TopicFactory(title="計", source="量", by=ana, category=category)
    PostFactory(thread=topic.thread, source="答", by=ben)
    return topic


def test_what_is_not_marked_is_found():
    page = '<p title="⟦x⟧">⟦a <b>⟦b⟧</b> c⟧ Plain <time>30 Nov</time></p><i aria-label="Bare"></i>'

    assert unmarked(page) == ["Bare", "Plain"]


OURS = """- [x] 一
- [ ] 二

|一|二|
|---|---|
|三|四|

[quote="安娜"]
五
[/quote]

六 ||七|| 八[^1]

[details]
九
[/details]

[^1]: 十
"""


def test_our_words_in_a_text_follow_its_reader(note, ben, as_):
    reply_to_thread(thread=note, source=OURS, by=ben)

    page = read(as_(), f"/threads/{note.pk}/")

    assert not unmarked(page)
    assert OPENS not in as_().get(f"/threads/{note.pk}/").content.decode()


def test_words_that_only_look_like_ours_stay():
    html = markdown.render('aria-label="Table" <cite>x wrote</cite> wrote `<summary>Spoiler<`')

    with override(ACCENTED):
        assert markdown.in_language(html) == html


# -- refusals ---------------------------------------------------------------------------------
def test_a_button_that_is_refused(note, ana, as_):
    own = note.posts.get(number=1)

    page = as_(ana).post(
        f"/posts/{own.pk}/like/", {"reaction": "thanks"}, headers=HEADERS, follow=True
    )

    [message] = page.context["messages"]
    assert str(message).startswith(OPENS)


@pytest.mark.parametrize(
    ("method", "url", "sent", "status"),
    [
        ("put", "/api/v1/posts/{own}/like/", {"reaction": "thanks"}, 409),
        ("get", "/api/v1/posts/0/", None, 404),
        ("post", "/api/v1/threads/{thread}/posts/", {"source": ""}, 422),
        ("post", "/api/v1/threads/{thread}/posts/", {"sourc": "x"}, 422),
        ("get", "/api/v1/threads/?limit=0", None, 422),
    ],
)
def test_an_error_over_rest(method, url, sent, status, note, ana, as_):  # noqa: PLR0917
    url = url.format(own=note.posts.get(number=1).pk, thread=note.pk)
    body = {} if sent is None else {"data": json.dumps(sent), "content_type": "application/json"}

    answer = getattr(as_(ana), method)(url, headers=HEADERS, **body)

    problem = answer.json()
    assert answer.status_code == status
    assert re.fullmatch(r"[a-z_]+", problem["code"])
    assert problem["title"].startswith(OPENS)
    assert problem["detail"].startswith(OPENS)
    for [said] in problem.get("fields", {}).values():
        assert not unmarked(said.replace("source", ""))


def test_an_error_over_graphql(note, ana, as_):
    query = "mutation { discussions { likePost(postId: %d) { post { id } } } }"
    own = note.posts.get(number=1).pk

    answer = as_(ana).post(
        "/graphql/", {"query": query % own}, content_type="application/json", headers=HEADERS
    )

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "own_post"
    assert error["message"].startswith(OPENS)


# -- the words of each kind -------------------------------------------------------------------
@pytest.mark.parametrize("name", ["forum.topic", "toykind.note", "toykind.letter"])
def test_each_kind_says_whole_sentences_that_are_texts(name):
    kind = kind_named(name)

    assert_texts(kind.texts)
    assert kind.texts.empty.keys() == ORDERS.keys()
    if kind.lists.container_kind:
        assert_texts(container_kind(kind.lists.container_kind).texts)


def assert_texts(texts):
    for field in dataclasses.fields(texts):
        value = getattr(texts, field.name)
        if isinstance(value, Promise):
            assert_text(value)
            continue
        for one in value.values():
            for text in one if isinstance(one, tuple) else [one]:
                assert_text(text)


def assert_text(text):
    """It follows the reader's language, as one whole."""
    with override(ACCENTED):
        said = whole(text)
    assert re.fullmatch(rf"{OPENS}[^{OPENS}{CLOSES}]+{CLOSES}", said)


def whole(text):
    return str(text) or counted(text, 2)  # what has a form for each number says nothing without


def test_the_words_of_topics_are_their_own():
    kind = kind_named("forum.topic")
    of_container = container_kind("forum.category").texts

    for texts in (kind.texts, of_container):
        for name in (field.name for field in dataclasses.fields(texts)):
            value = getattr(texts, name)
            assert isinstance(value, dict) or "iscussion" not in whole(value), name
    empty = [str(text) for pair in kind.texts.empty.values() for text in pair]
    assert "iscussion" not in " ".join(empty)


@pytest.mark.parametrize("level", ThreadLevel)
@pytest.mark.parametrize("reason", Reason)
def test_why_a_thread_is_watched_is_one_sentence(level, reason):
    with override(ACCENTED):
        said = str(words.because(Reading(level=level, reason=reason)))

    has_none = reason in {Reason.NONE, Reason.CHOSEN}
    assert said == "" if has_none else re.fullmatch(rf"{OPENS}[^{OPENS}]+{CLOSES}", said)


def test_the_control_of_a_watch_level(note, ben, as_):
    watch_thread(thread=note, level=Level.WATCHING, by=ben)

    page = as_(ben).post(
        f"/threads/{note.pk}/watch/", {"level": 2}, headers={**HEADERS, "HX-Request": "true"}
    )

    assert not unmarked(page.content.decode())


def test_the_title_of_a_feed(board, ana, as_):
    pin_note(board=board, title="新", source="聞", by=ana)

    feed = as_().get("/notes/latest.atom", headers=HEADERS).content.decode()

    assert f"<title>{OPENS}" in feed
