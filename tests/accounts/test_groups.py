"""Groups that staff fill by hand, through both doors for programs."""

import pytest

from community.accounts.actions import (
    add_to_group,
    edit_group,
    form_audience,
    form_group,
    remove_from_group,
)
from community.accounts.actions_groups import RulesFillThisGroup, UnfitGroup
from community.accounts.actions_invitations import invite
from community.accounts.models import Audience, Group
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.kernel.text import NotText
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


@pytest.fixture
def group(admin):
    return form_group(name="Team", slug="team", by=admin)


def told():
    return EventRecord.objects.filter(name="accounts.audience.changed").count()


def rest(client, group, member, *, add):
    url = f"/api/v1/groups/{group.pk}/members/{member.pk}/"
    return client.put(url) if add else client.delete(url)


def graphql(client, group, member, *, add):
    verb = "addToGroup" if add else "removeFromGroup"
    asked = f"{verb}(groupId: {group.pk}, memberId: {member.pk}) {{ group {{ slug }} }}"
    query = f"mutation {{ accounts {{ {asked} }} }}"
    return client.post("/graphql/", {"query": query}, content_type="application/json")


DOORS = pytest.mark.parametrize("door", [rest, graphql])


@DOORS
def test_every_door_puts_a_member_in_and_out_and_readers_are_told_once(door, group, admin, as_):
    member, client = UserFactory(), as_(admin)
    form_audience(kind=Audience.Kind.SHARED, title="Team", groups=[group])

    for _ in range(2):
        door(client, group, member, add=True)
    assert list(group.members.all()) == [member]
    assert told() == 1

    for _ in range(2):
        door(client, group, member, add=False)
    assert not group.members.exists()
    assert told() == 2


@DOORS
def test_nobody_else_does(door, group, as_):
    moderator = ModeratorFactory()

    door(as_(moderator), group, moderator, add=True)

    assert not group.members.exists()
    assert not told()


def test_staff_form_a_group_by_every_door(admin, as_):
    client = as_(admin)
    query = 'mutation { accounts { formGroup(name: "One", slug: "one") { group { id } } } }'

    client.post("/graphql/", {"query": query}, content_type="application/json")
    client.post("/api/v1/groups/", {"name": "Two", "slug": "two"}, content_type="application/json")

    assert set(Group.objects.filter(rule="").values_list("slug", flat=True)) == {"one", "two"}


@pytest.mark.parametrize("name", ["x" * 61, " " * 61, ""])
def test_a_group_gets_no_unfit_name(name, group, admin):
    with pytest.raises(UnfitGroup):
        form_group(name=name, slug="other", by=admin)
    with pytest.raises(UnfitGroup):
        edit_group(group=group, name="x" * 61, by=admin)
    with pytest.raises(NotText):
        edit_group(group=group, name="\0", by=admin)


def test_the_same_members_again_are_no_news(group, admin):
    member = UserFactory()
    form_audience(kind=Audience.Kind.SHARED, title="Team", groups=[group])

    for _ in range(2):
        edit_group(group=group, members=[member], by=admin)

    assert told() == 1


def test_nobody_enters_by_hand_what_a_rule_fills(admin):
    group, member = Group.objects.get(rule="trust_4"), UserFactory()

    for act in add_to_group, remove_from_group:
        with pytest.raises(RulesFillThisGroup):
            act(group=group, member=member, by=admin)
    with pytest.raises(RulesFillThisGroup):
        invite(by=admin, group=group)


def test_a_moderator_invites_into_no_group(group):
    with pytest.raises(Denied):
        invite(by=ModeratorFactory(), group=group)


def test_a_new_group_is_told_of_and_a_refused_one_is_not(admin):
    group = form_group(name="Testers", slug="testers", by=admin)

    with pytest.raises(Denied):
        form_group(name="More", slug="more", by=ModeratorFactory())

    event = EventRecord.objects.get(name="accounts.group.formed")
    assert (event.payload["actor_id"], event.payload["group_id"]) == (admin.pk, group.pk)
