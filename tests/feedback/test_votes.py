"""Voting, within a member's budget."""

import pytest

from community.accounts.audiences.actions import form_audience
from community.accounts.models import Audience, Organisation, OrganisationMember
from community.accounts.people.actions import set_trust_level
from community.discussions.actions import archive_thread, delete_thread
from community.events.models import EventRecord
from community.kernel.errors import Denied, TooMany
from community.kernel.invariants import broken
from feedback.models import BoardSettings, Idea, Vote
from feedback.votes.actions import (
    cast_vote,
    cast_vote_on_behalf,
    release_votes,
    set_vote,
    withdraw_vote,
    withdraw_vote_on_behalf,
)
from feedback.votes.ballots import ballots
from feedback.votes.queries import Budget, ballot_of, budget_of, own_values, voters_of, votes_of
from feedback.votes.refusals import (
    AlreadyVoted,
    CannotRead,
    DownvotesOff,
    MergedAlready,
    NoSuchVote,
    OwnVoteStays,
    VotesUsedUp,
    VotingClosed,
    WeightTooHigh,
)
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.feedback.votes import closed, merged, reopened
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db):
    return make_board(max_weight=3, allows_downvotes=True)


@pytest.fixture
def idea(board):
    return make_idea(board=board)


@pytest.fixture
def member(db):
    return UserFactory(trust_level=1)  # 4 votes


def score(idea):
    row = Idea.objects.get(pk=idea.pk)
    return row.score, row.voters_count


def hidden_idea(*readers, **fields):
    """On a board that nobody else may read."""
    admin = AdminFactory()
    audience = form_audience(kind=Audience.Kind.SHARED, members=[admin, *readers], title="Team")
    return make_idea(board=make_board(audience=audience), by=admin, **fields)


def told(name):
    return EventRecord.objects.filter(name=f"feedback.vote.{name}")


def test_the_author_of_an_idea_votes_for_it(board):
    by = UserFactory(trust_level=1)

    idea = make_idea(board=board, by=by)

    assert score(idea) == (1, 1)
    assert Vote.objects.get(idea=idea).source == Vote.Source.AUTHOR
    assert budget_of(by, board.pk) == Budget(limit=4, used=1)


def test_who_has_no_votes_left_can_submit_an_idea():
    board, by = make_board(vote_limits=[1] * 5), UserFactory()
    make_idea(board=board, by=by)

    idea = make_idea(board=board, by=by)

    assert score(idea) == (0, 0)
    assert budget_of(by, board.pk).remaining == 0


def test_a_vote_counts_and_spends_its_weight(idea, member):
    vote = cast_vote(idea=idea, value=3, by=member)

    assert score(idea) == (4, 2)
    assert (vote.value, vote.cost, vote.source) == (3, 3, Vote.Source.SELF)
    assert budget_of(member, idea.board_id) == Budget(limit=4, used=3)
    assert own_values(member, [idea.pk, 0]) == {idea.pk: 3}
    payload = told("cast").latest("pk").payload
    assert (payload["voter_id"], payload["value"], payload["before"]) == (member.pk, 3, 0)
    assert not broken()


def test_a_vote_against_an_idea_spends_one(idea, member):
    cast_vote(idea=idea, value=-1, by=member)

    assert score(idea) == (0, 2)
    assert budget_of(member, idea.board_id).used == 1


def test_changing_a_vote_spends_or_returns_the_difference(idea, member):
    for value, used in ((1, 1), (3, 3), (2, 2), (-1, 1)):
        cast_vote(idea=idea, value=value, by=member)

        assert score(idea) == (1 + value, 2)
        assert budget_of(member, idea.board_id).used == used
    assert not broken()


def test_the_same_vote_again_changes_nothing_and_tells_nobody(idea, member):
    first = cast_vote(idea=idea, value=2, by=member)

    again = cast_vote(idea=idea, value=2, by=member)
    BoardSettings.objects.filter(pk=idea.board_id).update(max_weight=1)

    assert again == first == cast_vote(idea=idea, value=2, by=member)
    seen = Idea.objects.select_related("thread", "board__feedback_settings").get(pk=idea.pk)
    assert ballots(member, [seen])[idea.pk].fewer == 1
    assert told("cast").filter(payload__voter_id=member.pk).count() == 1
    assert budget_of(member, idea.board_id).used == 2


