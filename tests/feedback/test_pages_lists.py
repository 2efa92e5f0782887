"""The lists of ideas as pages."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback.ideas.actions import change_status, merge_idea
from feedback.ideas.listing import Scope, page_of
from feedback.models import Idea, Status
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def board(admin):
    return make_board(title="Console", slug="console", by=admin)


def titles(page):
    return [row.thread.title for row in page.context["page"].rows]


def counted(page):
    return {row["name"]: row["count"] for row in page.context["counts"]}


def test_a_visitor_reads_the_list_and_signs_in_to_vote(client, board):
    idea = make_idea(board=board, title="Show the dew point")

    html = client.get("/ideas/").content.decode()

    assert "Show the dew point" in html
    assert f'formaction="/ideas/i/x/{idea.pk}/ballot/"' in html
    assert client.post(f"/ideas/i/x/{idea.pk}/ballot/").url.startswith("/accounts/login/")


def test_a_list_costs_the_same_at_any_size(board, as_):
    author, client, costs = UserFactory(trust_level=2), as_(UserFactory()), {}
    for rows in (3, 15):
        while Idea.objects.count() < rows:
            make_idea(board=board, by=author)
        with CaptureQueriesContext(connection) as ran:
            page = client.get("/ideas/")
        assert page.content.count(b'<li class="row idea"') == rows
        costs[rows] = len(ran)

    assert costs[3] == costs[15] <= 12


def test_filters_narrow_by_status_and_type_and_keep_each_other(client, board, admin):
    idea = make_idea(board=board, title="Show the dew point")
    make_idea(board=board, title="Restarts", kind="bug")
    change_status(
        idea=idea, status=Status.objects.get(board=board.pk, category="under_review"), by=admin
    )

    reviewed = client.get("/ideas/?status=under_review&sort=new")
    bugs = client.get("/ideas/?type=bug")

    assert titles(reviewed) == ["Show the dew point"]
    assert "?sort=new&status=under_review&type=bug" in reviewed.context["kinds"][2]["url"]
    assert titles(bugs) == ["Restarts"]
    assert counted(bugs)["submitted"] == 1
    assert titles(client.get("/ideas/?status=nonsense&sort=x")) == [
        "Restarts",
        "Show the dew point",
    ]


def test_closed_and_merged_ideas_are_not_among_the_open_ones(client, board, admin):
    idea, source = make_idea(board=board, title="Dew point"), make_idea(board=board)
    merge_idea(source=source, into=idea, by=admin)
    for category in ("under_review", "declined"):
        status = Status.objects.get(board=board.pk, category=category)
        change_status(idea=idea, status=status, by=admin)

    page = client.get("/ideas/")
    assert "No open ideas" in page.content.decode()
    assert (counted(page)["open"], counted(page)["declined"]) == (0, 1)
    assert titles(client.get("/ideas/?status=declined")) == ["Dew point"]
    assert titles(client.get("/ideas/?status=all")) == ["Dew point"]


def test_nobody_learns_of_private_ideas_from_lists_or_counts(as_, board):
    author = UserFactory(trust_level=2)
    make_idea(board=board, title="A secret wish", by=author, is_private=True)

    for viewer, seen in ((None, 0), (UserFactory(), 0), (author, 1), (ModeratorFactory(), 1)):
        page = as_(viewer).get("/ideas/")
        assert counted(page)["open"] == seen
        assert ("A secret wish" in page.content.decode()) == bool(seen)


def test_a_boards_page_has_the_ideas_of_boards_below_it(client, board, admin):
    inner = make_board(title="Display", slug="display", parent=board, by=admin)
    make_idea(board=inner, title="Dark at night")
    make_idea(board=make_board(by=admin), title="Elsewhere")

    assert titles(client.get(board.get_absolute_url())) == ["Dark at night"]
    assert client.get(f"/ideas/b/x/{board.pk}/?sort=top").url == (
        f"{board.get_absolute_url()}?sort=top"
    )


def test_a_tags_page_has_the_ideas_with_it(client, board, admin):
    make_idea(board=board, title="Dark at night", tags=["display"], by=admin)
    make_idea(board=board)

    page = client.get("/ideas/tag/display/")

    assert titles(page) == ["Dark at night"]
    assert client.get("/ideas/tag/Display/").url == "/ideas/tag/display/"
    assert client.get("/ideas/tag/unknown/").status_code == 404


def test_pages_have_each_idea_once_in_both_directions(board):
    """Also those without a trend, which nobody has voted for."""
    author = UserFactory(trust_level=2)
    ideas = [make_idea(board=board, by=author) for _ in range(7)]
    set_trends({idea.pk: trend for idea, trend in zip(ideas, TRENDS, strict=True)})
    orders = {"trending": BY_TREND, "top": BY_AGE, "new": BY_AGE}

    for sort, order in orders.items():
        scope = Scope(viewer=AnonymousUser(), sort=sort)
        page = page_of(scope, None, size=2)
        pages = [page]
        while page.older:
            page = page_of(scope, page.older, size=2)
            pages.append(page)
        back = page_of(scope, page.newer, size=2)
        again = page_of(scope, back.newer, size=2)

        assert [row.pk for page in pages for row in page.rows] == [ideas[n].pk for n in order]
        assert back.rows == pages[-2].rows
        assert again.rows == pages[-3].rows


TRENDS = [3.5, None, 9.25, 3.5, None, -2.0, None]
BY_TREND, BY_AGE = [2, 3, 0, 5, 6, 4, 1], [6, 5, 4, 3, 2, 1, 0]


def set_trends(trends):
    for pk, trend in trends.items():
        Idea.objects.filter(pk=pk).update(trend=trend, score=0)


def test_a_cursor_that_is_none_shows_the_first_page(client, board):
    make_idea(board=board, title="Dew point")

    for cursor in ("x", "W10", "WyJvbGRlciIsIE5hTiwgMV0", "A" * 300):
        page = client.get(f"/ideas/?page={cursor}")
        assert titles(page) == ["Dew point"]
        assert "no-cache" in page["Cache-Control"]
