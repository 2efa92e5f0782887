"""Names that whoever runs the place gives, and one name that several want at once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from community.accounts.actions import NameTaken
from community.accounts.actions_profile import rename_member
from community.accounts.models import User
from community.events.models import EventRecord
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def told():
    return EventRecord.objects.filter(name="accounts.member.renamed").count()


def anothers_by_rest(client, member, name):
    return client.put(f"/api/v1/members/{member.username}/username/", {"username": name}, **JSON)


def anothers_by_graphql(client, member, name):
    asked = f'renameMember(member: "{member.username}", username: "{name}") {{ member {{ id }} }}'
    query = f"mutation {{ accounts {{ {asked} }} }}"
    return client.post("/graphql/", {"query": query}, **JSON)


ANOTHERS = pytest.mark.parametrize("door", [anothers_by_rest, anothers_by_graphql])


def named(member):
    return User.objects.get(pk=member.pk).username


@ANOTHERS
def test_whoever_runs_the_place_gives_another_name(door, as_):
    member = UserFactory()

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        door(as_(AdminFactory()), member, "Ada")

    assert named(member) == "Ada"
    assert told() == 1


@ANOTHERS
def test_a_moderator_does_not(door, as_):
    member = UserFactory()
    before = member.username

    door(as_(ModeratorFactory()), member, "Ada")

    assert named(member) == before
    assert not told()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_names_that_look_alike_one_gets_it(in_threads):
    members = [UserFactory() for _ in range(4)]

    def take(member, name):
        try:
            rename_member(member=member, username=name, by=member)
        except NameTaken:
            return 0
        return 1

    names = ["Zoë", "zoe", "ZOE", "zoé"]
    taken = in_threads([lambda m=m, n=n: take(m, n) for m, n in zip(members, names, strict=True)])

    assert sum(taken) == told() == 1
    assert User.objects.filter(folded_username="zoe").count() == 1
