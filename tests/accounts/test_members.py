import pytest
from django.core.management import call_command
from django.utils import timezone

from community.accounts.models import ImportedBadge, User
from community.accounts.people.actions import (
    NameTaken,
    NoSuchLevel,
    set_roles,
    set_trust_level,
    sign_up,
    silence_member,
    suspend_member,
)
from community.events.models import EventRecord
from community.kernel.errors import Denied
from tests.factories import AdminFactory, ModeratorFactory, UserFactory, in_hours

pytestmark = pytest.mark.django_db


def test_names_are_one_however_they_are_written():
    sign_up(username="Rónán", password=None)

    for alike in ("ronan", "RONAN", "Ronán"):
        with pytest.raises(NameTaken):
            sign_up(username=alike, password=None)


def test_joining_is_a_fact():
    member = UserFactory()

    assert EventRecord.objects.get(name="accounts.member.joined").payload == {
        "actor_id": member.pk,
        "member_id": member.pk,
        "awaits_approval": False,
    }


def test_the_machine_has_an_account_that_nobody_signs_in_to(client):
    machine = User.objects.get(is_machine=True)

    assert not machine.may_write
    assert not machine.has_usable_password()


def test_a_trust_level_goes_up_and_is_told_once():
    member, moderator = UserFactory(trust_level=1), ModeratorFactory()

    for _ in range(2):
        set_trust_level(member=member, level=2, by=moderator)

    told = EventRecord.objects.get(name="accounts.trust_level.changed")
    assert (told.payload["before"], told.payload["after"]) == (1, 2)
    with pytest.raises(NoSuchLevel):
        set_trust_level(member=member, level=5, by=moderator)


@pytest.mark.parametrize("sanction", [silence_member, suspend_member])
def test_moderators_sanction_members_and_not_each_other(sanction):
    moderator = ModeratorFactory()

    assert not sanction(member=UserFactory(), until=in_hours(1), by=moderator).may_write
    for by, whom in [
        (moderator, ModeratorFactory()),
        (moderator, AdminFactory()),
        (UserFactory(), UserFactory()),
    ]:
        with pytest.raises(Denied):
            sanction(member=whom, until=in_hours(1), by=by)


@pytest.mark.parametrize("sanction", [silence_member, suspend_member])
def test_a_sanction_ends(sanction):
    member, moderator = UserFactory(), ModeratorFactory()

    sanction(member=member, until=in_hours(1), by=moderator)

    assert sanction(member=member, until=None, by=moderator).may_write


def test_who_is_suspended_is_signed_out(as_):
    member = UserFactory()
    client = as_(member)
    assert client.get("/api/v1/me/").json()["username"] == member.username

    suspend_member(member=member, until=in_hours(1), by=ModeratorFactory())

    assert client.get("/api/v1/me/").status_code == 401


def test_the_admin_acts_on_members(as_):
    member, admin = UserFactory(trust_level=1), as_(AdminFactory())

    def act(name):
        body = {"action": name, "_selected_action": [member.pk]}
        admin.post("/admin/accounts/user/", body)
        member.refresh_from_db()

    act("raise_trust")
    assert member.trust_level == 2
    act("lower_trust")
    assert member.trust_level == 1
    assert admin.get(f"/admin/accounts/user/{member.pk}/change/").status_code == 200


def test_the_admin_forms_groups(as_):
    admin = as_(AdminFactory())
    member = UserFactory()

    body = {"name": "Stewards", "slug": "stewards", "members": [member.pk]}
    added = admin.post("/admin/accounts/group/add/", body)
    group = member.groups.get()
    admin.post(f"/admin/accounts/group/{group.pk}/change/", {**body, "name": "The stewards"})

    assert added.status_code == 302
    group.refresh_from_db()
    assert group.name == "The stewards"


def test_administrators_give_roles_and_take_them_back(as_):
    member, admin = UserFactory(), AdminFactory()
    url, client = "/admin/accounts/user/", as_(admin)

    client.post(url, {"action": "appoint", "_selected_action": [member.pk]})
    member.refresh_from_db()
    assert member.is_moderator
    assert member.is_staff

    client.post(url, {"action": "dismiss", "_selected_action": [member.pk]})
    set_roles(member=member, is_staff=False, by=admin)
    member.refresh_from_db()
    assert not member.is_moderator
    assert EventRecord.objects.filter(name="accounts.roles.changed").count() == 2
    with pytest.raises(Denied):
        set_roles(member=member, is_moderator=True, by=ModeratorFactory())


def test_whoever_has_a_shell_makes_an_administrator(capsys, client):
    member = UserFactory(username="Ana")

    call_command("make_admin", "ana")
    call_command("make_admin", "first")

    member.refresh_from_db()
    assert member.is_superuser
    name, password = capsys.readouterr().out.splitlines()[1].split()[1::2]
    assert client.login(username=name, password=password)


def test_ending_what_is_not_tells_nobody():
    member, moderator = UserFactory(), ModeratorFactory()

    silence_member(member=member, until=None, by=moderator)
    suspend_member(member=member, until=None, by=moderator)

    assert not EventRecord.objects.filter(name__startswith="accounts.member.s").exists()


def test_programs_find_members_by_their_numbers(as_):
    first, second, gone = UserFactory(), UserFactory(), UserFactory()
    UserFactory()
    User.objects.filter(pk=gone.pk).update(is_active=False)

    def found(ids):
        answer = as_().get("/api/v1/members/", {"id": ids})
        assert answer.status_code == 200, answer.content
        return [row["id"] for row in answer.json()["results"]]

    assert found(f"{second.pk},{first.pk},{gone.pk},999999999999999999") == [first.pk, second.pk]
    assert found(str(second.pk)) == [second.pk]
    assert found("") == []


@pytest.mark.parametrize("ids", ["ana", "1,,2", "1;2", "-1", "٣", ",".join(["1"] * 101)])
def test_numbers_that_are_none_are_malformed(ids, as_):
    answer = as_().get("/api/v1/members/", {"id": ids})

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["id"]


def test_programs_are_told_the_badges_of_each_the_highest_first(as_):
    member, other = UserFactory(), UserFactory()
    levels = ImportedBadge.Level
    given = [("Student", levels.BRONZE), ("Expert", levels.GOLD), ("Student", levels.BRONZE)]
    for key, (name, level) in enumerate(given):
        ImportedBadge.objects.create(
            site="old.example", key=key, member=member, name=name, level=level,
            given_at=timezone.now(),
        )  # fmt: skip
    client = as_(member)

    rows = client.get("/api/v1/members/", {"id": f"{member.pk},{other.pk}"}).json()["results"]

    assert [row["badges"] for row in rows] == [["Expert", "Student"], []]
    for url in (f"/api/v1/members/{member.username}/", "/api/v1/me/"):
        assert client.get(url).json()["badges"] == ["Expert", "Student"]