def test_withdrawing_a_vote_returns_it(idea, member):
    before = Idea.objects.get(pk=idea.pk)
    cast_vote(idea=idea, value=3, by=member)

    for _ in range(2):  # the second time there is none
        withdraw_vote(idea=idea, by=member)

    after = Idea.objects.get(pk=idea.pk)
    assert (after.score, after.voters_count) == (before.score, before.voters_count)
    assert after.trend == pytest.approx(before.trend, abs=1e-12)
    assert budget_of(member, idea.board_id).used == 0
    assert told("withdrawn").count() == 1
    assert not broken()


def test_zero_withdraws(idea, member):
    assert set_vote(idea=idea, value=1, by=member).value == 1
    assert set_vote(idea=idea, value=0, by=member) is None
    assert own_values(member, [idea.pk]) == {}


def test_nobody_spends_more_than_the_limit(board, member):
    ideas = [make_idea(board=board) for _ in range(3)]
    cast_vote(idea=ideas[0], value=3, by=member)
    cast_vote(idea=ideas[1], value=1, by=member)

    with pytest.raises(VotesUsedUp) as used_up:
        cast_vote(idea=ideas[2], value=1, by=member)
    with pytest.raises(VotesUsedUp):
        cast_vote(idea=ideas[1], value=2, by=member)

    assert "4 votes" in str(used_up.value)
    assert score(ideas[2]) == (1, 1)
    assert budget_of(member, board.pk) == Budget(limit=4, used=4)
    assert not told("cast").filter(payload__idea_id=ideas[2].pk, payload__voter_id=member.pk)


def test_the_limit_follows_the_trust_level(idea):
    limits = [budget_of(UserFactory(trust_level=n), idea.board_id).limit for n in range(5)]

    assert limits == [2, 4, 6, 8, 10]


def test_a_board_has_limits_of_its_own_and_a_member_a_budget_on_each(member):
    board, other = make_board(vote_limits=[0, 1, 1, 1, 1]), make_board()
    cast_vote(idea=make_idea(board=board), value=1, by=member)

    with pytest.raises(VotesUsedUp) as used_up:
        cast_vote(idea=make_idea(board=board), value=1, by=member)
    cast_vote(idea=make_idea(board=other), value=1, by=member)

    assert "1 vote " in str(used_up.value)
    assert budget_of(member, other.pk) == Budget(limit=4, used=1)


@pytest.mark.soak
def test_a_lower_limit_takes_no_vote_away(idea):
    member = UserFactory(trust_level=1)
    cast_vote(idea=idea, value=3, by=member)
    set_trust_level(member=member, level=0, by=ModeratorFactory())
    member.refresh_from_db()

    assert budget_of(member, idea.board_id).remaining == 0
    cast_vote(idea=idea, value=2, by=member)
    assert budget_of(member, idea.board_id) == Budget(limit=2, used=2)


def test_votes_on_bugs_are_free_and_single(board):
    bug, member = make_idea(board=board, kind="bug"), UserFactory(trust_level=0)

    cast_vote(idea=bug, value=1, by=member)

    assert score(bug) == (2, 2)
    assert budget_of(member, board.pk).used == 0
    with pytest.raises(WeightTooHigh):
        cast_vote(idea=bug, value=2, by=member)
    with pytest.raises(DownvotesOff):
        cast_vote(idea=bug, value=-1, by=member)


def test_a_board_allows_one_vote_for_an_idea_and_none_against_it(member):
    idea = make_idea()

    with pytest.raises(WeightTooHigh) as too_high:
        cast_vote(idea=idea, value=2, by=member)
    with pytest.raises(DownvotesOff):
        cast_vote(idea=idea, value=-1, by=member)
    with pytest.raises(NoSuchVote):
        cast_vote(idea=idea, value=4, by=member)

    assert "1 vote." in str(too_high.value)
    assert score(idea) == (1, 1)


