"""Who is notified of what happens to ideas."""

import pytest

from community.discussions.models.reading import Level
from community.discussions.reading.actions import watch_thread
from community.kernel.subjects import Subject
from community.notifications.models import Notification
from community.notifications.registration import contents_of
from feedback.ideas.actions import change_status, edit_idea, follow_status, merge_idea, unmerge_idea
from feedback.models import Status
from feedback.votes.actions import cast_vote
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def told(type_):
    rows = Notification.objects.filter(type=type_, retracted_at=None).order_by("pk")
    return sorted(row.member_id for row in rows)


def test_voters_and_followers_hear_once_of_each_change_with_its_reason():
    team, voter, both, muting = ModeratorFactory(), *(UserFactory() for _ in range(3))
    idea = make_idea()
    author = idea.thread.author
    for member in (voter, both, muting):
        cast_vote(idea=idea, value=1, by=member)
    watch_thread(thread=idea.thread, level=Level.WATCHING, by=both)
    watch_thread(thread=idea.thread, level=Level.WATCHING, by=team)
    watch_thread(thread=idea.thread, level=Level.MUTED, by=muting)
    after = Status.objects.get(board=idea.board_id, category="under_review")

    change_status(idea=idea, status=after, by=team, reason="We want to know more.")
    handled()

    assert told("feedback.status") == sorted([author.pk, voter.pk, both.pk])
    row = Notification.objects.filter(type="feedback.status").first()
    subject = Subject(row.subject_kind, row.subject_id)
    assert contents_of([subject], voter)[subject].excerpt == "We want to know more."
    assert row.facts == {"state": "under_review"}


def test_what_becomes_private_is_no_news_for_others():
    team, voter = ModeratorFactory(), UserFactory()
    idea = make_idea()
    cast_vote(idea=idea, value=1, by=voter)
    follow_status(idea=idea, category="planned", by=team)
    handled()
    assert voter.pk in told("feedback.status")

    edit_idea(idea=idea, is_private=True, by=idea.thread.author)
    handled()
    assert told("feedback.status") == [idea.thread.author_id]
    row = Notification.objects.filter(type="feedback.status", member=voter).get()
    assert contents_of([Subject(row.subject_kind, row.subject_id)], voter) == {}

    follow_status(idea=idea, category="in_progress", by=team)
    handled()
    assert told("feedback.status") == [idea.thread.author_id] * 2


def test_a_merge_that_is_undone_is_retracted():
    team, board = ModeratorFactory(), make_board()
    source, into = make_idea(board=board), make_idea(board=board)

    merge_idea(source=source, into=into, by=team)
    handled()
    assert told("feedback.merged") == [source.thread.author_id]

    unmerge_idea(source=source, by=team)
    handled()
    rows = Notification.objects.filter(type="feedback.merged", retracted_at=None)
    assert [row.facts["state"] for row in rows] == ["unmerged"]


def test_an_author_hears_of_votes_in_one_line():
    idea = make_idea()
    for _ in range(2):
        cast_vote(idea=idea, value=1, by=UserFactory())
    handled()
    rows = Notification.objects.filter(type="feedback.voted", retracted_at=None)
    assert [(row.member_id, len(row.actors)) for row in rows] == [(idea.thread.author_id, 2)]
