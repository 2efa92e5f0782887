"""What merging, un-merging, closing and moving ideas does to votes."""

from contextlib import contextmanager, suppress
from itertools import permutations

import pytest
from django.db import transaction
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from community.kernel.invariants import broken
from feedback.models import Idea, Vote, VoteBudget
from feedback.votes.actions import cast_vote, repair_votes, withdraw_vote
from feedback.votes.queries import budget_of
from feedback.votes.refusals import VotesUsedUp
from tests.factories import UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.votes import closed, merged, moved, reopened, unmerged

pytestmark = pytest.mark.django_db

FACTS = (
    "idea_id", "user_id", "value", "cost", "source", "cast_by_id", "origin_id", "organisation_id",
    "organisation_value", "note", "created_at", "superseded_at",
)  # fmt: skip


def votes():
    return set(Vote.objects.values_list(*FACTS, Q(released_at=None)))


def budgets():
    return set(VoteBudget.objects.filter(used__gt=0).values_list("user_id", "board_id", "used"))


def counters():
    return {
        pk: (score, voters, None if trend is None else round(trend, 9))
        for pk, score, voters, trend in Idea.objects.values_list(
            "pk", "score", "voters_count", "trend"
        )
    }


def voters(idea):
    return set(Vote.objects.counted().filter(idea=idea).values_list("user_id", flat=True))


@pytest.fixture(scope="module")
def made(rows_once):
    def make():
        board = make_board(max_weight=3, allows_downvotes=True)
        other = make_board(max_weight=3, allows_downvotes=True)
        ideas = [make_idea(board=one) for one in (board, board, other, board)]
        return board, other, ideas, [UserFactory(trust_level=4) for _ in range(4)]

    return rows_once(make)


@pytest.fixture
def board(made):
    return made[0]


@pytest.fixture
def ideas(made):
    return made[2]


@pytest.fixture
def people(made):
    return made[3]


def test_merging_counts_each_voter_once_and_returns_the_second_vote(board, ideas, people):
    both, one = people[:2]
    source, target = ideas[:2]
    for idea, by, value in ((source, both, 3), (target, both, 1), (source, one, 2)):
        cast_vote(idea=idea, value=value, by=by)

    merged(source, target)

    assert voters(target) == {both.pk, one.pk, source.thread.author_id, target.thread.author_id}
    assert (counters()[target.pk][:2], counters()[source.pk][:2]) == ((5, 4), (0, 0))
    assert (budget_of(both, board.pk).used, budget_of(one, board.pk).used) == (1, 2)
    copy = Vote.objects.get(idea=target, user=one)
    assert (copy.source, copy.origin_id) == (Vote.Source.MERGE, source.pk)
    assert not broken()


def test_merging_into_an_idea_of_another_board_moves_the_budget(board, ideas, people):
    source, target = ideas[0], ideas[2]
    cast_vote(idea=source, value=3, by=people[0])

    merged(source, target)

    assert budget_of(people[0], board.pk).used == 0
    assert budget_of(people[0], target.board_id).used == 3
    assert not broken()


def test_merging_into_a_closed_idea_keeps_the_votes_and_returns_them(board, ideas, people):
    source, target = ideas[:2]
    cast_vote(idea=source, value=3, by=people[0])
    closed(target)

    merged(source, target)

    assert counters()[target.pk][:2] == (5, 3)
    assert budget_of(people[0], board.pk).used == 0
    assert not broken()
    reopened(target)
    assert budget_of(people[0], board.pk).used == 3
    assert not broken()


def test_unmerging_after_the_target_was_closed_takes_the_votes_again(board, ideas, people):
    source, target = ideas[:2]
    cast_vote(idea=source, value=3, by=people[0])
    before = votes()
    merged(source, target)
    closed(target)

    unmerged(source)

    assert {row for row in votes() if row[0] == source.pk} == {
        row for row in before if row[0] == source.pk
    }
    assert budget_of(people[0], board.pk).used == 3
    assert not broken()


def test_what_was_withdrawn_after_a_merge_does_not_come_back(ideas, people):
    source, target = ideas[:2]
    for by in people[:2]:
        cast_vote(idea=source, value=1, by=by)
    merged(source, target)
    withdraw_vote(idea=target, by=people[0])

    unmerged(source)

    assert voters(source) == {people[1].pk, source.thread.author_id}
    assert voters(target) == {target.thread.author_id}
    assert not broken()


def test_what_was_changed_after_a_merge_stays_and_the_former_vote_comes_back(ideas, people):
    source, target = ideas[:2]
    cast_vote(idea=source, value=1, by=people[0])
    merged(source, target)
    cast_vote(idea=target, value=3, by=people[0])

    unmerged(source)

    mine = Vote.objects.filter(user=people[0]).values_list("idea_id", "value")
    assert set(mine) == {(source.pk, 1), (target.pk, 3)}
    assert not broken()


