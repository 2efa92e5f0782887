"""The status machine of ideas."""

from itertools import pairwise, permutations, product

import pytest

from community.accounts.models import User
from community.events.models import EventRecord
from community.kernel.errors import Denied
from feedback.ideas.actions import (
    StatusNotNext,
    StatusOfAnotherBoard,
    change_status,
    follow_status,
    merge_idea,
)
from feedback.ideas.actions.refusals import IdeaIsMerged
from feedback.ideas.actions.statuses import NEXT
from feedback.models import Idea, Status
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db
ALL = list(Status.Category.values)


@pytest.fixture
def team():
    return ModeratorFactory()


def status(idea, category, name=None):
    rows = Status.objects.filter(board=idea.board_id, category=category)
    return rows.get(name=name) if name is not None else rows.first()


def put(idea, category, team):
    return follow_status(idea=idea, category=category, by=team)


def stored(idea):
    return Idea.objects.get(pk=idea.pk)


ALLOWED = {
    "submitted": {"under_review"},
    "under_review": {"planned", "declined", "submitted"},
    "planned": {"in_progress", "under_review"},
    "in_progress": {"completed", "planned"},
    "completed": {"in_progress"},
    "declined": {"under_review"},
}


def test_only_the_next_categories_can_be_reached_in_one_step(team):
    board = make_board()
    for before, after in permutations(ALL, 2):
        idea = make_idea(board=board, by=team)
        put(idea, before, team)
        if after in ALLOWED[before]:
            change_status(idea=idea, status=status(idea, after), by=team)
            assert stored(idea).category == after
        else:
            with pytest.raises(StatusNotNext):
                change_status(idea=idea, status=status(idea, after), by=team)
            assert stored(idea).category == before


def test_a_change_is_kept_with_its_reason_and_told_once(team):
    idea = make_idea()
    after = status(idea, "under_review")

    changed = change_status(idea=idea, status=after, by=team, reason="  We look at it.  ")
    again = change_status(idea=idea, status=after, by=team, reason="Twice.")

    [row] = idea.status_changes.all()
    assert (row.before_category, row.after_category) == ("submitted", "under_review")
    assert (row.reason, row.actor, row.after) == ("We look at it.", team, after)
    assert changed.status_changed_at >= idea.status_changed_at
    assert again.status == after
    [event] = EventRecord.objects.filter(name="feedback.idea.status_changed")
    assert event.payload["change_id"] == row.pk
    assert event.payload["author_id"] == idea.thread.author_id


def test_named_statuses_of_one_category_are_free(team):
    idea = make_idea()
    named = Status.objects.create(board_id=idea.board_id, category="submitted", name="Collecting")

    change_status(idea=idea, status=named, by=team)

    assert stored(idea).status == named
    assert stored(idea).category == "submitted"


def test_only_the_team_changes_a_status():
    idea = make_idea()
    for person in (idea.thread.author, UserFactory(trust_level=4)):
        with pytest.raises(Denied):
            change_status(idea=idea, status=status(idea, "under_review"), by=person)
    assert not idea.status_changes.exists()


def test_a_status_of_another_board_is_none_of_this_one(team):
    idea, other = make_idea(), make_idea()
    with pytest.raises(StatusOfAnotherBoard):
        change_status(idea=idea, status=status(other, "under_review"), by=team)


def test_a_merged_idea_keeps_its_status(team):
    board = make_board()
    idea, into = make_idea(board=board), make_idea(board=board)
    merge_idea(source=idea, into=into, by=team)
    with pytest.raises(IdeaIsMerged):
        change_status(idea=idea, status=status(idea, "under_review"), by=team)


def test_the_page_shows_another_version(team):
    idea = make_idea()
    before = idea.thread.changes
    change_status(idea=idea, status=status(idea, "under_review"), by=team)
    idea.thread.refresh_from_db()
    assert idea.thread.changes > before


def test_a_tracker_walks_the_allowed_steps(team):
    machine = User.objects.get(is_machine=True)
    board = make_board()
    for before, after in product(ALL, ALL):
        idea = make_idea(board=board, by=team)
        put(idea, before, machine)
        had = idea.status_changes.count()
        told = EventRecord.objects.filter(name="feedback.idea.status_changed").count()

        follow_status(idea=idea, category=after, by=machine, reason="GH-12")

        rows = list(idea.status_changes.order_by("pk"))[had:]
        steps = [before, *(row.after_category for row in rows)]
        assert stored(idea).category == after == steps[-1]
        assert all(later in NEXT[earlier] for earlier, later in pairwise(steps))
        assert [row.reason for row in rows] == [""] * (len(rows) - 1) + ["GH-12"] * bool(rows)
        now = EventRecord.objects.filter(name="feedback.idea.status_changed").count()
        assert now - told == (before != after)
