"""The order by interest is that of the sum it stands for."""

import random
from datetime import UTC, datetime, timedelta
from math import exp, log

import pytest
from django.utils import timezone

from community.discussions.actions import delete_post, reply_to_thread, restore_post
from feedback.models import Idea, Vote
from feedback.votes.actions import cast_vote, recount_trends, withdraw_vote
from feedback.votes.trending import COMMENT, DECAY, SINCE, trend_score
from tests.factories import ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def brute_force(idea, now):
    """The sum over its votes and comments, each worth half as much after a week."""
    idea = Idea.objects.select_related("thread").get(pk=idea.pk)
    parts = [(vote.value, vote.created_at) for vote in Vote.objects.filter(idea=idea, value__gt=0)]
    comments = idea.thread.posts.filter(number__gt=1, deleted_at=None)
    comments = comments.exclude(author=idea.thread.author)
    parts += [(COMMENT, post.created_at) for post in comments]
    return sum(w * 2 ** (-(now - t).total_seconds() / (7 * 86400)) for w, t in parts)


def trend(idea):
    return Idea.objects.values_list("trend", flat=True).get(pk=idea.pk)


def test_a_vote_is_worth_half_after_a_week():
    now = datetime(2026, 12, 1, tzinfo=UTC)
    stored = DECAY * (now - SINCE).total_seconds()

    assert trend_score(stored, now) == pytest.approx(1)
    assert trend_score(stored, now + timedelta(days=7)) == pytest.approx(0.5)
    assert trend_score(stored + log(3), now + timedelta(days=14)) == pytest.approx(0.75)
    assert trend_score(None, now) == 0
    assert trend_score(-900.0, now) < 1e-300


def test_an_idea_that_nobody_votes_for_any_more_has_no_trend():
    idea, by = make_idea(), UserFactory(trust_level=4)
    author = idea.thread.author

    withdraw_vote(idea=idea, by=author)
    assert trend(idea) is None

    cast_vote(idea=idea, value=1, by=by)
    assert trend_score(trend(idea), timezone.now()) == pytest.approx(1, abs=1e-3)


def test_votes_against_an_idea_add_nothing():
    idea = make_idea(board=make_board(allows_downvotes=True))
    before, by = trend(idea), UserFactory()

    cast_vote(idea=idea, value=-1, by=by)
    assert trend(idea) == before
    cast_vote(idea=idea, value=1, by=by)
    assert exp(trend(idea) - before) == pytest.approx(2, abs=1e-3)
    cast_vote(idea=idea, value=-1, by=by)
    assert trend(idea) == pytest.approx(before, abs=1e-9)


def test_comments_by_others_add_less_than_a_vote():
    idea, other = make_idea(), UserFactory()
    thread, before = idea.thread, trend(idea)

    reply_to_thread(thread=thread, source="Mine", by=thread.author)
    post = reply_to_thread(thread=thread, source="Me, too", by=other)
    handled()
    assert exp(trend(idea) - before) == pytest.approx(1.3, abs=1e-3)

    moderator = ModeratorFactory()
    delete_post(post=post, by=moderator)
    handled()
    assert trend(idea) == pytest.approx(before, abs=1e-9)
    restore_post(post=post, by=moderator)
    handled()
    assert exp(trend(idea) - before) == pytest.approx(1.3, abs=1e-3)


@pytest.mark.parametrize("seed", range(2))
def test_the_order_is_that_of_the_sum_over_random_histories(seed):
    """Votes are cast, changed and withdrawn, and some were cast weeks ago."""
    chance = random.Random(seed)
    board = make_board(max_weight=3, allows_downvotes=True, vote_limits=[99] * 5)
    ideas = [make_idea(board=board) for _ in range(6)]
    people = [UserFactory() for _ in range(5)]
    for idea in ideas:
        age = timedelta(days=chance.uniform(0, 400))
        Vote.objects.filter(idea=idea).update(created_at=timezone.now() - age)
    recount_trends([idea.pk for idea in ideas])

    for _ in range(60):
        idea, by = chance.choice(ideas), chance.choice(people)
        value = chance.choice([-1, 0, 1, 2, 3])
        if value:
            cast_vote(idea=idea, value=value, by=by)
        else:
            withdraw_vote(idea=idea, by=by)

    now = timezone.now() + timedelta(days=chance.uniform(0, 60))
    for idea in ideas:
        assert trend_score(trend(idea), now) == pytest.approx(brute_force(idea, now), rel=1e-9)
    stored = Idea.objects.filter(board=board).order_by("-trend").values_list("pk", flat=True)
    summed = sorted(ideas, key=lambda idea: -brute_force(idea, now))
    assert list(stored) == [idea.pk for idea in summed]
