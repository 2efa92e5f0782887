"""Organisations: the customers that members work for, which only staff see."""

from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings

from community.accounts.models import Organisation, OrganisationMember
from community.accounts.organisations.actions import (
    DomainTaken,
    UnfitOrganisation,
    add_member,
    add_members,
    create_organisation,
    delete_organisation,
    edit_organisation,
    remove_members,
)
from community.accounts.organisations.domains import FreeMailDomain, NotADomain, domain_of
from community.accounts.organisations.queries import (
    members_of,
    organisation_of,
    organisations_for,
    organisations_of,
)
from community.accounts.people.actions import sign_up
from community.accounts.security.actions import confirm_address, make_main_address
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale
from community.kernel.formats import money
from tests.accounts.test_signing_in import join, link_to
from tests.factories import AdminFactory, ModeratorFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return AdminFactory()


def told(name):
    rows = EventRecord.objects.filter(name=f"accounts.organisation.{name}").order_by("pk")
    return [row.payload for row in rows]


def test_a_domain_is_stored_as_addresses_have_it():
    typed = [" @Example.ORG ", "", None, "b\u00fccher.example", "a.b.example."]
    stored = ["example.org", None, None, "xn--bcher-kva.example", "a.b.example"]

    assert [domain_of(one) for one in typed] == stored


def test_what_is_no_domain_of_an_organisation_is_refused(admin):
    strange = ["example", "a b.example", "-a.example", "ana@a.example", "a..example", "x" * 250]
    public = ["gmail.com", "@GMX.de"]

    for typed in strange + public:
        with pytest.raises(FreeMailDomain if typed in public else NotADomain):
            create_organisation(name="Lakeside", domain=typed, by=admin)
    assert not Organisation.objects.exists()


def test_members_with_a_confirmed_address_at_the_domain_are_added(admin):
    theirs = sign_up(username="ana", password=None, email="Ana@lakeside.example")
    sign_up(username="ben", password=None, email="ben@sub.lakeside.example")
    sign_up(username="cas", password=None, email="cas@notlakeside.example")
    EmailAddress.objects.create(
        user=UserFactory(), email="eve@lakes\u0131de.example", verified=True
    )
    unconfirmed = UserFactory()
    EmailAddress.objects.create(user=unconfirmed, email="d@lakeside.example", verified=False)

    made = create_organisation(name="Lakeside", domain="lakeside.example", by=admin)

    assert [*made.members.all()] == [theirs]
    [changed] = told("members_changed")
    assert changed["member_ids"] == [theirs.pk]


def test_who_confirms_an_address_later_is_added_and_stays_where_staff_put_them(admin):
    made = create_organisation(name="Lakeside", domain="lakeside.example", by=admin)
    other = create_organisation(name="Hilltop", by=admin)
    new, moved = UserFactory(), UserFactory()
    add_member(organisation=other, member=moved, by=admin)
    for member in (new, moved):
        address = EmailAddress.objects.create(user=member, email=f"{member}@lakeside.example")

        def confirm(address=address):
            address.verified = True
            address.save()
            return True

        assert confirm_address(address=address, confirm=confirm)
    joined = sign_up(username="eve", password=None, email="eve@lakeside.example")
    handled()

    assert {*made.members.all()} == {new, joined}
    assert organisation_of(moved) == other


def test_of_several_addresses_the_primary_one_decides(admin):
    member = sign_up(username="ana", password=None, email="ana@private.example")
    EmailAddress.objects.create(user=member, email="ana@hilltop.example", verified=True)
    main = EmailAddress.objects.create(user=member, email="ana@lakeside.example", verified=True)
    handled()
    rows = Organisation.objects.bulk_create(
        Organisation(name=name, domain=f"{name}.example") for name in ("hilltop", "lakeside")
    )

    make_main_address(address=main, by=member)
    handled()

    assert organisation_of(member) == rows[1]


def test_the_link_in_the_email_adds_its_reader(client, admin):
    made = create_organisation(name="Lakeside", domain="lakeside.example", by=admin)
    join(client, email="ben@lakeside.example")
    link = link_to("ben@lakeside.example")  # the email forgets it when it is sent
    handled()
    assert not made.members.exists()

    client.post(link)
    handled()

    assert [one.username for one in made.members.all()] == ["Ben"]