@pytest.mark.parametrize("category", ["completed", "declined"])
def test_a_closed_idea_takes_no_votes_and_gives_none_back(idea, member, category):
    cast_vote(idea=idea, value=2, by=member)
    closed(idea, category)

    for refused in (
        lambda: cast_vote(idea=idea, value=1, by=member),
        lambda: withdraw_vote(idea=idea, by=member),
        lambda: cast_vote(idea=idea, value=1, by=UserFactory()),
    ):
        with pytest.raises(VotingClosed):
            refused()

    assert score(idea) == (3, 2)
    assert budget_of(member, idea.board_id).used == 0
    withdraw_vote(idea=idea, by=UserFactory())  # has none: nothing to refuse
    assert not broken()


def test_a_reopened_idea_takes_its_votes_again_even_above_the_limit(board, member):
    ideas = [make_idea(board=board) for _ in range(3)]
    cast_vote(idea=ideas[0], value=3, by=member)
    closed(ideas[0])
    cast_vote(idea=ideas[1], value=3, by=member)

    reopened(ideas[0])

    assert budget_of(member, board.pk) == Budget(limit=4, used=6)
    with pytest.raises(VotesUsedUp):
        cast_vote(idea=ideas[2], value=1, by=member)
    withdraw_vote(idea=ideas[1], by=member)
    assert budget_of(member, board.pk).used == 3
    assert not broken()


@pytest.mark.soak
def test_closing_twice_returns_votes_once(idea, member):
    cast_vote(idea=idea, value=2, by=member)
    other = make_idea(board=idea.board)
    cast_vote(idea=other, value=1, by=member)
    closed(idea)

    release_votes(Idea.objects.get(pk=idea.pk))

    assert budget_of(member, idea.board_id).used == 1


def test_a_merged_idea_says_where_to_vote(idea, member):
    target = make_idea(board=idea.board, title="The other one")
    merged(idea, target)

    with pytest.raises(MergedAlready, match="The other one"):
        cast_vote(idea=idea, value=1, by=member)


def test_a_merged_idea_does_not_name_what_the_voter_cannot_see(idea, member):
    private = hidden_idea(title="A secret")
    merged(idea, private)

    with pytest.raises(MergedAlready) as refused:
        cast_vote(idea=idea, value=1, by=member)

    assert "secret" not in str(refused.value)


def test_deleted_and_archived_ideas_take_no_votes(board):
    moderator = ModeratorFactory()

    for end in (delete_thread, archive_thread):
        idea = make_idea(board=board)
        end(thread=idea.thread, by=moderator)

        with pytest.raises(VotingClosed):
            cast_vote(idea=idea, value=1, by=moderator)


def test_who_may_not_read_or_write_may_not_vote(board):
    hidden = hidden_idea()
    silenced = UserFactory()
    type(silenced).objects.filter(pk=silenced.pk).update(is_active=False)
    silenced.refresh_from_db()

    for idea, by in ((hidden, UserFactory(trust_level=4)), (make_idea(board=board), silenced)):
        with pytest.raises(Denied):
            cast_vote(idea=idea, value=1, by=by)
        with pytest.raises(Denied):
            withdraw_vote(idea=idea, by=by)

        assert not Vote.objects.filter(user=by).exists()


@pytest.mark.limits
def test_votes_are_counted_by_the_minute(idea):
    by = UserFactory(trust_level=0)

    for n in range(20):
        set_vote(idea=idea, value=n % 2, by=by)

    with pytest.raises(TooMany):
        cast_vote(idea=idea, value=1, by=by)


def customer(*members, value=120_000):
    organisation = Organisation.objects.create(name="Example", yearly_value=value)
    for member in members:
        OrganisationMember.objects.create(organisation=organisation, user=member)
    return organisation


