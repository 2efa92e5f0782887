"""Merging duplicates, and undoing that."""

import pytest

from community.discussions.actions import close_thread, delete_thread
from community.discussions.models.reading import Level, Reading
from community.discussions.reading.actions import watch_thread
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from feedback.ideas.actions import (
    IdeaIsMerged,
    MergedIntoItself,
    NotMerged,
    TargetIsMerged,
    TargetIsPrivate,
    edit_idea,
    follow_status,
    merge_idea,
    unmerge_idea,
)
from feedback.models import Idea, Vote
from feedback.votes.actions import cast_vote, cast_vote_on_behalf, withdraw_vote_on_behalf
from feedback.votes.queries import budget_of
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return ModeratorFactory()


@pytest.fixture
def board():
    return make_board()


def stored(idea):
    return Idea.objects.select_related("thread").get(pk=idea.pk)


def test_a_merged_idea_leads_to_its_target_and_takes_no_comments(team, board):
    source, into = make_idea(board=board), make_idea(board=board)

    merge_idea(source=source, into=into, by=team)
    merge_idea(source=source, into=into, by=team)

    assert stored(source).merged_into == into
    assert stored(source).thread.closed_at is not None
    assert source not in Idea.objects.listed()
    [event] = EventRecord.objects.filter(name="feedback.idea.merged")
    assert event.payload["source_id"] == source.pk
    assert event.payload["target_id"] == into.pk


def test_unmerging_restores_what_was(team, board):
    source, into = make_idea(board=board), make_idea(board=board)
    merge_idea(source=source, into=into, by=team)

    unmerge_idea(source=source, by=team)

    assert stored(source).merged_into is None
    assert stored(source).thread.closed_at is None
    assert source in Idea.objects.listed()
    assert EventRecord.objects.filter(name="feedback.idea.unmerged").count() == 1
    with pytest.raises(NotMerged):
        unmerge_idea(source=source, by=team)


def test_votes_of_what_is_deleted_stay_returned_when_a_merge_is_undone(team, board):
    first, second, into = (make_idea(board=board) for _ in range(3))
    voter = UserFactory()
    for source in (first, second):
        cast_vote(idea=source, value=1, by=voter)
        merge_idea(source=source, into=into, by=team)
    for gone in (first, into):
        delete_thread(thread=gone.thread, by=team)

    unmerge_idea(source=first, by=team)

    assert Vote.objects.get(idea=into, user=voter).origin_id == second.pk
    assert budget_of(voter, board.pk).used == 0
    assert not broken()


def test_what_the_team_cast_stays_the_teams_and_free(team, board):
    source, into, customer = make_idea(board=board), make_idea(board=board), UserFactory()
    cast_vote_on_behalf(idea=source, member=customer, by=team)
    merge_idea(source=source, into=into, by=team)

    for kind in ("bug", "feature"):
        edit_idea(idea=into, kind=kind, by=team)
    assert budget_of(customer, board.pk).used == 0
    withdraw_vote_on_behalf(idea=into, member=customer, by=team)

    assert not Vote.objects.filter(user=customer).exists()
    assert not broken()


def test_what_was_closed_before_stays_closed(team, board):
    source, into = make_idea(board=board), make_idea(board=board)
    close_thread(thread=source.thread, by=team)
    merge_idea(source=source, into=into, by=team)

    unmerge_idea(source=source, by=team)

    assert stored(source).thread.closed_at is not None


def test_chains_are_one_hop(team, board):
    first, second, third = (make_idea(board=board) for _ in range(3))
    merge_idea(source=first, into=second, by=team)
    merge_idea(source=second, into=third, by=team)

    assert stored(first).merged_into == third
    assert stored(second).merged_into == third


def test_what_cannot_be_merged(team, board):
    first, second, third = (make_idea(board=board) for _ in range(3))
    private = make_idea(board=board, is_private=True)
    with pytest.raises(MergedIntoItself):
        merge_idea(source=first, into=first, by=team)
    with pytest.raises(TargetIsPrivate):
        merge_idea(source=first, into=private, by=team)
    merge_idea(source=first, into=second, by=team)
    with pytest.raises(IdeaIsMerged):
        merge_idea(source=first, into=third, by=team)
    with pytest.raises(TargetIsMerged):
        merge_idea(source=third, into=first, by=team)


def test_only_the_team_merges_and_unmerges(team, board):
    author = UserFactory(trust_level=4)
    source, into = make_idea(board=board, by=author), make_idea(board=board, by=author)
    with pytest.raises(Denied):
        merge_idea(source=source, into=into, by=author)
    merge_idea(source=source, into=into, by=team)
    with pytest.raises(Denied):
        unmerge_idea(source=source, by=author)


def test_followers_come_along_unless_they_chose_otherwise(team, board):
    source, into = make_idea(board=board), make_idea(board=board)
    new, muting = UserFactory(), UserFactory()
    for member in (new, muting):
        watch_thread(thread=source.thread, level=Level.WATCHING, by=member)
    watch_thread(thread=into.thread, level=Level.MUTED, by=muting)

    merge_idea(source=source, into=into, by=team)

    levels = dict(Reading.objects.filter(thread=into.thread).values_list("member", "level"))
    assert levels[new.pk] == Level.WATCHING
    assert levels[source.thread.author_id] == Level.WATCHING
    assert levels[muting.pk] == Level.MUTED


def test_a_closed_target_and_another_board_are_fine(team, board):
    source, into = make_idea(board=board), make_idea()
    follow_status(idea=into, category="declined", by=team)

    merge_idea(source=source, into=into, by=team)

    assert stored(source).merged_into == into
