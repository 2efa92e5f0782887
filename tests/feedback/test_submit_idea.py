"""How ideas and bugs begin."""

import pytest

from community.discussions.containers.actions import set_permissions
from community.events.models import EventRecord
from community.kernel.accepted import Accepted
from community.kernel.errors import Denied
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import approve_item
from feedback.boards.actions import create_board
from feedback.ideas.actions import BugsNotAccepted, OnlyOfBugs, submit_idea
from feedback.models import Idea
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db


def submit(board, by=None, **fields):
    said = {"title": "Show the dew point", "source": "It is not shown."}
    return submit_idea(board=board, by=by or UserFactory(trust_level=2), **(said | fields))


def test_an_idea_is_numbered_voted_for_and_watched_by_its_author():
    board, member = make_board(), UserFactory(trust_level=2)

    first, second = submit(board, member), submit(board, member, title="Another")

    assert (first.number, second.number) == (1, 2)
    assert first.status.category == first.category == "submitted"
    assert first.votes.get().user == member
    assert first.thread.readings.get().member == member
    assert first.thread.audience_id == board.audience_id
    names = EventRecord.objects.filter(name="feedback.idea.submitted")
    assert [event.payload["idea_id"] for event in names.order_by("pk")] == [first.pk, second.pk]


def test_a_bug_keeps_its_facts():
    bug = submit(
        make_board(), kind="bug", severity=2, steps="1. Open\n2. Wait", affected_version=" 2.1 ",
        environment="Firefox",
    )  # fmt: skip
    assert (bug.severity, bug.steps, bug.affected_version) == (2, "1. Open\n2. Wait", "2.1")
    assert bug.environment == "Firefox"


def test_an_idea_has_nothing_that_only_bugs_have():
    board = make_board()
    for facts in ({"is_security": True}, {"severity": 1}, {"steps": "1. Open"}):
        with pytest.raises(OnlyOfBugs):
            submit(board, **facts)
    assert not Idea.objects.exists()


def test_a_board_may_take_no_bugs():
    board = make_board(accepts_bugs=False)
    with pytest.raises(BugsNotAccepted):
        submit(board, kind="bug")


def test_a_form_that_is_sent_twice_submits_once():
    board, member = make_board(), UserFactory(trust_level=2)
    first = submit(board, member, once="a-form")
    assert submit(board, member, once="a-form") == first
    assert Idea.objects.count() == 1


def test_what_needs_approval_waits_and_keeps_everything():
    board, member = make_board(do_threads_need_approval=True), UserFactory(trust_level=2)

    waiting = submit(board, member, kind="bug", severity=3, steps="Open it.")

    assert isinstance(waiting, Accepted)
    assert not Idea.objects.exists()
    approve_item(item=ReviewItem.objects.get(pk=waiting.item_id), by=ModeratorFactory())
    bug = Idea.objects.get(pk=waiting.subject_id)
    assert (bug.kind, bug.severity, bug.steps, bug.board_id) == ("bug", 3, "Open it.", board.pk)
    assert bug.thread.author == member
    assert bug.votes.get().user == member


def test_who_may_not_start_submits_nothing():
    board = make_board()
    set_permissions(container=board, rows=[(None, "start", "no")], by=AdminFactory())
    with pytest.raises(Denied):
        submit(board)


def test_only_the_team_submits_on_behalf_of_a_member():
    board, customer = make_board(), UserFactory()
    with pytest.raises(Denied):
        submit(board, on_behalf_of=customer)

    idea = submit(board, ModeratorFactory(), on_behalf_of=customer)

    assert idea.on_behalf_of == customer
    assert [vote.user for vote in idea.votes.all()] == [customer]


def test_a_board_has_a_status_of_each_category():
    board = create_board(title="Product", slug="product", by=AdminFactory())
    assert make_idea(board=board).status.label == "Submitted"
    assert board.statuses.count() == 6
