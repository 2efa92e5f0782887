from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.discussions.actions import delete_post, edit_post
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from tests.factories import ModeratorFactory, PostFactory, UserFactory

pytestmark = pytest.mark.django_db

LONG = "Hold the button for five seconds. " * 20


def edited():
    return EventRecord.objects.filter(name="discussions.post.edited")


def test_an_author_changes_what_a_post_says():
    post = PostFactory()

    post = edit_post(post=post, source="Press *twice*.", by=post.author, version=1)

    post.refresh_from_db()
    assert (post.html, post.version) == ("<p>Press <em>twice</em>.</p>\n", 2)
    assert post.edited_at
    assert edited().get().payload["version"] == 2


def test_what_it_said_is_kept():
    post = PostFactory(source=LONG)

    edit_post(post=post, source="Press twice.", by=post.author, reason="was wrong")

    revision = post.revisions.get()
    assert (revision.number, revision.source, revision.reason) == (1, LONG, "was wrong")


def test_a_small_correction_soon_after_leaves_no_revision():
    post = PostFactory(source=LONG)

    edit_post(post=post, source=LONG.replace("five", "six", 1), by=post.author)

    assert not post.revisions.exists()
    assert edited().exists()


def test_a_moderators_correction_is_always_kept():
    post = PostFactory(source=LONG)

    edit_post(post=post, source=LONG + "!", by=ModeratorFactory())

    assert post.revisions.get().number == 1


def test_a_late_correction_is_kept():
    post = PostFactory(source=LONG)

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        edit_post(post=post, source=LONG + "!", by=post.author)

    assert post.revisions.exists()


def test_saving_the_same_text_tells_nobody():
    post = PostFactory()

    edit_post(post=post, source=post.source, by=post.author)

    post.refresh_from_db()
    assert post.version == 1
    assert not edited().exists()


def test_who_was_slower_hears_what_it_says_now():
    post = PostFactory()
    edit_post(post=post, source="first", by=post.author, version=1)

    with pytest.raises(Stale) as refusal:
        edit_post(post=post, source="second", by=post.author, version=1)

    assert (refusal.value.version, refusal.value.now) == (2, "first")
    post.refresh_from_db()
    assert post.source == "first"


def test_the_page_keeps_both_texts(as_):
    post = PostFactory()
    edit_post(post=post, source="faster words", by=post.author, version=1)

    response = as_(post.author).post(
        f"/posts/{post.pk}/edit/", {"source": "slower words", "version": 1}
    )

    assert response.status_code == 422
    assert b"faster words" in response.content
    assert b"slower words" in response.content
    assert b'name="version" value="2"' in response.content


def test_rest_answers_412_with_what_it_says_now(as_):
    post = PostFactory()
    edit_post(post=post, source="faster words", by=post.author, version=1)
    url, body = f"/api/v1/posts/{post.pk}/", {"source": "slower"}

    response = as_(post.author).patch(
        url, body, content_type="application/json", headers={"If-Match": '"1"'}
    )

    assert response.status_code == 412
    assert response.json()["now"] == "faster words"
    assert as_(post.author).get(url).headers["ETag"].startswith('"2-')


@pytest.mark.parametrize("nonsense", ['"x"', '"99999999999999"', '"0"'])
def test_an_if_match_that_is_none_of_ours_matches_nothing(nonsense, as_):
    post = PostFactory()

    response = as_(post.author).patch(
        f"/api/v1/posts/{post.pk}/",
        {"source": "slower"},
        content_type="application/json",
        headers={"If-Match": nonsense},
    )

    assert response.status_code == 412


@pytest.mark.parametrize(
    ("trust_level", "days", "may"), [(1, 0, True), (1, 2, False), (2, 2, True), (2, 31, False)]
)
def test_the_window_follows_the_trust_level(trust_level, days, may):
    post = PostFactory(by=UserFactory(trust_level=trust_level))

    with time_machine.travel(timezone.now() + timedelta(days=days)):
        if may:
            edit_post(post=post, source="late", by=post.author)
        else:
            with pytest.raises(Denied):
                edit_post(post=post, source="late", by=post.author)


def test_a_removed_post_is_not_edited():
    post = PostFactory()
    delete_post(post=post, by=post.author)

    with pytest.raises(Denied):
        edit_post(post=post, source="!", by=ModeratorFactory())


def test_history_shows_what_it_said(as_):
    post = PostFactory(source=LONG)
    edit_post(post=post, source="Press twice.", by=post.author, reason="was wrong")

    page = as_().get(f"/posts/{post.pk}/history/").content.decode()
    rest = as_().get(f"/api/v1/posts/{post.pk}/revisions/").json()

    assert "was wrong" in page
    assert "Hold the button" in page
    assert [r["number"] for r in rest] == [1]


def test_a_moderators_words_are_never_lost():
    post = PostFactory(source=LONG)
    edit_post(post=post, source=LONG + "A note by a moderator.", by=ModeratorFactory())

    edit_post(post=post, source=LONG, by=post.author)

    kept = list(post.revisions.order_by("number").values_list("source", flat=True))
    assert kept == [LONG, LONG + "A note by a moderator."]


def test_the_window_for_small_corrections_does_not_slide():
    post = PostFactory(source=LONG)
    for minute in (1, 4, 7):
        with time_machine.travel(timezone.now() + timedelta(minutes=minute)):
            edit_post(post=post, source=LONG + "!" * minute, by=post.author)

    assert post.revisions.count() == 1


def test_graphql_says_what_it_says_now(as_):
    post = PostFactory()
    edit_post(post=post, source="faster words", by=post.author, version=1)
    mutation = """mutation ($id: ID!) { discussions {
        editPost(postId: $id, source: "slower", version: 1) { post { id } }
    } }"""
    body = {"query": mutation, "variables": {"id": post.pk}}

    answer = as_(post.author).post("/graphql/", body, content_type="application/json").json()

    told = {"code": "stale", "version": 2, "now": "faster words"}
    assert answer["errors"][0]["extensions"] == told


def test_the_page_says_once_that_a_reason_is_optional(as_):
    post = PostFactory()

    page = as_(post.author).get(f"/posts/{post.pk}/edit/").text

    assert page.count("(optional)") == 1
