"""Members who vote at their limit from many threads, while ideas are merged and closed."""

import random
from contextlib import suppress
from functools import partial

import pytest
from django.db.models import Sum

from community.kernel.errors import RuleViolation
from community.kernel.invariants import broken
from feedback.models import Idea, Vote, VoteBudget
from feedback.votes.actions import cast_vote, cast_vote_on_behalf, repair_votes, withdraw_vote
from feedback.votes.refusals import VotesUsedUp
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.votes import closed, merged, moved, reopened, unmerged
from tests.handled import handled
from tests.races.test_races import deadlocks_so_far

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.domain("feedback")]


def test_two_first_votes_of_one_member_are_one(in_threads):
    idea, by = make_idea(), UserFactory(trust_level=0)

    cast = in_threads([lambda: cast_vote(idea=idea, value=1, by=by)] * 8)

    assert len({vote.pk for vote in cast}) == 1
    assert VoteBudget.objects.get(user=by).used == 1
    assert Idea.objects.get(pk=idea.pk).score == 2
    assert not broken()


def test_who_withdraws_many_times_at_once_gets_a_vote_back_once(in_threads):
    idea, by = make_idea(), UserFactory()
    other = make_idea(board=idea.board)
    for one in (idea, other):
        cast_vote(idea=one, value=1, by=by)

    in_threads([lambda: withdraw_vote(idea=idea, by=by)] * 8)

    assert VoteBudget.objects.get(user=by).used == 1
    assert not broken()


def test_the_last_vote_is_spent_once(in_threads):
    board, by = make_board(vote_limits=[1] * 5), UserFactory()
    ideas = [make_idea(board=board) for _ in range(8)]

    def cast(idea):
        try:
            cast_vote(idea=idea, value=1, by=by)
        except VotesUsedUp:
            return 0
        return 1

    assert sum(in_threads([partial(cast, idea) for idea in ideas])) == 1
    assert Vote.objects.filter(user=by).count() == 1
    assert not broken()


def used_by(people, board):
    """Per member what counts against the limit, from the rows."""
    votes = Vote.objects.filter(
        user__in=people, idea__board=board, released_at=None, superseded_at=None
    )
    return {row["user"]: row["used"] for row in votes.values("user").annotate(used=Sum("cost"))}


def at_the_limit(in_threads, rounds):
    """16 threads of 20 members, who have 2 votes each for 8 ideas."""
    board = make_board()
    people = [UserFactory(trust_level=0) for _ in range(20)]
    ideas = [make_idea(board=board) for _ in range(8)]
    over = []

    def vote(seed):
        chance = random.Random(seed)
        for _ in range(rounds):
            by, idea = chance.choice(people), chance.choice(ideas)
            with suppress(RuleViolation):
                if chance.random() < 0.7:
                    cast_vote(idea=idea, value=1, by=by)
                else:
                    withdraw_vote(idea=idea, by=by)
            over.extend(used for used in used_by([by], board).values() if used > 2)

    deadlocks = deadlocks_so_far()
    in_threads([partial(vote, seed) for seed in range(16)])

    assert not over
    assert max(used_by(people, board).values()) == 2
    assert not broken()
    assert not repair_votes()
    assert deadlocks_so_far() == deadlocks


def while_ideas_change(in_threads, rounds):
    """The same while two threads merge and un-merge, and others close, reopen and move."""
    board, other, team = make_board(max_weight=3), make_board(max_weight=3), ModeratorFactory()
    people = [UserFactory(trust_level=0) for _ in range(20)]
    ideas = [make_idea(board=board, by=AdminFactory(trust_level=4)) for _ in range(6)]
    fixed = make_idea(board=board)  # stays as it is, so its votes are never above a limit

    def vote(seed):
        chance = random.Random(seed)
        for _ in range(rounds):
            by, idea = chance.choice(people), chance.choice([*ideas, fixed])
            with suppress(RuleViolation):
                if chance.random() < 0.6:
                    cast_vote(idea=idea, value=chance.randint(1, 3), by=by)
                elif chance.random() < 0.8:
                    withdraw_vote(idea=idea, by=by)
                else:
                    cast_vote_on_behalf(idea=idea, member=by, by=team)

    def back_and_forth(there, back):
        for _ in range(max(rounds // 4, 2)):
            there()
            back()

    changing = [
        lambda: back_and_forth(lambda: merged(ideas[0], ideas[1]), lambda: unmerged(ideas[0])),
        lambda: back_and_forth(lambda: merged(ideas[2], ideas[1]), lambda: unmerged(ideas[2])),
        lambda: back_and_forth(lambda: closed(ideas[3]), lambda: reopened(ideas[3])),
        lambda: back_and_forth(lambda: closed(ideas[1]), lambda: reopened(ideas[1])),
        lambda: back_and_forth(lambda: moved(ideas[4], other), lambda: moved(ideas[4], board)),
    ]
    deadlocks = deadlocks_so_far()
    in_threads([*changing, *(partial(vote, seed) for seed in range(11))])
    handled()

    assert deadlocks_so_far() == deadlocks
    assert not broken()
    assert not repair_votes()


def test_nobody_exceeds_the_limit(in_threads):
    at_the_limit(in_threads, rounds=4)


def test_votes_are_right_while_ideas_are_merged_closed_and_moved(in_threads):
    while_ideas_change(in_threads, rounds=6)


@pytest.mark.soak
def test_nobody_ever_exceeds_the_limit(in_threads):
    at_the_limit(in_threads, rounds=60)


@pytest.mark.soak
def test_votes_are_always_right_while_ideas_are_merged_closed_and_moved(in_threads):
    while_ideas_change(in_threads, rounds=80)
