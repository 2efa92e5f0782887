"""Private ideas and security reports: for their author and the board's team."""

from functools import partial

import pytest

from community.accounts.audiences.actions import add_to_group, form_group, remove_from_group
from community.accounts.models import readers
from community.accounts.people.actions import set_roles
from community.discussions.actions import reply_to_thread
from community.discussions.containers.actions import set_permissions
from community.discussions.models import Tag
from community.kernel.errors import Denied
from community.kernel.invariants import broken
from feedback.ideas.actions import PrivacyIsOfTheTeam, edit_idea, move_idea
from feedback.models import Idea, PrivateAudience
from feedback.votes.actions import cast_vote, cast_vote_on_behalf
from feedback.votes.queries import budget_of
from feedback.votes.refusals import CannotRead
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.feedback.factories import make_board, make_idea
from tests.handled import handled

pytestmark = pytest.mark.django_db


def sees(person, idea):
    person = type(person).objects.get(pk=person.pk)  # groups are kept for a request
    return Idea.objects.visible_to(person).filter(pk=idea.pk).exists()


def test_a_private_idea_is_for_its_author_and_the_team():
    idea = make_idea(is_private=True)
    assert sees(idea.thread.author, idea)
    assert sees(ModeratorFactory(), idea)
    assert not sees(UserFactory(trust_level=4), idea)


def test_a_security_report_is_private():
    report = make_idea(kind="bug", is_security=True)
    assert report.is_private
    assert not sees(UserFactory(trust_level=4), report)


def test_ideas_of_one_author_on_one_board_share_an_audience():
    board, author = make_board(), UserFactory(trust_level=2)
    first, second = (make_idea(board=board, by=author, is_private=True) for _ in range(2))
    assert first.thread.audience_id == second.thread.audience_id
    assert PrivateAudience.objects.count() == 1


def test_the_audience_follows_the_permissions_of_the_board():
    board, admin, helper = make_board(), AdminFactory(), UserFactory()
    group = form_group(name="Product", slug="product-team", by=admin)
    add_to_group(group=group, member=helper, by=admin)
    idea = make_idea(board=board, is_private=True)
    assert not sees(helper, idea)

    set_permissions(container=board, rows=[(group, "moderate", "yes")], by=admin)
    handled()
    assert sees(helper, idea)

    set_permissions(container=board, rows=[], by=admin)
    handled()
    assert not sees(helper, idea)
    assert sees(idea.thread.author, idea)


def test_a_board_that_gets_other_readers_leaves_private_ideas_alone():
    board, admin = make_board(), AdminFactory()
    public, private = make_idea(board=board), make_idea(board=board, is_private=True)
    own = private.thread.audience_id
    group = form_group(name="Friends", slug="friends", by=admin)
    for rows in ([(group, "read", "yes")], []):
        set_permissions(container=board, rows=rows, by=admin, is_public_meant=True)
        board.refresh_from_db()
        public.thread.refresh_from_db()
        private.thread.refresh_from_db()
        assert public.thread.audience_id == board.audience_id
        assert private.thread.audience_id == own


def test_members_who_can_no_longer_read_an_idea_get_their_votes_back():
    idea, voter, team = make_idea(), UserFactory(), ModeratorFactory()
    cast_vote(idea=idea, value=1, by=voter)
    used = partial(budget_of, board_id=idea.board_id)

    edit_idea(idea=idea, is_private=True, by=team)
    assert (used(voter).used, used(idea.thread.author).used) == (0, 1)
    with pytest.raises(CannotRead):
        cast_vote_on_behalf(idea=idea, member=UserFactory(), by=ModeratorFactory())

    edit_idea(idea=idea, is_private=False, by=team)
    assert (used(voter).used, Idea.objects.get(pk=idea.pk).score) == (1, 2)
    assert not broken()


def test_numbers_of_ideas_tell_nothing_of_private_ones(client):
    board = make_board()
    make_idea(board=board)
    for _ in range(2):
        make_idea(board=board, kind="bug", is_security=True)
    handled()

    assert client.get(f"/api/v1/boards/{board.pk}/").json()["ideas_count"] == 1
    asked = "{ feedback { boards { edges { node { ideasCount } } } } }"
    told = client.post("/graphql/", {"query": asked}, content_type="application/json")
    assert '"ideasCount":1}' in told.content.decode()
    assert "1 idea<" in client.get("/ideas/boards/").content.decode()