def test_a_chain_is_undone_one_by_one(ideas, people):
    """First into second, second into fourth: the first follows, and can be taken out alone."""
    first, second, _, last = ideas
    for idea, by in zip((first, second, last, first), people, strict=True):
        cast_vote(idea=idea, value=2, by=by)
    before = votes(), budgets(), counters()
    merged(first, second)
    merged(second, last)
    assert voters(last) == {one.pk for one in people} | {
        idea.thread.author_id for idea in (first, second, last)
    }
    assert not broken()

    unmerged(second)
    assert people[0].pk in voters(last)
    assert not broken()
    unmerged(first)

    assert (votes(), budgets(), counters()) == before
    assert not broken()


def test_a_voter_of_two_merged_ideas_keeps_a_vote_when_one_of_them_leaves(ideas, people):
    first, second, _, target = ideas
    for idea in (first, second):
        cast_vote(idea=idea, value=1, by=people[0])
        merged(idea, target)

    unmerged(first)

    assert people[0].pk in voters(target)
    assert Vote.objects.get(idea=target, user=people[0]).origin_id == second.pk
    assert not broken()


def test_moving_an_idea_moves_what_its_voters_have_used(made, ideas, people):
    board, other = made[:2]
    cast_vote(idea=ideas[0], value=3, by=people[0])
    cast_vote(idea=ideas[1], value=2, by=people[0])

    moved(ideas[0], other)

    assert (budget_of(people[0], board.pk).used, budget_of(people[0], other.pk).used) == (2, 3)
    assert not broken()


# -- properties -------------------------------------------------------------------------------
VOTED = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from([-1, 1, 2, 3])), max_size=10
)
HOW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def cast_all(ideas, people, voted):
    for idea, person, value in voted:
        with suppress(VotesUsedUp):
            cast_vote(idea=ideas[idea], value=value, by=people[person])


def unmerging_is_the_inverse(ideas, people, voted, closing, order):
    source, target, third, _ = (ideas[n] for n in order)
    with undone():
        cast_all(ideas, people, voted)
        merged(third, target)
        if closing:
            closed(target)
        before = votes(), budgets(), counters()

        merged(source, target)
        assert not broken()
        unmerged(source)

        assert (votes(), budgets(), counters()) == before


def the_order_does_not_matter(ideas, people, voted):
    found = set()
    with undone():
        cast_all(ideas, people, voted)
        everybody = frozenset().union(*map(voters, ideas))
        for order in permutations(ideas[:3]):
            with undone():
                for idea in order:
                    merged(idea, ideas[3])
                found.add((frozenset(voters(ideas[3])), counters()[ideas[3].pk]))

    assert len(found) == 1
    assert next(iter(found))[0] == everybody


given_merges = given(voted=VOTED, closing=st.booleans(), order=st.permutations(range(4)))


@given_merges
@settings(max_examples=12, **HOW)
def test_unmerging_is_the_inverse_of_merging(ideas, people, voted, closing, order):
    unmerging_is_the_inverse(ideas, people, voted, closing, order)


@given(voted=VOTED)
@settings(max_examples=5, **HOW)
def test_it_does_not_matter_in_which_order_ideas_are_merged(ideas, people, voted):
    the_order_does_not_matter(ideas, people, voted)


@pytest.mark.soak
@given_merges
@settings(max_examples=300, **HOW)
def test_unmerging_is_always_the_inverse_of_merging(ideas, people, voted, closing, order):
    unmerging_is_the_inverse(ideas, people, voted, closing, order)


@pytest.mark.soak
@given(voted=VOTED)
@settings(max_examples=100, **HOW)
def test_it_never_matters_in_which_order_ideas_are_merged(ideas, people, voted):
    the_order_does_not_matter(ideas, people, voted)


# -- the nightly recount ----------------------------------------------------------------------
def test_what_is_off_is_set_right_and_reported(board, ideas, people):
    cast_vote(idea=ideas[0], value=2, by=people[0])
    before = counters(), budgets()
    Idea.objects.filter(pk=ideas[0].pk).update(score=99, voters_count=1)
    Idea.objects.filter(pk=ideas[1].pk).update(trend=None)
    VoteBudget.objects.filter(user=people[0], board=board).update(used=7)

    lines = repair_votes()

    assert (counters(), budgets()) == before
    assert [line.split(":")[0] for line in lines] == [
        f"idea {ideas[0].pk}", f"budget {VoteBudget.objects.get(user=people[0], board=board).pk}",
    ]  # fmt: skip
    assert not repair_votes()
