"""What is different of a post that came along: its score, its source, its old addresses."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.discussions.actions import delete_post, delete_thread, like_post, unlike_post
from community.discussions.posts.actions.repair import repair_threads
from community.discussions.ranking.actions import refresh_top, repair_scores
from community.kernel.invariants import broken
from tests.factories import CategoryFactory, ModeratorFactory, UserFactory
from tests.setup_data.stackexchange import imported, post_of, thread_of
from tests.setup_data.worlds import world

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("stackexchange")]

FIELDS = "likesCount importedScore importedLicence"
JSON = {"content_type": "application/json"}


@pytest.fixture(scope="module", autouse=True)
def said(django_db_setup, django_db_blocker):
    """What the command wrote to stdout and to stderr."""
    with world(django_db_blocker):
        yield imported(url="https://old.example/")


def address_of(thread):
    return thread.topic.get_absolute_url()


# -- scores -----------------------------------------------------------------------------------
def test_likes_are_added_to_the_score_that_came_along():
    opening, member = thread_of(1).posts.get(number=1), UserFactory()

    like_post(post=opening, by=member)

    opening.refresh_from_db()
    assert (opening.imported_score, opening.likes_count, opening.given_count) == (-1, 0, 1)
    assert thread_of(1).likes_count == 6
    assert (broken(), repair_threads()) == ([], [])

    unlike_post(post=opening, by=member)

    opening.refresh_from_db()
    assert (opening.likes_count, opening.reactions) == (-1, {})
    assert (broken(), repair_threads()) == ([], [])


def test_what_is_removed_takes_its_score_along():
    delete_post(post=post_of(2), by=ModeratorFactory())

    assert thread_of(1).likes_count == 2
    assert broken() == []


def test_a_topic_may_come_to_less_than_nothing():
    delete_post(post=post_of(2), by=ModeratorFactory())
    comment = thread_of(1).posts.get(number=2)
    delete_post(post=comment, by=ModeratorFactory())

    thread = thread_of(1)
    assert thread.likes_count == -1
    repair_scores()
    refresh_top(period="all")
    assert (broken(), repair_threads()) == ([], [])


def test_drift_is_set_right_with_the_score():
    thread = thread_of(1)
    thread.posts.filter(number=3).update(likes_count=0)

    repair_threads()

    assert thread.posts.get(number=3).likes_count == 3
    assert broken() == []


def test_page_rest_and_graphql_show_the_sum(as_):
    thread, member = thread_of(1), UserFactory()
    like_post(post=post_of(2), by=member)

    page = as_().get(reverse("discussions:thread", args=[thread.pk]), follow=True).text
    assert "Score 4" in page
    assert "Score -1" in page
    row = as_().get(f"/api/v1/posts/{post_of(2).pk}/").json()
    assert (row["likes_count"], row["imported_score"]) == (4, 3)
    assert row["imported_url"] == "https://old.example/posts/2/revisions"
    asked = f"thread(id: {thread.pk}) {{ likesCount posts {{ nodes {{ number {FIELDS} }} }} }}"
    answer = as_().post("/graphql/", {"query": f"{{ discussions {{ {asked} }} }}"}, **JSON).json()
    found = answer["data"]["discussions"]["thread"]
    assert found["likesCount"] == 6
    assert found["posts"]["nodes"][2] == {
        "number": 3, "likesCount": 4, "importedScore": 3, "importedLicence": "CC BY-SA 3.0",
    }  # fmt: skip


def test_who_reacted_is_asked_only_where_somebody_did(as_):
    answer = as_().get(reverse("discussions:post", args=[post_of(2).pk])).text
    assert "Who reacted" not in answer

    like_post(post=post_of(2), by=UserFactory())

    answer = as_().get(reverse("discussions:post", args=[post_of(2).pk])).text
    assert "Who reacted" in answer
    names = as_().get(reverse("discussions:reactions", args=[post_of(2).pk])).text
    assert "All 1<" in names


def test_search_engines_are_told_of_no_count_below_zero(as_):
    page = as_().get(address_of(thread_of(1))).text.replace(" ", "")

    assert '"upvoteCount":0' in page
    assert '"upvoteCount":3' in page
    assert '"upvoteCount":-' not in page


# -- where it comes from ----------------------------------------------------------------------
def test_posts_say_where_they_stood_and_under_which_licence():
    question, comment, answer, _reply = thread_of(1).posts.order_by("number")
    assert question.imported_url == "https://old.example/posts/1/revisions"
    assert comment.imported_url == "https://old.example/posts/comments/1"
    assert (question.imported_licence, answer.imported_licence) == ("CC BY-SA 2.5", "CC BY-SA 3.0")
    assert answer.edited_at == datetime(2012, 3, 2, 10, tzinfo=UTC)


def test_posts_lead_back_to_where_they_were_first_published(as_):
    page = as_().get(reverse("discussions:thread", args=[thread_of(1).pk]), follow=True).text
    assert 'href="https://old.example/posts/2/revisions" rel="nofollow noopener"' in page

    history = as_().get(reverse("discussions:history", args=[post_of(2).pk])).text
    assert "since it was imported" in history
    assert "https://creativecommons.org/licenses/by-sa/3.0/" in history
    assert ">old.example</a>" in history


def test_who_stands_for_a_name_has_no_page_to_lead_to(as_):
    assert as_().get(reverse("member", args=["Gone_Girl"])).status_code == 404

    for address, name in ((address_of(thread_of(3)), "Gone_Girl"), ("/", "former-member")):
        page = as_().get(address).text
        assert name in page
        assert reverse("member", args=[name]) not in page


# -- old addresses -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    "address",
    [
        "/questions/1",
        "/questions/1/",
        "/questions/1/may-i",
        "/questions/1/may-i/",
        "/q/1",
        "/q/1/2",
    ],
)
def test_an_old_question_leads_to_its_topic(address, as_, django_assert_num_queries):
    client = as_()

    with django_assert_num_queries(1):
        answer = client.get(address)

    assert answer.status_code == 301
    assert answer["Location"] == address_of(thread_of(1))


@pytest.mark.parametrize(
    "address", ["/a/2", "/a/2/", "/a/2/17", "/questions/1/may-i/2", "/questions/1/may-i/2/"]
)
def test_an_old_answer_leads_to_its_reply(address, as_):
    answer = as_().get(address)

    assert answer.status_code == 301
    assert answer["Location"] == f"/p/{post_of(2).pk}/"
    assert as_().get(address, follow=True).redirect_chain[-1][0].endswith("#p3")


@pytest.mark.parametrize(
    "address",
    ["/questions/99/", "/q/4/", "/a/6", f"/q/{'9' * 18}", f"/q/{'9' * 30}", "/q/x"],
)
def test_what_did_not_come_along_is_not_there(address, as_):
    answer = as_().get(address)

    assert answer.status_code == 404
    assert "Page not found" in answer.text


def test_what_the_reader_may_not_see_is_not_there(as_):
    delete_thread(thread=thread_of(1), by=ModeratorFactory())

    for address in ("/q/1", "/a/2"):
        assert as_(UserFactory()).get(address).status_code == 404
        assert as_(ModeratorFactory()).get(address).status_code == 301


def test_of_two_sites_the_first_is_meant_or_the_one_that_is_named(as_):
    imported(site="second")
    second = thread_of(1, site="second")

    assert as_().get("/q/1")["Location"].endswith(f"/{thread_of(1).pk}/")
    assert as_().get("/q/1?site=second")["Location"].endswith(f"/{second.pk}/")
    assert as_().get("/q/1?site=third").status_code == 404


def test_what_a_reader_may_not_see_hides_nothing_of_another_site(as_):
    member = UserFactory()
    team = form_audience(kind=Audience.Kind.SHARED, members=[member], title="Team")
    CategoryFactory(audience=team, slug="private")
    imported(site="second", category="private")
    delete_thread(thread=thread_of(1), by=ModeratorFactory())

    assert as_(member).get("/q/1").status_code == 301
    assert as_().get("/q/1").status_code == 404
