"""What ideas count for."""

import pytest

from community.accounts.models import BadgeAward
from experience.recognition.models import Contribution
from feedback.ideas.actions import follow_status
from feedback.votes.actions import cast_vote, withdraw_vote
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def counted(rule):
    handled()
    rows = Contribution.objects.filter(rule=rule, is_withdrawn=False)
    return sorted(rows.values_list("member_id", flat=True))


def test_what_is_completed_counts_until_it_is_reopened():
    team = ModeratorFactory()
    idea, bug, own = make_idea(), make_idea(kind="bug"), make_idea(by=team)
    for each in (idea, bug, own):
        follow_status(idea=each, category="completed", by=team)
    assert counted("feedback.idea_completed") == [idea.thread.author_id]
    assert counted("feedback.bug_completed") == [bug.thread.author_id]

    follow_status(idea=idea, category="in_progress", by=team)
    assert counted("feedback.idea_completed") == []


def test_votes_of_others_count_as_long_as_they_stand():
    idea, voter = make_idea(), UserFactory()
    cast_vote(idea=idea, value=1, by=voter)
    assert counted("feedback.vote_received") == [idea.thread.author_id]
    withdraw_vote(idea=idea, by=voter)
    assert counted("feedback.vote_received") == []


def test_a_bug_hunter_found_five():
    author, team, board = UserFactory(trust_level=3), ModeratorFactory(), make_board()
    for _ in range(5):
        bug = make_idea(board=board, kind="bug", by=author)
        follow_status(idea=bug, category="completed", by=team)
    handled()
    assert BadgeAward.objects.filter(member=author, badge="feedback.bug_hunter").count() == 1