def test_a_member_belongs_to_one_organisation(admin):
    first = create_organisation(name="First", by=admin)
    second = create_organisation(name="Second", by=admin)
    ana, ben = UserFactory(), UserFactory()
    add_members(organisation=first, members=[ana, ben], by=admin)

    add_members(organisation=second, members=[ana], by=admin)
    add_members(organisation=second, members=[ana], by=admin)

    assert organisations_of([ana.pk, ben.pk, 0]) == {ana.pk: second, ben.pk: first}
    assert told("members_changed")[1:] == [
        {"actor_id": admin.pk, "organisation_id": first.pk, "member_ids": [ana.pk]},
        {"actor_id": admin.pk, "organisation_id": second.pk, "member_ids": [ana.pk]},
    ]

    remove_members(organisation=first, members=[ana, ben], by=admin)

    assert organisations_of([ana.pk, ben.pk]) == {ana.pk: second}


def test_an_edit_of_another_version_is_refused(admin):
    made = create_organisation(name="Lakeside", yearly_value=5, by=admin)
    edited = edit_organisation(organisation=made, name="Lakeside Ltd", version=1, by=admin)

    with pytest.raises(Stale):
        edit_organisation(organisation=made, yearly_value=7, version=1, by=admin)
    edit_organisation(organisation=made, name="Lakeside Ltd", by=admin)

    assert (edited.version, edited.yearly_value) == (2, 5)
    assert len(told("edited")) == 1


def test_another_domain_adds_its_members_and_all_can_be_named(admin):
    ana = sign_up(username="ana", password=None, email="ana@hilltop.example")
    ben = UserFactory()
    made = create_organisation(name="Lakeside", domain="lakeside.example", members=[ben], by=admin)

    edit_organisation(organisation=made, domain="hilltop.example", by=admin)
    assert {*made.members.all()} == {ana, ben}

    edit_organisation(organisation=made, members=[ana], by=admin)
    assert [*made.members.all()] == [ana]


def test_no_two_have_one_domain_and_none_is_nameless(admin):
    made = create_organisation(name="Lakeside", domain="lakeside.example", by=admin)
    other = create_organisation(name="Hilltop", by=admin)

    with pytest.raises(DomainTaken):
        create_organisation(name="Again", domain="LAKESIDE.example", by=admin)
    with pytest.raises(DomainTaken):
        edit_organisation(organisation=other, domain=made.domain, by=admin)
    for facts in ({"name": " "}, {"name": "x" * 121}, {"name": "x", "yearly_value": -1}):
        with pytest.raises(UnfitOrganisation):
            create_organisation(**facts, by=admin)


def test_deleting_leaves_the_members_and_tells_who_they_were(admin):
    made = create_organisation(name="Lakeside", members=[member := UserFactory()], by=admin)

    delete_organisation(organisation=made, by=admin)
    delete_organisation(organisation=made, by=admin)

    member.refresh_from_db()
    assert not OrganisationMember.objects.exists()
    assert told("members_changed")[-1]["member_ids"] == [member.pk]
    assert len(told("deleted")) == 1


def test_only_administrators_change_and_only_staff_read(admin):
    made = create_organisation(name="Lakeside", by=admin)
    moderator, member = ModeratorFactory(), UserFactory()

    assert organisations_for(moderator).get() == made
    assert not organisations_for(member).exists()
    assert not members_of(member, organisation=made).exists()
    for by in (moderator, member):
        for act in (
            lambda by: create_organisation(name="x", by=by),
            lambda by: edit_organisation(organisation=made, name="x", by=by),
            lambda by: add_member(organisation=made, member=member, by=by),
            lambda by: remove_members(organisation=made, members=[member], by=by),
            lambda by: delete_organisation(organisation=made, by=by),
        ):
            with pytest.raises(Denied):
                act(by)


