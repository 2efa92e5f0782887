"""visible_to() and readers() are one rule, read from both ends."""

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from community.accounts.actions import (
    edit_audience,
    edit_group,
    form_audience,
    form_group,
    share_audience,
)
from community.accounts.models import Audience, User, readable_by
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


class BothDirections(TestCase):
    """Random audiences of members and groups, random threads in them, some deleted."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        moderators=some,
        groups=st.lists(some, max_size=3),
        audiences=st.lists(st.tuples(some, st.sets(st.integers(0, 2)), st.booleans()), max_size=4),
        letters=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=2),
    )
    def test_agree_for_every_person_and_thread(self, moderators, groups, audiences, letters):
        people = [UserFactory(is_moderator=n in moderators) for n in range(PEOPLE)]
        admin = AdminFactory()
        formed = [
            form_group(name="g", slug=f"g{n}", members=[people[m] for m in members], by=admin)
            for n, members in enumerate(groups)
        ]
        TopicFactory(by=people[0])
        for n, (members, in_groups, is_deleted) in enumerate(audiences):
            audience = form_audience(
                kind=Audience.Kind.SHARED,
                members=[people[m] for m in members | {0}],
                groups=[formed[g] for g in in_groups if g < len(formed)],
            )
            topic = TopicFactory(
                category=CategoryFactory(audience=audience, slug=f"c{n}", by=admin), by=people[0]
            )
            if is_deleted:
                delete_thread(thread=topic.thread, by=people[0])
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
