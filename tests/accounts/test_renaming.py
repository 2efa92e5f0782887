"""Names that whoever runs the place gives, and one name that several want at once."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from community.accounts.imports.actions import ImportedMember, import_members
from community.accounts.models import FormerName, User
from community.accounts.models.former_names import MOST
from community.accounts.people.actions import NameTaken, register_member
from community.accounts.people.actions_profile import RenamedTooOften, rename_member
from community.accounts.people.names import free_names
from community.accounts.signing_in.adapter import Adapter
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


ANOTHERS = pytest.mark.parametrize("interface", [anothers_by_rest, anothers_by_graphql])


def named(member):
    return User.objects.get(pk=member.pk).username


@ANOTHERS
def test_whoever_runs_the_place_gives_another_name(interface, as_):
    member = UserFactory()

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        interface(as_(AdminFactory()), member, "Ada")

    assert named(member) == "Ada"
    assert told() == 1


@ANOTHERS
def test_a_moderator_does_not(interface, as_):
    member = UserFactory()
    before = member.username

    interface(as_(ModeratorFactory()), member, "Ada")

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


# -- the name before --------------------------------------------------------------------------
A_YEAR = timedelta(days=366)


def signs_up(name):
    register_member(member=User(username=name, password="!"))


def is_renamed(name):
    rename_member(member=UserFactory(), username=name, by=AdminFactory())


def is_imported(name):
    [row] = import_members(members=[ImportedMember(name=name, number=7)])
    if row.username != name:
        raise NameTaken


def fills_the_form(name):
    """As the form of signing up, with an account elsewhere or without, checks it."""
    try:
        Adapter().clean_username(name)
    except ValidationError as error:
        raise NameTaken from error


@pytest.mark.parametrize("takes", [signs_up, is_renamed, is_imported, fills_the_form])
def test_a_former_name_stays_its_owners_for_a_year(takes):
    member = UserFactory(username="Zoë")
    rename_member(member=member, username="Ada", by=member)

    with pytest.raises(NameTaken), transaction.atomic():
        takes("zoe")
    assert "Zoe-2" in free_names("Zoe")
    with time_machine.travel(timezone.now() + A_YEAR):
        takes("zoe")


def test_the_owner_takes_a_former_name_back():
    member, admin = UserFactory(username="Zoe"), AdminFactory()

    for name in ("Ada", "zoë", "Zoe", "Ada"):
        rename_member(member=member, username=name, by=member)

    held = set(FormerName.objects.values_list("folded_name", flat=True))
    assert held == {"zoe"}
    for n in range(MOST - 1):
        rename_member(member=member, username=f"Ada{n}", by=member)
    with pytest.raises(RenamedTooOften):
        rename_member(member=member, username="Again", by=member)
    rename_member(member=member, username="Again", by=admin)


def test_the_address_of_a_former_name_leads_on(as_):
    member = UserFactory(username="Zoe")
    rename_member(member=member, username="Ada", by=member)
    leads = [as_().get(f"/u/{path}") for path in ("zoe/", "Zoe.atom")]

    assert [(answer.status_code, answer.headers["Location"]) for answer in leads] == [
        (302, "/u/Ada/"), (302, "/u/Ada.atom")
    ]  # fmt: skip
    assert as_().get("/api/v1/members/Zoe/").json()["username"] == "Ada"
    with time_machine.travel(timezone.now() + A_YEAR):
        assert as_().get("/u/zoe/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_who_gives_a_name_up_while_others_take_it_keeps_it(in_threads):
    for n in range(4):
        member = UserFactory(username=f"Zoe{n}")

        def take(name=f"zoe{n}"):
            with suppress(NameTaken):
                signs_up(name)

        def give_up(member=member, name=f"Ada{n}"):
            rename_member(member=member, username=name, by=member)

        in_threads([take, give_up, take])

        assert not User.objects.filter(folded_username=f"zoe{n}").exists()
        assert FormerName.objects.get(folded_name=f"zoe{n}").member == member


def test_a_former_name_of_two_members_leads_to_the_older_one(as_):
    older, newer = UserFactory(), UserFactory()
    until = timezone.now() + A_YEAR
    for member in (newer, older):
        FormerName.objects.create(member=member, folded_name="twice", reserved_until=until)

    assert as_().get("/u/twice/").url == older.get_absolute_url()
