"""The roadmap: what is on it, for whom, in which order, and on other sites."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.live import bell
from feedback.models import BoardSettings, Idea, Status
from feedback.roadmap import queries
from feedback.roadmap.actions import set_eta
from feedback.roadmap.channels import CHANNEL
from feedback.roadmap.queries import Filters
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.statuses import with_status
from tests.handled import handled

pytestmark = pytest.mark.django_db


def planned(title, *, board=None, category="planned", eta=None, by=None, **facts):
    idea = with_status(
        make_idea(board=board, title=title, by=by, source="The *air* is damp."), category, **facts
    )
    if eta:
        set_eta(idea=idea, eta_date=eta, eta_precision="day", by=ModeratorFactory())
    return idea


def shown(columns):
    return {column.title: [idea.thread.title for idea in column.ideas] for column in columns}


def closed_board(*members):
    audience = form_audience(kind=Audience.Kind.SHARED, members=members, title="Team")
    return make_board(audience=audience)


# -- columns -------------------------------------------------------------------------------------
def test_columns_are_in_order_of_dates_then_of_scores():
    board = make_board()
    planned("A later date", board=board, eta=date(2027, 3, 1))
    planned("Many votes", board=board, score=9)
    planned("Few votes", board=board, score=2)
    planned("A sooner date", board=board, eta=date(2026, 3, 1))

    columns = shown(queries.by_status(UserFactory(), Filters()))

    assert columns == {
        "Planned": ["A sooner date", "A later date", "Many votes", "Few votes"],
        "In progress": [],
        "Completed": [],
    }


def test_completed_ones_are_shown_for_90_days_newest_first():
    board, now = make_board(), timezone.now()
    for days in (89, 1, 91):
        at = now - timedelta(days=days)
        planned(f"Done {days} days ago", board=board, category="completed", status_changed_at=at)

    columns = shown(queries.by_status(UserFactory(), Filters()))

    assert columns["Completed"] == ["Done 1 days ago", "Done 89 days ago"]


def test_what_the_team_keeps_off_is_not_on_it():
    planned("Under review", category="under_review")
    of_status, of_board, merged = planned("Status"), planned("Board"), planned("Merged")
    Status.objects.filter(pk=of_status.status_id).update(is_on_roadmap=False)
    BoardSettings.objects.filter(board=of_board.board_id).update(is_on_roadmap=False)
    into = make_idea(title="Submitted")
    Idea.objects.filter(pk=merged.pk).update(merged_into=into, merged_at=timezone.now())

    assert not any(shown(queries.by_status(UserFactory(), Filters())).values())


def test_a_column_has_fifty_and_says_that_there_are_more(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 2)
    board = make_board()
    for n in range(3):
        planned(f"Idea {n}", board=board)
    planned("Alone", board=board, category="in_progress")

    columns = queries.by_status(UserFactory(), Filters())

    assert [(len(one.ideas), one.has_more) for one in columns] == [
        (2, True),
        (1, False),
        (0, False),
    ]


def test_quarters_are_columns_and_what_has_no_date_is_the_last():
    board = make_board()
    planned("In August", board=board, eta=date(2026, 8, 5))
    planned("In July", board=board, category="in_progress", eta=date(2026, 7, 1))
    planned("Next year", board=board, eta=date(2027, 1, 1))
    planned("Some day", board=board)
    planned("Done", board=board, category="completed", eta=date(2026, 8, 5))

    columns = queries.by_quarter(UserFactory(), Filters())

    assert list(shown(columns).items()) == [
        ("Q3 2026", ["In July", "In August"]),
        ("Q1 2027", ["Next year"]),
        ("No date yet", ["Some day"]),
    ]


# -- for whom ------------------------------------------------------------------------------------
def test_nobody_learns_of_what_they_may_not_read(as_):
    reader = UserFactory()
    planned("Secret plan", board=closed_board(reader), by=reader)
    planned("Open plan")

    def told(client):
        pages = ["/roadmap/", "/roadmap/?by=quarter", "/api/v1/roadmap/", "/roadmap.json"]
        return [b"Secret plan" in client.get(page).content for page in [*pages, "/roadmap/embed/"]]

    assert told(as_(reader)) == [True, True, True, False, False]
    assert told(as_(UserFactory())) == told(as_()) == [False] * 5
    assert b"Open plan" in as_().get("/roadmap/embed/").content


def test_a_board_and_a_tag_that_are_known_narrow_it(as_):
    board = make_board(slug="sensors")
    with_status(make_idea(board=board, title="Tagged", tags=["glue"], by=AdminFactory()), "planned")
    planned("Untagged", board=board)
    planned("Elsewhere")

    def titles(query):
        columns = as_().get(f"/roadmap.json{query}").json()["columns"]
        return {idea["title"] for column in columns for idea in column["ideas"]}

    assert titles("") == {"Tagged", "Untagged", "Elsewhere"}
    assert titles("?board=sensors") == {"Tagged", "Untagged"}
    assert titles("?board=sensors&tag=GLUE") == {"Tagged"}

    # One that the viewer does not know is as none.
    hidden = closed_board(UserFactory())

    for slug in ("nonsense", hidden.slug):
        assert as_().get(f"/roadmap/?board={slug}").status_code == 404
        answer = as_().get(f"/api/v1/roadmap/?board={slug}").json()
        assert [column["ideas"] for column in answer["columns"]] == [[], [], []]


# -- pages ---------------------------------------------------------------------------------------
def test_the_page_says_how_an_idea_begins_and_costs_as_much_for_many(as_):
    board = make_board()
    client = as_(UserFactory())
    planned("One", board=board)
    client.get("/roadmap/")

    def queries_of_page():
        with CaptureQueriesContext(connection) as ran:
            page = client.get("/roadmap/").content.decode()
        assert "The air is damp." in page
        return len(ran)

    few = queries_of_page()
    for n in range(4):
        planned(f"Idea {n}", board=board, category="in_progress")

    assert queries_of_page() == few <= 14


def test_a_page_for_visitors_is_kept_until_a_change_rings(as_):
    idea = planned("Kept")
    handled()
    page = as_().get("/roadmap/")
    again = as_().get("/roadmap/")
    assert "12 March 2026" not in as_().get("/roadmap/embed/").content.decode()
    before = bell.version(CHANNEL)

    set_eta(idea=idea, eta_date=date(2026, 3, 12), eta_precision="day", by=ModeratorFactory())
    handled()

    assert (page.get("X-Cache"), again.get("X-Cache")) == (None, "hit")
    assert bell.version(CHANNEL) != before
    for place in ("/roadmap/", "/roadmap/embed/"):
        assert b"12 March 2026" in as_().get(place).content
    with_status(idea, "completed")
    assert b"12 March 2026" not in as_(idea.thread.author).get("/roadmap/").content


def test_an_empty_page_says_what_comes_next_and_administrators_get_the_snippet(as_):
    page = as_().get("/roadmap/").content.decode()

    assert "No ideas on the roadmap yet" in page
    assert "/ideas/" in page
    assert (
        b"&quot; title=&quot;Roadmap&quot; width=" in as_(AdminFactory()).get("/roadmap/").content
    )
    assert b"iframe" not in as_(UserFactory()).get("/roadmap/").content


# -- on other sites ------------------------------------------------------------------------------
def test_any_site_may_frame_the_embedded_page_and_no_other(as_):
    planned("Shown")

    framed, other = as_().get("/roadmap/embed/"), as_().get("/roadmap/")

    assert "X-Frame-Options" not in framed
    assert framed["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "script" not in framed.content.decode()
    assert other["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]


def test_the_embedded_page_is_the_same_for_members_and_opens_links_outside(as_):
    reader = UserFactory()
    planned("Secret plan", board=closed_board(reader), by=reader)
    idea = planned("Open plan")

    member, visitor = as_(reader).get("/roadmap/embed/"), as_().get("/roadmap/embed/")

    assert member.content == visitor.content
    assert not member.cookies
    assert "public" in member["Cache-Control"]
    link = f'href="http://testserver{idea.get_absolute_url()}" target="_blank" rel="noopener"'
    assert link in visitor.content.decode()


def test_scripts_on_any_site_read_the_json_and_programs_the_same_over_graphql(as_):
    idea = planned("Shown", eta=date(2026, 3, 12), score=7)

    answer = as_().get("/roadmap.json", headers={"Origin": "https://shop.example"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "public" in answer["Cache-Control"]
    [found] = answer.json()["columns"][0]["ideas"]
    assert found["url"] == f"http://testserver{idea.get_absolute_url()}"
    assert found["eta_text"] == "12 March 2026"

    query = "{ feedback { roadmap { category title ideas { title etaText score } } } }"
    answer = as_().post("/graphql/", {"query": query}, content_type="application/json").json()
    first = answer["data"]["feedback"]["roadmap"][0]
    assert first["category"] == "PLANNED"
    assert first["ideas"] == [{"title": "Shown", "etaText": "12 March 2026", "score": 7}]