def test_a_vote_keeps_the_organisation_that_its_voter_had_then(idea, member):
    organisation = customer(member)
    cast_vote(idea=idea, value=1, by=member)
    Organisation.objects.update(yearly_value=5)
    OrganisationMember.objects.all().delete()

    vote = Vote.objects.get(idea=idea, user=member)
    assert (vote.organisation, vote.organisation_value) == (organisation, 120_000)


def test_staff_vote_on_behalf_of_a_member_who_pays_nothing(idea, member):
    team, organisation = ModeratorFactory(), customer()

    for _ in range(2):  # the second time changes nothing
        vote = cast_vote_on_behalf(
            idea=idea, member=member, by=team, organisation=organisation, note="By phone"
        )

    assert (vote.source, vote.cast_by, vote.cost) == (Vote.Source.ON_BEHALF, team, 0)
    assert (vote.organisation, vote.organisation_value, vote.note) == (
        organisation, 120_000, "By phone",
    )  # fmt: skip
    assert score(idea) == (2, 2)
    assert budget_of(member, idea.board_id).used == 0
    assert told("cast").filter(payload__voter_id=member.pk).count() == 1
    assert not broken()


@pytest.mark.soak
def test_who_has_voted_needs_nobody_to_vote_on_their_behalf(idea, member):
    team = ModeratorFactory()
    cast_vote(idea=idea, value=2, by=member)

    with pytest.raises(AlreadyVoted):
        cast_vote_on_behalf(idea=idea, member=member, by=team)
    with pytest.raises(OwnVoteStays):
        withdraw_vote_on_behalf(idea=idea, member=member, by=team)

    assert score(idea) == (3, 2)


def test_the_team_and_the_member_can_withdraw_what_was_cast_on_behalf(idea, member):
    team = ModeratorFactory()
    for withdraw in (
        lambda: withdraw_vote_on_behalf(idea=idea, member=member, by=team),
        lambda: withdraw_vote(idea=idea, by=member),
    ):
        cast_vote_on_behalf(idea=idea, member=member, by=team)
        withdraw()
        assert score(idea) == (1, 1)
    assert not broken()


@pytest.mark.soak
def test_a_member_who_changes_what_was_cast_on_behalf_pays_for_it(idea, member):
    cast_vote_on_behalf(idea=idea, member=member, by=ModeratorFactory())

    vote = cast_vote(idea=idea, value=2, by=member)

    assert (vote.source, vote.cast_by, vote.cost) == (Vote.Source.SELF, None, 2)
    assert budget_of(member, idea.board_id).used == 2


def test_only_the_team_votes_on_behalf_and_only_of_readers(member):
    idea = hidden_idea(member)

    with pytest.raises(Denied):
        cast_vote_on_behalf(idea=make_idea(), member=UserFactory(), by=member)
    with pytest.raises(Denied):  # a moderator who may not read it
        cast_vote_on_behalf(idea=idea, member=member, by=ModeratorFactory())


def test_no_vote_on_behalf_of_who_cannot_read(member):
    team = ModeratorFactory()
    idea = hidden_idea(team)

    with pytest.raises(CannotRead):
        cast_vote_on_behalf(idea=idea, member=member, by=team)

    assert not Vote.objects.filter(user=member).exists()


def test_own_votes_are_those_on_ideas_that_the_member_can_see(board, member):
    ideas = [make_idea(board=board) for _ in range(3)]
    for idea in ideas:
        cast_vote(idea=idea, value=1, by=member)
    delete_thread(thread=ideas[0].thread, by=ModeratorFactory())
    merged(ideas[1], ideas[2])

    assert [vote.idea_id for vote in votes_of(member)] == [ideas[2].pk]
    assert ballot_of(member, ideas[2]).value == 1


def test_only_the_team_sees_who_voted(idea, member):
    cast_vote(idea=idea, value=1, by=member)

    with pytest.raises(Denied):
        voters_of(member, idea)

    assert {vote.user_id for vote in voters_of(ModeratorFactory(), idea)} == {
        idea.thread.author_id, member.pk,
    }  # fmt: skip
    handled()
