"""Groups that staff fill by hand, through both interfaces for programs."""

import pytest

from community.accounts.audiences.actions import (
    RulesFillThisGroup,
    UnfitGroup,
    add_to_group,
    edit_group,
    form_audience,
    form_group,
    remove_from_group,
)
from community.accounts.invitations.actions import invite
from community.accounts.models import Audience, Group, Invitation
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


INTERFACES = pytest.mark.parametrize("interface", [rest, graphql])


@INTERFACES
def test_every_interface_puts_a_member_in_and_out_and_readers_are_told_once(
    interface, group, admin, as_
):
    member, client = UserFactory(), as_(admin)
    form_audience(kind=Audience.Kind.SHARED, title="Team", groups=[group])

    for _ in range(2):
        assert interface(client, group, member, add=True).status_code == 200
    assert list(group.members.all()) == [member]
    assert told() == 1

    for _ in range(2):
        interface(client, group, member, add=False)
    assert not group.members.exists()
    assert told() == 2


@INTERFACES
def test_nobody_else_does(interface, group, as_):
    moderator = ModeratorFactory()

    interface(as_(moderator), group, moderator, add=True)

    assert not group.members.exists()
    assert not told()


def test_staff_form_a_group_by_every_interface(admin, as_):
    client = as_(admin)
    query = 'mutation { accounts { formGroup(name: "One", slug: "one") { group { id } } } }'

    client.post("/graphql/", {"query": query}, content_type="application/json")
    client.post("/api/v1/groups/", {"name": "Two", "slug": "two"}, content_type="application/json")

    assert set(Group.objects.filter(rule="").values_list("slug", flat=True)) == {"one", "two"}


def edit_by_rest(client, group, name):
    answer = client.patch(
        f"/api/v1/groups/{group.pk}/", {"name": name}, content_type="application/json"
    )
    return answer.json()


def edit_by_graphql(client, group, name):
    asked = f'editGroup(groupId: {group.pk}, name: "{name}") {{ group {{ name slug }} }}'
    return graph(client, f"mutation {{ accounts {{ {asked} }} }}")


EDITS = pytest.mark.parametrize("interface", [edit_by_rest, edit_by_graphql])


def graph(client, query):
    return client.post("/graphql/", {"query": query}, content_type="application/json").json()


@EDITS
def test_staff_give_a_group_another_name_by_every_interface(interface, group, admin, as_):
    answer = interface(as_(admin), group, "Crew")

    group.refresh_from_db()
    assert (group.name, group.slug) == ("Crew", "team")
    assert "Crew" in str(answer)


@EDITS
def test_nobody_else_gives_it_one(interface, group, as_):
    interface(as_(ModeratorFactory()), group, "Crew")

    group.refresh_from_db()
    assert group.name == "Team"


def test_staff_see_who_is_in_it_by_every_interface(group, admin, as_):
    members, client = [UserFactory() for _ in range(3)], as_(admin)
    for member in reversed(members):
        add_to_group(group=group, member=member, by=admin)
    names = [member.username for member in members]

    page = client.get(f"/api/v1/groups/{group.pk}/members/").json()
    rest = f"members(first: 2, after: {members[0].pk}) {{ username }}"
    asked = f"{{ accounts {{ groups {{ slug {rest} }} }} }}"
    told = {
        row["slug"]: row["members"] for row in graph(client, asked)["data"]["accounts"]["groups"]
    }

    assert [row["username"] for row in page["results"]] == names
    assert [row["username"] for row in told["team"]] == names[1:]
    assert told["moderators"] == []


@pytest.mark.parametrize("many", [3, 30])
def test_members_of_many_groups_cost_as_much_as_of_few(many, admin, as_, django_assert_num_queries):
    client, members = as_(admin), [UserFactory() for _ in range(2)]
    for number in range(many):
        form_group(name="Team", slug=f"team-{number}", members=members, by=admin)
    asked = "{ accounts { groups { members(first: 1) { username profile { location } } } } }"

    with django_assert_num_queries(5):  # session, viewer, groups, members, profiles
        groups = graph(client, asked)["data"]["accounts"]["groups"]

    assert sum(len(row["members"]) for row in groups) == many


def test_strangers_learn_of_no_group_whether_there_is_one(group, as_):
    for stranger in (None, UserFactory(), ModeratorFactory()):
        client = as_(stranger)
        for address in ("{}/", "{}/members/", "{}/members/1/"):
            answers = [
                client.generic(method, f"/api/v1/groups/{address.format(pk)}")
                for pk in (group.pk, 9999999)
                for method in ("GET", "DELETE")
            ]
            assert {answer.status_code for answer in answers} <= {401, 403, 405}
            assert len({answer.content for answer in answers}) <= 2
        assert client.get("/api/v1/groups/").status_code == (403 if stranger else 401)
        assert graph(client, "{ accounts { groups { slug } } }")["data"] == {
            "accounts": {"groups": None}
        }


def test_an_invitation_into_a_group_tells_members_of_none(group, as_):
    client = as_(UserFactory(trust_level=2))

    answers = [
        client.post("/api/v1/me/invitations/", {"group": slug}, content_type="application/json")
        for slug in ("team", "moderators", "none")
    ]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert [
        str(answer.json()).replace(slug, "")
        for answer, slug in zip(answers, ("team", "moderators", "none"), strict=True)
    ] == [str(answers[0].json()).replace("team", "")] * 3


def test_staff_invite_into_a_group_by_its_short_name(group, admin, as_):
    made = as_(admin).post(
        "/api/v1/me/invitations/", {"group": "team"}, content_type="application/json"
    )

    assert "/invite/" in made.json()["url"]
    assert Invitation.objects.get().group == group


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
