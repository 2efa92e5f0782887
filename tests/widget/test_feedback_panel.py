"""The feedback panel: what it shows to whom, submitting, and voting."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.widget.models import WidgetIdentity
from feedback.models import Idea, Vote
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled
from tests.widget.sites import Page, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board()


@pytest.fixture
def page(board):
    return Page(make_site(board=board)).signed_in()


def titles(told, number=0):
    return [item["title"] for item in told["lists"][number]["items"]]


def test_visitors_read_and_are_led_to_sign_in(board):
    make_idea(board=board, title="Show the dew point")
    make_idea(title="Of another board")
    told = Page(make_site(board=board)).panel()

    [top] = told["lists"]
    [item] = top["items"]
    assert item["title"] == "Show the dew point"
    assert item["note"] == "Submitted"
    assert item["action"] is None
    assert "form" not in told
    assert "/accounts/login/?next=" in told["intro_link"]["url"]


def test_only_what_the_viewer_may_see(board, page):
    make_idea(board=board, title="Show the dew point")
    hidden = make_idea(board=board, title="A secret wish")
    crew = form_audience(kind=Audience.Kind.SHARED, members=[hidden.thread.author], title="Crew")
    type(hidden.thread).objects.filter(pk=hidden.pk).update(audience=crew)

    assert titles(page.panel()) == ["Show the dew point"]
    assert page.vote(hidden).status_code == 404
    site = make_site(board=make_board(audience=crew))

    assert Page(site).get("panels/feedback/").status_code == 404
    assert Page(site).signed_in().submit().status_code == 404


def test_an_idea_is_submitted_and_shown_as_ones_own(board, page):
    answer = page.submit("Show the dew point", kind="bug")

    idea = Idea.objects.get()
    assert answer.json()["url"] == idea.get_absolute_url()
    assert (idea.board_id, idea.kind) == (board.pk, "bug")
    told = page.panel()
    assert titles(told, 0) == titles(told, 1) == ["Show the dew point"]
    assert told["lists"][0]["items"][0]["action"]["pressed"]
    assert told["lists"][0]["items"][0]["action"]["label"] == "This affects me"


def test_bugs_are_offered_where_the_board_takes_them():
    page = Page(make_site(board=make_board(accepts_bugs=False))).signed_in()

    [choice, *_] = page.panel()["form"]["fields"]

    assert choice["options"] == [["feature", "Idea"]]
    assert page.submit(kind="bug").json()["code"] == "widget_invalid_value"


def test_a_rule_of_the_action_is_told_as_it_is_on_pages(page):
    answer = page.submit("  ")

    assert answer.status_code in {409, 422}
    assert answer.json()["detail"]
    assert not Idea.objects.exists()


def test_a_vote_is_cast_and_withdrawn_and_repeating_changes_nothing(board, page):
    idea = make_idea(board=board)

    on = [page.vote(idea).json() for _ in range(2)]
    mine = Vote.objects.get(user=WidgetIdentity.objects.get().user)
    off = [page.vote(idea, on=False).json() for _ in range(2)]

    assert [(told["count"], told["action"]["pressed"]) for told in on] == [(2, True)] * 2
    assert (mine.value, mine.idea_id) == (1, idea.pk)
    assert on[0]["note"] == "Submitted · 1 vote left"
    assert off[0]["note"] == "Submitted · 2 votes left"
    assert [(told["count"], told["action"]["pressed"]) for told in off] == [(1, False)] * 2
    assert page.post(f"panels/feedback/items/{idea.pk}/vote/", {"on": "yes"}).status_code == 422


def test_similar_ideas_of_the_board_are_found_while_one_types(board, page):
    similar = make_idea(board=board, title="Show the dew point of the air")
    make_idea(title="Show the dew point of the air, too")
    handled()

    found = page.get("panels/feedback/similar/", text="dew point air").json()["items"]

    assert [item["id"] for item in found] == [similar.pk]
    assert page.get("panels/feedback/similar/", text="d").json()["items"] == []