def test_only_staff_see_it_on_the_members_page(as_, client, admin):
    member = UserFactory()
    made = create_organisation(
        name="Lakeside Cycles", yearly_value=1_234_500, members=[member], by=admin
    )
    edit_organisation(organisation=made, domain="lakeside.example", by=admin)
    page = member.get_absolute_url()

    for reader in (as_(admin), as_(ModeratorFactory())):
        shown = reader.get(page).content.decode()
        assert "Lakeside Cycles" in shown
        assert "12,345.00" in shown
    for reader in (client, as_(member)):
        assert "Lakeside" not in reader.get(page).content.decode()


def test_the_admin_takes_whole_units_and_members(as_, admin):
    client, member = as_(admin), UserFactory()
    address = "/admin/accounts/organisation/"
    sent = {
        "name": "Lakeside",
        "domain": "lakeside.example",
        "value": "120.50",
        "people": [member.pk],
    }
    assert client.post(f"{address}add/", sent).status_code == 302
    made = Organisation.objects.get()
    assert (made.yearly_value, [*made.members.all()]) == (12_050, [member])

    found = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "accounts",
            "model_name": "organisation",
            "field_name": "members",
            "term": "m",
        },
    )
    assert member.username in {one["text"] for one in found.json()["results"]}
    shown = client.get(f"{address}{made.pk}/change/").content.decode()
    assert 'value="120.50"' in shown
    assert member.username in shown
    joined = UserFactory()
    add_member(organisation=made, member=joined, by=admin)  # while the form is open
    client.post(f"{address}{made.pk}/change/", sent | {"initial-people": [member.pk]})
    assert made.members.count() == 2
    sent |= {"initial-people": [member.pk, joined.pk]}
    client.post(f"{address}{made.pk}/change/", sent | {"value": "99", "people": []})
    refused = client.post(f"{address}{made.pk}/change/", sent | {"domain": "gmail.com"})

    made.refresh_from_db()
    assert (made.yearly_value, made.version, made.members.count()) == (9_900, 2, 0)
    assert "Anyone can get an email address at this domain" in refused.content.decode()
    for_moderator = as_(ModeratorFactory())
    assert "Lakeside" in for_moderator.get(address).content.decode()
    assert for_moderator.get(f"{address}{made.pk}/change/").status_code == 200
    assert for_moderator.post(f"{address}{made.pk}/change/", sent).status_code == 403


def test_graphql_takes_more_than_32_bits_and_shows_members_to_staff(as_, admin):
    made = create_organisation(name="Lakeside", members=[member := UserFactory()], by=admin)
    asked = """mutation ($value: Float) { accounts {
        editOrganisation(organisationId: "%s", yearlyValue: $value) {
            organisation { yearlyValue currency }
        }
    } }"""
    read = '{ accounts { organisationMembers(organisationId: "%s") { nodes { username } } } }'

    def answer(client, query, **variables):
        sent = {"query": query % made.pk, "variables": variables}
        return client.post("/graphql/", sent, content_type="application/json").json()

    edited = answer(as_(admin), asked, value=5_000_000_000)["data"]["accounts"]
    shown = answer(as_(ModeratorFactory()), read)["data"]["accounts"]["organisationMembers"]

    changed = edited["editOrganisation"]["organisation"]
    assert changed == {"yearlyValue": 5e9, "currency": settings.CURRENCY}
    assert shown["nodes"] == [{"username": member.username}]
    assert "errors" in answer(as_(member), read)


def test_amounts_have_as_many_decimals_as_their_currency():
    assert [money(123_450, code) for code in ("USD", "JPY")] == ["US$1,234.50", "JP¥123,450"]


@pytest.mark.django_db(transaction=True)
def test_members_whom_many_move_at_once_end_in_one_organisation(in_threads, admin):
    people = [UserFactory() for _ in range(6)]
    rows = [create_organisation(name=f"Customer {n}", by=admin) for n in range(3)]

    def move(n):
        members = people if n % 2 else people[::-1]
        add_members(organisation=rows[n % 3], members=members, by=admin)
        if n == 4:
            delete_organisation(organisation=rows[0], by=admin)

    in_threads([partial(move, n) for n in (1, 2, 4, 5, 7, 8)])

    assert OrganisationMember.objects.count() == len(people)
    assert OrganisationMember.objects.values("organisation").distinct().count() == 1
