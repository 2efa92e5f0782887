"""The product team's workplace in the admin."""

import csv
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience
from community.accounts.organisations.actions import create_organisation
from feedback.ideas.actions import change_status, edit_idea, follow_status, merge_idea
from feedback.models import Assessment, Idea, StatusChange
from feedback.prioritising.actions import assess_impact, set_priority
from feedback.prioritising.factors import NAMES
from feedback.votes.actions import cast_vote
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db

IDEAS, TABLE = "/admin/feedback/idea/", "/admin/feedback/idea/priorities/"
RICE = {"reach": 100, "impact": 1, "confidence": 1, "effort": 1}


@pytest.fixture
def moderator():
    return ModeratorFactory()


@pytest.fixture
def client(as_, moderator):
    return as_(moderator)


@pytest.fixture
def board():
    return make_board(title="Product")


def listed(client, query=""):
    """The titles of the list, in order."""
    answer = client.get(f"{IDEAS}?{query}")
    assert answer.status_code == 200, query
    found = answer.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    return re.findall(r'class="field-title"><a [^>]*>#\d+ ([^<]*)</a>', found)


def act(client, action, *ideas, **told):
    sent = {"action": action, "_selected_action": [idea.pk for idea in ideas], **told}
    return client.post(IDEAS, sent, follow=True)


def category(idea):
    return Idea.objects.get(pk=idea.pk).category


def test_the_list_is_sorted_and_filtered_by_what_decides(client, moderator, board):
    first = make_idea(board=board, title="First")
    second = make_idea(board=board, title="Second", kind="bug", severity=1)
    third = make_idea(board=make_board(title="Other"), title="Third")
    set_priority(idea=second, by=moderator, **RICE)
    assess_impact(idea=first, factors=dict.fromkeys(NAMES, 4), by=moderator)
    assess_impact(idea=third, factors=dict.fromkeys(NAMES, 5), by=moderator)
    columns = client.get(IDEAS).context["cl"].list_display

    def by(name):
        return listed(client, f"o=-{columns.index(name)}")

    assert by("rice_score") == ["Second", "Third", "First"]
    assert by("assessed_impact") == ["Third", "First", "Second"]
    assert by("customer_value")[0] in {"First", "Second", "Third"}
    assert listed(client, "severity__exact=1") == ["Second"]
    assert listed(client, f"board__id__exact={board.pk}") == ["Second", "First"]
    assert listed(client, "triage=new") == ["Third", "First"]
    assert listed(client, f"q=%23{third.number}") == ["Third", "First"]
    assert listed(client, "q=seco") == ["Second"]


def test_nothing_private_is_named_to_who_may_not_read_it(as_, client, moderator):
    reader = UserFactory()
    readers = form_audience(kind=Audience.Kind.SHARED, members=[reader], title="Few")
    hidden = make_idea(board=make_board(audience=readers, title="Back room"), by=reader)
    private = make_idea(title="For the team", is_private=True)

    page = client.get(IDEAS).content.decode()
    table = client.get(TABLE).content.decode()

    assert "Back room" not in page + table
    assert hidden.thread.title not in page + table
    assert private.thread.title in page
    for path in (f"{hidden.pk}/change/", f"{hidden.pk}/assessment/"):
        assert as_(moderator).get(f"{IDEAS}{path}", follow=True).status_code in {200, 404}
        assert hidden.thread.title not in client.get(f"{IDEAS}{path}", follow=True).content.decode()
    assert client.get(f"{TABLE}?board={hidden.board_id}").status_code == 404
    sent = {"idea": hidden.pk, "version": 1, "reach": 5}
    assert client.post(f"{TABLE}?board={hidden.board_id}", sent).status_code == 404
    assert act(client, "make_private", hidden).status_code == 200
    member = as_(UserFactory())
    assert {member.get(url).status_code for url in (IDEAS, TABLE)} == {302}


def test_the_status_of_several_changes_after_a_question(client, board):
    one, two = make_idea(board=board, title="One"), make_idea(board=board, title="Two")

    asked = act(client, "change_statuses", one, two).content.decode()
    to = next(status.pk for status in board.statuses.all() if status.category == "under_review")
    done = act(client, "change_statuses", one, two, to=to, reason="We look at it.")

    assert "Under review" in asked
    assert [category(one), category(two)] == ["under_review"] * 2
    assert {*StatusChange.objects.values_list("reason", flat=True)} == {"We look at it."}
    assert "2 changed." in done.content.decode()


def test_a_status_of_another_board_is_found_by_its_name_and_what_is_refused_is_told(
    client, moderator, board
):
    one, two = make_idea(board=board), make_idea(board=make_board())
    three = make_idea(board=board)
    follow_status(idea=three, category="planned", by=moderator)
    to = board.statuses.get(category="under_review")

    told = act(client, "change_statuses", one, two, three, to=to.pk).content.decode()
    assert [category(one), category(two), category(three)] == ["under_review"] * 3
    completed = board.statuses.get(category="completed")
    refused = act(client, "change_statuses", one, to=completed.pk).content.decode()

    assert "3 changed." in told
    assert category(one) == "under_review"
    assert "It can go back one step at a time." in refused


