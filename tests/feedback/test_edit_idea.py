"""Editing an idea, and moving it to another board."""

import pytest

from community.discussions.actions import delete_thread, restore_thread
from community.discussions.history.versions import history_of
from community.discussions.models import Revision
from community.kernel.errors import Denied, Stale
from community.kernel.invariants import broken
from feedback.boards.actions import edit_statuses
from feedback.ideas.actions import (
    BugsNotAccepted,
    OnlyOfBugs,
    ThereNeedsApproval,
    TypeIsOfTheTeam,
    edit_idea,
    follow_status,
    move_idea,
)
from feedback.models import Idea, Status
from feedback.votes.actions import cast_vote
from feedback.votes.queries import budget_of
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def stored(idea):
    return Idea.objects.select_related("thread", "status").get(pk=idea.pk)


def _change(change):
    return change.before, change.after


def test_an_edit_keeps_what_was_there_before():
    idea = make_idea(kind="bug", severity=1, title="Frost")
    author = idea.thread.author

    edit_idea(idea=idea, title="Ice", severity=3, steps="1. Open", version=idea.version, by=author)

    assert (stored(idea).thread.title, stored(idea).severity) == ("Ice", 3)
    assert stored(idea).version == idea.version + 1
    revision = Revision.objects.get(post__thread=idea.pk)
    assert revision.facts == {"title": "Frost", "severity": 1, "steps": ""}
    [step] = history_of(stored(idea).thread.posts.get(number=1), author).steps
    assert {("Critical", "Minor"), ("Frost", "Ice")} <= {_change(one) for one in step.facts}


def test_an_edit_that_changes_nothing_writes_nothing():
    idea = make_idea(title="Frost")
    edit_idea(idea=idea, title="Frost", version=99, by=idea.thread.author)
    assert stored(idea).version == idea.version
    assert not Revision.objects.exists()


def test_whoever_saw_another_version_is_told():
    idea = make_idea()
    edit_idea(idea=idea, title="Ice", by=idea.thread.author)
    with pytest.raises(Stale):
        edit_idea(idea=idea, title="Snow", version=idea.version, by=idea.thread.author)


def test_others_edit_nothing():
    idea = make_idea()
    for act in ({"title": "Ice"}, {"is_private": True}):
        with pytest.raises(Denied):
            edit_idea(idea=idea, by=UserFactory(trust_level=4), **act)
    with pytest.raises(Denied):
        move_idea(idea=idea, board=make_board(), by=UserFactory(trust_level=4))


def test_a_bug_that_becomes_an_idea_loses_what_only_bugs_have():
    bug = make_idea(kind="bug", severity=1, steps="1. Open")
    edit_idea(idea=bug, kind="feature", by=bug.thread.author)
    assert (stored(bug).kind, stored(bug).severity, stored(bug).steps) == ("feature", None, "")
    with pytest.raises(OnlyOfBugs):
        edit_idea(idea=bug, severity=1, by=bug.thread.author)


def test_votes_on_bugs_cost_nothing():
    idea = make_idea()
    author, board_id = idea.thread.author, idea.board_id
    assert budget_of(author, board_id).used == 1
    edit_idea(idea=idea, kind="bug", by=author)
    assert budget_of(author, board_id).used == 0
    edit_idea(idea=idea, kind="feature", by=author)
    assert budget_of(author, board_id).used == 1


def test_what_others_gave_for_nothing_is_not_turned_into_votes_by_the_author():
    bug = make_idea(kind="bug")
    cast_vote(idea=bug, value=1, by=UserFactory())
    with pytest.raises(TypeIsOfTheTeam):
        edit_idea(idea=bug, kind="feature", by=bug.thread.author)
    edit_idea(idea=bug, kind="feature", by=ModeratorFactory())
    assert stored(bug).kind == "feature"


def test_what_an_author_does_gives_nobody_more_votes():
    here, there = make_board(vote_limits=[1] * 5), make_board(vote_limits=[1] * 5)
    friend = UserFactory()
    away, gone = make_idea(board=there), make_idea(board=here)
    for idea in (away, gone):
        cast_vote(idea=idea, value=1, by=friend)
    delete_thread(thread=gone.thread, by=gone.thread.author)
    cast_vote(idea=make_idea(board=here), value=1, by=friend)

    restore_thread(thread=gone.thread, by=gone.thread.author)
    move_idea(idea=away, board=here, by=away.thread.author)

    assert budget_of(friend, here.pk).used == 1
    assert [stored(idea).score for idea in (gone, away)] == [1, 1]
    assert not broken()


def test_an_idea_moves_with_a_status_of_the_same_category():
    admin, team = AdminFactory(), ModeratorFactory()
    here, there = make_board(), make_board()
    make_idea(board=there)
    each = [{"category": one} for one in Status.Category.values]
    edit_statuses(board=there, statuses=[*each, {"category": "planned", "name": "Z"}], by=admin)
    idea = make_idea(board=here, tags=[])
    follow_status(idea=idea, category="planned", by=team)

    move_idea(idea=idea, board=there, by=team)
    move_idea(idea=idea, board=there, by=team)
    handled()

    moved = stored(idea)
    assert (moved.board_id, moved.number) == (there.pk, 2)
    assert (moved.status.board_id, moved.status.label) == (there.pk, "Planned")
    assert moved.thread.container_id == there.pk
    here.refresh_from_db()
    there.refresh_from_db()
    assert (here.threads_count, there.threads_count) == (0, 2)


def test_where_an_idea_cannot_move():
    idea = make_idea(kind="bug")
    with pytest.raises(BugsNotAccepted):
        move_idea(idea=idea, board=make_board(accepts_bugs=False), by=ModeratorFactory())
    with pytest.raises(ThereNeedsApproval):
        move_idea(idea=idea, board=make_board(do_threads_need_approval=True), by=idea.thread.author)
