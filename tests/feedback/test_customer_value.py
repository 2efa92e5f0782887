"""What ideas are worth to customers: each organisation counts once."""

import pytest

from community.accounts.models import Organisation
from community.accounts.organisations.actions import (
    add_members,
    create_organisation,
    delete_organisation,
    edit_organisation,
    remove_members,
)
from feedback.ideas.actions import merge_idea, unmerge_idea
from feedback.models import Idea, Vote
from feedback.prioritising.actions_value import value_ideas, value_open_ideas
from feedback.votes.actions import cast_vote, cast_vote_on_behalf, withdraw_vote
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def customer(admin):
    """Makes a customer of so much a year, in minor units, with so many members."""

    def make(value, *, members=1):
        people = [UserFactory(trust_level=2) for _ in range(members)]
        name = f"Customer {Organisation.objects.count()}"
        made = create_organisation(name=name, yearly_value=value, members=people, by=admin)
        return made, people

    return make


def voted(idea, *people, value=1):
    for person in people:
        cast_vote(idea=idea, value=value, by=person)


def worth(idea):
    """Value and number of organisations, voters without one, and the score of all."""
    handled()
    row = Idea.objects.get(pk=idea.pk)
    assert row.valued_at is not None
    counted = (row.organisations_value, row.organisations_count, row.individuals_count)
    assert row.customer_value == counted[0] // 100 + counted[2]
    return counted


def test_an_organisation_counts_once_however_many_of_its_members_vote(customer):
    idea = make_idea(board=make_board(max_weight=3))
    _, (ana, ben) = customer(1_000_000, members=2)
    _, (cas,) = customer(50_000)
    assert worth(idea) == (0, 0, 1)

    voted(idea, ana, ben, cas, value=2)
    assert worth(idea) == (1_050_000, 2, 1)

    withdraw_vote(idea=idea, by=ben)
    assert worth(idea) == (1_050_000, 2, 1)
    withdraw_vote(idea=idea, by=ana)
    assert worth(idea) == (50_000, 1, 1)


def test_votes_against_it_are_worth_nothing(customer):
    idea = make_idea(board=make_board(allows_downvotes=True))
    _, (ana,) = customer(1_000)

    voted(idea, ana, value=-1)

    assert worth(idea) == (0, 0, 1)


def test_whom_it_was_submitted_for_counts_without_a_vote(customer, admin):
    organisation, (ana, ben) = customer(7_000, members=2)
    board, moderator = make_board(), ModeratorFactory()

    named = make_idea(board=board, by=moderator, organisation=organisation)
    by_member = make_idea(board=board, by=moderator, on_behalf_of=ana)
    voted(named, ben)

    assert worth(named)[:2] == worth(by_member)[:2] == (7_000, 1)


def test_it_follows_the_organisation(customer, admin):
    idea = make_idea()
    organisation, (ana, _ben) = customer(1_000, members=2)
    voted(idea, ana)
    assert worth(idea) == (1_000, 1, 1)

    edit_organisation(organisation=organisation, yearly_value=9_000, by=admin)
    assert worth(idea) == (9_000, 1, 1)
    other, _ = customer(500)
    add_members(organisation=other, members=[ana], by=admin)
    assert worth(idea) == (500, 1, 1)
    remove_members(organisation=other, members=[ana], by=admin)
    assert worth(idea) == (0, 0, 2)
    add_members(organisation=organisation, members=[idea.thread.author], by=admin)
    assert worth(idea) == (9_000, 1, 1)
    delete_organisation(organisation=organisation, by=admin)
    value_open_ideas()
    assert worth(idea) == (0, 0, 2)


def test_a_deleted_organisation_is_forgotten_where_it_was_only_named(customer, admin):
    organisation, _ = customer(8_000)
    idea = make_idea(by=ModeratorFactory(), organisation=organisation)
    assert worth(idea)[:2] == (8_000, 1)

    delete_organisation(organisation=organisation, by=admin)
    handled()

    assert value_open_ideas() == 1
    assert worth(idea)[:2] == (0, 0)


def test_staff_can_name_the_organisation_that_a_member_asked_for(customer, admin):
    idea = make_idea()
    named, _ = customer(4_000)
    member = UserFactory()

    cast_vote_on_behalf(idea=idea, member=member, organisation=named, by=ModeratorFactory())

    assert worth(idea) == (4_000, 1, 1)


def test_merging_adds_the_voters_and_undoing_it_takes_them_away(customer):
    board, moderator = make_board(), ModeratorFactory()
    source, into = make_idea(board=board), make_idea(board=board)
    _, (ana, ben) = customer(1_000, members=2)
    _, (cas,) = customer(300)
    voted(source, ana, cas)
    voted(into, ben)
    assert worth(into) == (1_000, 1, 1)

    merge_idea(source=source, into=into, by=moderator)
    assert worth(into) == (1_300, 2, 2)
    assert worth(source) == (0, 0, 0)
    unmerge_idea(source=source, by=moderator)
    assert worth(into) == (1_000, 1, 1)
    assert worth(source) == (1_300, 2, 1)


def test_many_are_valued_by_as_many_queries_as_few(customer, django_assert_num_queries):
    board = make_board()
    ideas = [make_idea(board=board) for _ in range(4)]
    _, people = customer(1_000, members=2)
    for idea in ideas:
        voted(idea, *people)
    Idea.objects.update(organisations_value=1)

    with django_assert_num_queries(4):  # two of them are the savepoint's
        assert value_ideas(ids=[ideas[0].pk]) == 1
    with django_assert_num_queries(4):
        assert value_ideas(ids=[idea.pk for idea in ideas]) == 3
    assert value_open_ideas() == 0
    assert Vote.objects.filter(idea__in=ideas).count() == 12