def test_who_cannot_read_a_board_reads_no_private_ideas_on_it():
    board, admin, helper = make_board(), AdminFactory(), UserFactory()
    inside, outside = ModeratorFactory(), ModeratorFactory()
    idea = make_idea(board=board, is_private=True)
    assert sees(outside, idea)
    friends, product = (
        form_group(name=name, slug=name.lower(), by=admin) for name in ("Friends", "Product")
    )
    for group, member in ((friends, inside), (product, helper)):
        add_to_group(group=group, member=member, by=admin)
    both = [(friends, "read", "yes"), (product, "moderate", "yes")]

    set_permissions(container=board, rows=both, by=admin)
    handled()
    assert [sees(one, idea) for one in (inside, outside, helper)] == [True, False, False]
    assert sees(idea.thread.author, idea)

    add_to_group(group=friends, member=outside, by=admin)
    remove_from_group(group=friends, member=inside, by=admin)
    handled()
    assert [sees(one, idea) for one in (inside, outside)] == [False, True]
    set_roles(member=outside, is_moderator=False, is_staff=False, by=admin)
    handled()
    assert not sees(outside, idea)


def test_tags_count_public_ideas_only():
    admin = AdminFactory()
    board = make_board(by=admin)
    make_idea(board=board, by=admin, tags=["glue"])
    private = make_idea(board=board, by=admin, tags=["glue"], is_private=True)

    def count():
        handled()
        return Tag.objects.get(name="glue").threads_count

    assert count() == 1
    group = form_group(name="Friends", slug="friends", by=admin)
    set_permissions(container=board, rows=[(group, "read", "yes")], by=admin)
    assert count() == 0
    set_permissions(container=board, rows=[], by=admin, is_public_meant=True)
    assert count() == 1
    edit_idea(idea=private, is_private=False, by=admin)
    assert count() == 2


def test_an_author_makes_it_private_and_public_as_long_as_nobody_commented():
    idea = make_idea()
    author, reader = idea.thread.author, UserFactory()

    edit_idea(idea=idea, is_private=True, by=author)
    assert not sees(reader, idea)
    edit_idea(idea=idea, is_private=False, by=author)
    assert sees(reader, idea)

    edit_idea(idea=idea, is_private=True, by=author)
    reply_to_thread(thread=Idea.objects.get(pk=idea.pk).thread, source="Hm.", by=ModeratorFactory())
    with pytest.raises(PrivacyIsOfTheTeam):
        edit_idea(idea=idea, is_private=False, by=author)
    assert not sees(reader, idea)
    edit_idea(idea=idea, is_private=False, by=ModeratorFactory())
    assert sees(reader, idea)


def test_only_the_team_makes_a_security_report_an_ordinary_bug():
    report = make_idea(kind="bug", is_security=True)
    author = report.thread.author
    for change in ({"is_security": False}, {"kind": "feature"}):
        with pytest.raises(PrivacyIsOfTheTeam):
            edit_idea(idea=report, by=author, **change)

    edit_idea(idea=report, is_security=False, is_private=False, by=ModeratorFactory())

    assert sees(UserFactory(), report)


def test_a_private_idea_that_moves_is_for_the_team_of_its_new_board():
    admin, helper = AdminFactory(), UserFactory()
    there = make_board()
    group = form_group(name="Product", slug="product-team", by=admin)
    add_to_group(group=group, member=helper, by=admin)
    set_permissions(container=there, rows=[(group, "moderate", "yes")], by=admin)
    idea = make_idea(is_private=True)
    with pytest.raises(Denied):
        move_idea(idea=idea, board=there, by=idea.thread.author)

    moved = move_idea(idea=idea, board=there, by=ModeratorFactory())

    assert sees(helper, moved)
    assert helper in readers(moved.thread.audience)
    assert not sees(UserFactory(), moved)
