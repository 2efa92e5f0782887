"""Voting on pages."""

import pytest

from feedback.ideas.actions import change_status
from feedback.models import Idea, Status
from feedback.votes.actions import cast_vote, cast_vote_on_behalf
from tests.factories import AdminFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def board():
    return make_board(title="Console", max_weight=3, allows_downvotes=True)


@pytest.fixture
def idea(board):
    return make_idea(board=board)


@pytest.fixture
def member():
    return UserFactory(trust_level=1)  # who has four votes


def ballot(idea):
    return f"/ideas/i/x/{idea.pk}/ballot/"


def score(idea):
    return Idea.objects.get(pk=idea.pk).score


def test_a_button_votes_and_leads_back(as_, idea, member):
    done = as_(member).post(ballot(idea), {"value": "2"})

    assert done.url == idea.get_absolute_url()
    assert score(idea) == 3


def test_by_htmx_the_control_and_the_budget_come_back(as_, idea, board, member):
    html = as_(member).post(ballot(idea), {"value": "1"}, headers=HTMX).content.decode()

    assert 'name="value" value="0" aria-pressed="true"' in html
    assert f'id="budget-{board.pk}" hx-swap-oob="true"' in html
    assert "3 of 4 left" in html


def test_by_htmx_the_page_of_an_idea_gets_all_that_it_would_fetch(as_, idea, member):
    url = f"/ideas/i/x/{idea.pk}/vote/"
    html = as_(member).post(url, {"value": "3"}, headers=HTMX).content.decode()

    assert 'data-channel="thread.' in html
    assert '<section id="vote">' in html
    assert "4 votes from 2 people" in " ".join(html.split())
    assert 'id="vote-fewer" name="value" value="2"' in html


def test_a_refusal_is_told_and_changes_nothing(as_, board, idea, member):
    other = make_idea(board=board)
    cast_vote(idea=other, value=3, by=member)

    html = as_(member).post(ballot(idea), {"value": "2"}, headers=HTMX).content.decode()
    page = as_(member).post(ballot(idea), {"value": "2"}, follow=True).content.decode()

    assert score(idea) == 1
    for shown in (html, page):
        assert "too few are left" in shown


def test_there_are_no_other_votes_and_none_on_what_nobody_reads(as_, board, idea, member):
    private, client = make_idea(board=board, is_private=True), as_(member)

    for value in ("", "x", "4", "-2"):
        assert client.post(ballot(idea), {"value": value}).status_code == 404
    assert client.post(ballot(private), {"value": "1"}).status_code == 404
    assert (score(idea), score(private)) == (1, 1)


def test_my_votes_say_what_is_in_use_returned_and_free(as_, board, idea, member):
    admin, closed, given = AdminFactory(), make_idea(board=board), make_idea(board=board)
    cast_vote(idea=idea, value=2, by=member)
    cast_vote(idea=closed, value=1, by=member)
    cast_vote_on_behalf(idea=given, member=member, by=admin)
    for category in ("under_review", "declined"):
        status = Status.objects.get(board=board.pk, category=category)
        change_status(idea=closed, status=status, by=admin)

    html = as_(member).get("/ideas/my-votes/").content.decode()

    for shown in ("In use", "Returned", "Free", "on your behalf", "2 of 4 left"):
        assert shown in html


def test_without_votes_the_page_says_how_to_vote(as_, client, member):
    assert "You have not voted yet" in as_(member).get("/ideas/my-votes/").content.decode()
    assert client.get("/ideas/my-votes/").status_code == 302
