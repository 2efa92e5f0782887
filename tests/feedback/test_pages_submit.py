"""Submitting and editing ideas on pages."""

import pytest

from community.moderation.models import ReviewItem
from feedback.models import Idea
from tests.factories import AdminFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db

FORM = {"title": "Show the dew point", "source": "It is not shown.", "kind": "feature", "tags": ""}
OF_BUGS = {
    "severity": "2", "steps": "1. Wait\r\n2. See", "affected_version": "4.1", "environment": "C2",
}  # fmt: skip


@pytest.fixture
def board():
    return make_board(title="Console")


@pytest.fixture
def author():
    return UserFactory(trust_level=2)


def test_the_only_board_is_chosen_and_its_template_stands_in_the_text(as_, author):
    empty = as_(author).get("/ideas/new/").content.decode()
    assert "There is no board on which you can suggest an idea." in empty
    board = make_board(template="What would change for you?")

    form = as_(author).get("/ideas/new/").context["form"]

    assert form.initial["board"] == board.pk
    assert form.initial["source"] == "What would change for you?"
    assert "on_behalf_of" not in form.fields


def test_an_idea_is_submitted_with_the_authors_vote(as_, board, author):
    done = as_(author).post("/ideas/new/", {**FORM, **OF_BUGS, "board": board.pk})

    idea = Idea.objects.select_related("thread").get()
    assert done.url == idea.get_absolute_url()
    assert (idea.steps, idea.severity) == ("", None)  # hidden from an idea, and not its own
    assert idea.votes.get().user == author


def test_a_security_report_is_private(as_, board, author):
    as_(author).post(
        "/ideas/new/",
        {**FORM, **OF_BUGS, "kind": "bug", "is_security": "on", "board": board.pk},
    )

    bug = Idea.objects.get()
    assert bug.is_private
    assert bug.is_security
    assert (bug.severity, bug.steps) == (2, "1. Wait\n2. See")


def test_a_refused_form_keeps_all_that_was_typed(as_, board, author):
    refused = as_(author).post(
        "/ideas/new/", {**FORM, **OF_BUGS, "kind": "bug", "title": "", "board": board.pk}
    )

    html = refused.content.decode()
    assert refused.status_code == 422
    assert "It is not shown." in html
    assert "2. See" in html
    assert not Idea.objects.exists()


def test_what_waits_for_approval_is_said_so(as_, author):
    board = make_board(do_threads_need_approval=True)

    done = as_(author).post("/ideas/new/", {**FORM, "board": board.pk})

    assert done.status_code == 302
    assert not Idea.objects.exists()
    assert ReviewItem.objects.exists()


def test_the_team_submits_on_behalf_of_a_member(as_, board, author):
    typed = {**FORM, "board": board.pk}
    client = as_(AdminFactory())

    unknown = client.post("/ideas/new/", {**typed, "on_behalf_of": "nobody-here"})
    client.post("/ideas/new/", {**typed, "on_behalf_of": f"@{author.username}"})

    assert unknown.status_code == 422
    assert Idea.objects.get().on_behalf_of == author


def test_similar_ideas_are_offered_and_private_ones_are_not(as_, board, author):
    make_idea(board=board, title="Show the dew point on the screen")
    make_idea(board=board, title="Show the dew point in secret", is_private=True)
    handled()

    html = as_(author).get("/ideas/similar/?title=Show the dew point").content.decode()

    assert "1 similar idea" in html
    assert "in secret" not in html


def test_an_idea_is_edited_unless_somebody_else_was_faster(as_, board, author):
    idea = make_idea(board=board, by=author)
    client, url = as_(author), f"/ideas/i/x/{idea.pk}/edit/"
    typed = {"title": "Dew point", "kind": "feature", "tags": "", "version": idea.version}

    client.post(url, typed)
    stale = client.post(url, {**typed, "title": "Frost point"})

    assert Idea.objects.select_related("thread").get().thread.title == "Dew point"
    assert stale.status_code == 422
    assert "Frost point" in stale.content.decode()