def test_duplicates_are_merged_into_what_a_search_finds(client, board):
    source, other = make_idea(board=board, title="Dark mode"), make_idea(board=board, title="Zoom")
    into = make_idea(board=board, title="Dark theme please")

    assert "No ideas found." in act(client, "merge_ideas", source, q="xyzzy").content.decode()
    for q in ("theme dark", f"#{into.number}", str(into.pk)):
        found = act(client, "merge_ideas", source, q=q).content.decode()
        assert f'name="into" value="{into.pk}"' in found
    assert (
        f'value="{other.pk}"' not in act(client, "merge_ideas", source, q="Dark").content.decode()
    )
    act(client, "merge_ideas", source, into=into.pk)
    assert Idea.objects.get(pk=source.pk).merged_into_id == into.pk
    assert listed(client, "merged_into__isempty=0") == ["Dark mode"]

    act(client, "unmerge_ideas", source)
    assert Idea.objects.get(pk=source.pk).merged_into_id is None


def test_ideas_are_made_private_and_public(client, board):
    idea = make_idea(board=board)

    act(client, "make_private", idea)
    assert Idea.objects.get(pk=idea.pk).is_private
    act(client, "make_public", idea)
    assert not Idea.objects.get(pk=idea.pk).is_private


def test_the_form_sets_priority_and_the_expected_date(client, moderator, board):
    idea = make_idea(board=board)
    at = f"{IDEAS}{idea.pk}/change/"
    assess_impact(idea=idea, factors=dict.fromkeys(NAMES, 4), by=moderator)

    shown = client.get(at).content.decode()
    sent = {
        "reach": 10,
        "impact": "0.5",
        "confidence": "0.8",
        "effort": "2",
        "eta_date": "2027-05-20",
    }
    assert client.post(at, sent).status_code == 302
    again = client.get(at).content.decode()
    client.post(at, sent | {"impact": "", "eta_precision": "month"})
    bad = client.post(at, sent | {"effort": "0"}).content.decode()

    assert moderator.username in shown
    assert '<option value="0.5" selected>' in again
    assert (
        "Q2 2027" in client.get(IDEAS).content.decode()
        or "May 2027" in client.get(IDEAS).content.decode()
    )
    idea.refresh_from_db()
    assert (idea.impact, idea.rice, str(idea.eta_date)) == (None, None, "2027-05-01")
    assert 'class="errorlist"' in bad


def test_an_assessment_is_written_on_its_own_page(client, moderator, board):
    idea = make_idea(board=board)
    at = f"{IDEAS}{idea.pk}/assessment/"

    incomplete = client.post(at, {"revenue": "3"})
    client.post(at, dict.fromkeys(NAMES, "3") | {"note": "Asked for.", "evidence_url": ""})
    again = client.get(at).content.decode()

    assert incomplete.status_code == 200
    [row] = Assessment.objects.all()
    assert (row.assessor, row.factors) == (moderator, dict.fromkeys(NAMES, 3))
    assert "Asked for." in again


def test_the_table_sorts_saves_a_row_and_refuses_what_is_stale(client, moderator, board):
    low, high = make_idea(board=board, title="Low"), make_idea(board=board, title="High")
    closed = make_idea(board=board, title="Closed")
    follow_status(idea=closed, category="declined", by=moderator)
    set_priority(idea=low, by=moderator, **RICE)
    cast_vote(idea=high, value=1, by=UserFactory(trust_level=2))
    Idea.objects.filter(pk=high.pk).update(score=2)

    def order(sort):
        page = client.get(f"{TABLE}?board={board.pk}&sort={sort}").content.decode()
        return re.findall(r"<bdi>(Low|High|Closed)</bdi>", page)

    assert [order("rice"), order("votes")] == [["Low", "High"], ["High", "Low"]]
    assert all(len(order(sort)) == 2 for sort in ("trending", "customer_value", "impact", "x"))
    sent = {"idea": high.pk, "version": high.version, **RICE, "reach": 900, "effort": "0.5"}
    saved = client.post(f"{TABLE}?board={board.pk}&sort=rice", sent, follow=True)
    stale = client.post(f"{TABLE}?board={board.pk}", sent | {"reach": 1}, follow=True)

    assert "Priority saved." in saved.content.decode()
    assert "Somebody else changed this" in stale.content.decode()
    assert Idea.objects.get(pk=high.pk).rice == 1800
    assert order("rice") == ["High", "Low"]


def test_the_table_is_a_file_in_which_no_title_is_a_formula(client, moderator, board):
    idea = make_idea(board=board, title='=HYPERLINK("https://a.example")')
    set_priority(idea=idea, by=moderator, **RICE)

    answer = client.get(f"{TABLE}?board={board.pk}&format=csv")
    [row] = csv.DictReader(answer.content.decode().splitlines())

    assert answer["Content-Type"].startswith("text/csv")
    assert row["title"] == '\'=HYPERLINK("https://a.example")'
    assert (row["rice"], row["status"]) == ("100.0000", "Submitted")
    assert row["url"].startswith("http://testserver/ideas/i/")


def test_lists_cost_as_many_queries_however_long_they_are(client, moderator, board):
    customer = create_organisation(name="Lakeside", yearly_value=5, by=AdminFactory())

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as ran:
            assert "Lakeside" in client.get(address).content.decode() or address != IDEAS
        return len(ran)

    def grow():
        idea = make_idea(board=board, by=moderator, organisation=customer)
        assess_impact(idea=idea, factors=dict.fromkeys(NAMES, 2), by=moderator)
        change_status(idea=idea, status=board.statuses.get(category="under_review"), by=moderator)
        return idea

    grow()
    addresses = (IDEAS, f"{TABLE}?board={board.pk}", f"{TABLE}?board={board.pk}&format=csv")
    few = [queries(address) for address in addresses]
    source, into = grow(), grow()
    edit_idea(idea=grow(), is_private=True, by=moderator)
    merge_idea(source=source, into=into, by=moderator)

    assert [queries(address) for address in addresses] == few
    assert max(few) <= 14
