"""visible_to() and readers() are one rule, read from both ends."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from community.accounts.audiences.actions import (
    RulesFillThisGroup,
    add_to_group,
    edit_audience,
    edit_group,
    ensure_groups_by_rule,
    form_audience,
    form_group,
    remove_from_group,
    share_audience,
)
from community.accounts.models import Audience, Group, User, readable_by, readers
from community.accounts.people.actions import set_trust_level
from community.discussions.actions import delete_thread
from community.discussions.models import Thread
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import (
    AdminFactory,
    CategoryFactory,
    ModeratorFactory,
    TopicFactory,
    UserFactory,
)
from tests.toykind.actions import send_letter

PEOPLE = 5
some = st.sets(st.integers(0, PEOPLE - 1), max_size=PEOPLE)


which_groups = st.sets(st.integers(0, 8), max_size=4)  # six by rule, three by hand


class BothDirections(TestCase):
    """Random audiences of members and groups, random threads in them, some deleted."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        moderators=some,
        levels=st.lists(st.integers(0, 4), min_size=PEOPLE, max_size=PEOPLE),
        groups=st.lists(some, max_size=3),
        audiences=st.lists(st.tuples(some, which_groups, which_groups, st.booleans()), max_size=4),
        letters=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=2),
    )
    def test_agree_for_every_person_and_thread(
        self, moderators, levels, groups, audiences, letters
    ):
        people = [
            UserFactory(is_moderator=n in moderators, trust_level=level)
            for n, level in enumerate(levels)
        ]
        admin = AdminFactory()
        formed = [
            form_group(name="g", slug=f"g{n}", members=[people[m] for m in members], by=admin)
            for n, members in enumerate(groups)
        ]
        formed = [*Group.objects.exclude(rule="").order_by("pk"), *formed]
        TopicFactory(by=people[0])
        for n, (members, in_groups, never, is_deleted) in enumerate(audiences):
            audience = form_audience(
                kind=Audience.Kind.SHARED,
                members=[people[m] for m in members | {0}],
                groups=[formed[g] for g in in_groups if g < len(formed)],
            )
            topic = TopicFactory(
                category=CategoryFactory(audience=audience, slug=f"c{n}", by=admin),
                by=User.objects.get(pk=people[0].pk),
            )
            if is_deleted:
                delete_thread(thread=topic.thread, by=people[0])
            out = [formed[g] for g in never if g < len(formed)]
            edit_audience(audience=audience, never=out, by=admin)
        for to, by in letters:
            send_letter(to=people[to], title="Hello", source="!", by=people[by])

        for person, thread in product(User.objects.all(), Thread.objects.all()):
            sees = Thread.objects.visible_to(person).filter(pk=thread.pk).exists()
            told = thread.readers().filter(pk=person.pk).exists()
            assert sees == told, (person.username, thread.title)


@pytest.mark.django_db
def test_a_visitor_sees_what_is_public_and_not_deleted():
    shown = TopicFactory()
    delete_thread(thread=TopicFactory().thread, by=ModeratorFactory())
    team = form_audience(kind=Audience.Kind.SHARED, members=[member := UserFactory()])
    TopicFactory(category=CategoryFactory(audience=team), by=member)

    seen = Thread.objects.visible_to(AnonymousUser())

    assert [thread.pk for thread in seen] == [shown.pk]
    assert readable_by(AnonymousUser()) == [Audience.PUBLIC_ID]


@pytest.mark.django_db
def test_moderators_do_not_read_letters():
    send_letter(to=UserFactory(), title="Hello", source="!", by=UserFactory())

    assert not Thread.objects.visible_to(ModeratorFactory()).exists()


@pytest.mark.django_db
def test_who_joins_reads_and_who_leaves_does_not():
    member, admin = UserFactory(), AdminFactory()
    team = share_audience(title="Team", members=[UserFactory()], by=admin)

    edit_audience(audience=team, members=[member], by=admin)
    assert team.pk in readable_by(User.objects.get(pk=member.pk))

    edit_audience(audience=team, members=[], title="Nobody's", by=admin)
    assert team.pk not in readable_by(User.objects.get(pk=member.pk))
    assert EventRecord.objects.filter(name="accounts.audience.changed").count() == 2


@pytest.mark.django_db
def test_only_staff_say_who_reads_and_never_of_a_letter():
    team = share_audience(title="Team", by=AdminFactory())
    letter = send_letter(to=UserFactory(), title="Hello", source="!", by=UserFactory())

    with pytest.raises(Denied):
        share_audience(title="Mine", by=ModeratorFactory())
    with pytest.raises(Denied):
        edit_audience(audience=team, title="Mine", by=ModeratorFactory())
    with pytest.raises(Denied):
        edit_audience(audience=letter.thread.audience, members=[], by=AdminFactory())


