"""The lists of ideas as pages."""

import pytest

from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board(title="Console")


def titles(page):
    return [row.thread.title for row in page.context["page"].rows]


def test_a_visitor_reads_the_list_and_signs_in_to_vote(client, board):
    idea = make_idea(board=board, title="Show the dew point")

    page = client.get("/ideas/")

    html = page.content.decode()
    assert "Show the dew point" in html
    assert f'formaction="/ideas/i/x/{idea.pk}/ballot/"' in html
    assert client.post(f"/ideas/i/x/{idea.pk}/ballot/").url.startswith("/accounts/login/")