@pytest.mark.django_db
def test_staff_make_a_private_category_in_the_admin(as_):
    member, client = UserFactory(), as_(AdminFactory())

    body = {"title": "Team", "members": [member.pk], "groups": []}
    assert client.post("/admin/accounts/audience/add/", body).status_code == 302
    team = Audience.objects.get(title="Team")
    url = f"/admin/accounts/audience/{team.pk}/change/"
    assert client.post(url, {**body, "title": "The team"}).status_code == 302

    team.refresh_from_db()
    assert team.title == "The team"
    assert team.pk in readable_by(member)


@pytest.mark.django_db
def test_a_group_opens_what_it_is_part_of():
    member, admin = UserFactory(), AdminFactory()
    group = form_group(name="Stewards", slug="stewards", by=admin)
    team = form_audience(kind=Audience.Kind.SHARED, groups=[group])

    edit_group(group=group, members=[member], name="The stewards", by=admin)

    assert team.pk in readable_by(member)
    assert [g.name for g in member.groups.all()] == ["The stewards"]
    assert (
        EventRecord.objects.get(name="accounts.audience.changed").payload["audience_id"] == team.pk
    )


@pytest.mark.django_db
def test_only_staff_form_groups():
    group = form_group(name="Stewards", slug="stewards", by=AdminFactory())

    with pytest.raises(Denied):
        form_group(name="Mine", slug="mine", by=ModeratorFactory())
    with pytest.raises(Denied):
        edit_group(group=group, name="Mine", by=ModeratorFactory())


def test_groups_by_rule_are_there_and_follow_the_standing(db):
    newcomer, leader = UserFactory(trust_level=0), UserFactory(trust_level=4)
    moderator = ModeratorFactory()

    def rules(person):
        return set(Group.objects.filter(pk__in=person.group_ids).values_list("rule", flat=True))

    assert rules(newcomer) == {"members"}
    assert rules(leader) == {"members", "trust_1", "trust_2", "trust_3", "trust_4"}
    assert "moderators" in rules(moderator)
    set_trust_level(member=newcomer, level=2, by=moderator)
    assert rules(User.objects.get(pk=newcomer.pk)) == {"members", "trust_1", "trust_2"}


def test_a_rules_name_that_is_taken_takes_nobodys_group_away(db):
    Group.objects.filter(rule="moderators").delete()
    mine = form_group(name="Ours", slug="moderators", by=AdminFactory())

    ensure_groups_by_rule()
    ensure_groups_by_rule()

    assert Group.objects.get(rule="moderators").slug == "moderators-by-rule"
    assert Group.objects.get(slug="moderators") == mine


@pytest.mark.parametrize("act", [add_to_group, remove_from_group])
def test_nobody_is_put_into_a_group_by_rule(db, act):
    group, member = Group.objects.get(rule="trust_3"), UserFactory()

    with pytest.raises(RulesFillThisGroup):
        act(group=group, member=member, by=AdminFactory())
    with pytest.raises(RulesFillThisGroup):
        edit_group(group=group, members=[member], by=AdminFactory())

    assert not group.members.exists()


def test_never_beats_being_named_and_every_group(db):
    member, other, admin = UserFactory(), UserFactory(), AdminFactory()
    out = form_group(name="Out", slug="out", members=[member], by=admin)
    everyone = Group.objects.get(rule="members")
    team = share_audience(title="T", members=[member], groups=[everyone], never=[out], by=admin)

    assert team.pk not in readable_by(member)
    assert team.pk in readable_by(other)
    assert member not in readers(team)
    assert other in readers(team)


def test_a_members_groups_and_audiences_are_one_statement(db, django_assert_num_queries):
    member = UserFactory()

    with django_assert_num_queries(1):
        assert readable_by(member) == [Audience.PUBLIC_ID]
        assert len(member.group_ids) == 2


def test_who_is_added_twice_is_told_of_once(db):
    member, admin = UserFactory(), AdminFactory()
    group = form_group(name="Group", slug="group", by=admin)
    share_audience(title="T", groups=[group], by=admin)

    for _ in range(2):
        add_to_group(group=group, member=member, by=admin)
    assert group.members.count() == 1
    for _ in range(2):
        remove_from_group(group=group, member=member, by=admin)
    with pytest.raises(Denied):
        add_to_group(group=group, member=member, by=ModeratorFactory())

    assert not group.members.exists()
    assert EventRecord.objects.filter(name="accounts.audience.changed").count() == 2
