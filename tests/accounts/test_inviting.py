"""Names that are free, joining, and asking others in."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from community.accounts.audiences.actions import form_group
from community.accounts.invitations.actions import (
    InvitationNeeded,
    NotAnAddress,
    NotByMail,
    TooManyUses,
    invite,
    join_member,
    resend_invitation,
    revoke_invitation,
)
from community.accounts.models import Invitation, Page, Profile, User
from community.accounts.pages.actions import (
    PageEmpty,
    PageThere,
    edit_page,
    forget_page,
    write_page,
)
from community.accounts.people.actions import NameTaken, sign_up
from community.accounts.people.actions_profile import NameReserved, NotAName, rename_member
from community.accounts.people.names import free_names, is_reserved
from community.events.models import EventRecord
from community.kernel.errors import Denied, Stale, TooMany
from community.notifications.models import Mail
from tests.accounts.test_profiles import graphql
from tests.factories import AdminFactory, ModeratorFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "bicycle-lamp-7"


def told(name):
    return EventRecord.objects.filter(name=f"accounts.{name}").count()


def join(client, **changed):
    form = {"username": "Ben", "email": "ben@example.org", "password1": PASSWORD, "agreed": "on"}
    return client.post("/accounts/signup/", {**form, **changed})


# -- names -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["admin", "Admin", "ÁDMIN", "_admin_", "admin1", "4dm1n", "a.d.m.i.n", "m0derator", "root-2",
     "here", "support.", "Commons", "c0mmons", "nu11", "al1",
     "\u0422\u0415\u0410\u041c", "\u0392\u039f\u03a4"],
)  # fmt: skip
def test_a_name_that_speaks_for_the_place_is_refused_with_its_look_alikes(name, client):
    assert is_reserved(name)

    response = join(client, username=name)

    assert b"username is reserved" in response.content
    assert not User.objects.filter(email="ben@example.org").exists()


@pytest.mark.parametrize(
    "name", ["Ana", "madmin", "moderna", "hereford", "山田太郎", "Иван", "Ελένη", "Ali", "123"]
)
def test_other_names_are_free(name):
    assert not is_reserved(name)


def test_the_command_line_may_use_them():
    assert sign_up(username="admin", password=None).pk


def test_a_taken_name_says_what_is_free(client):
    UserFactory(username="Ben")
    UserFactory(username="Ben-2")

    response = join(client, username="BEN")

    assert b"This username is taken. Available: BEN-3, BEN-4, BEN-5." in response.content
    assert free_names("admin") == []


def by_page(client, name):
    return client.post("/settings/name/", {"username": name}).status_code == 302


def by_rest(client, name):
    body = {"username": name}
    return (
        client.put("/api/v1/me/username/", body, content_type="application/json").status_code < 300
    )


def by_graphql(client, name):
    query = "mutation($n: String!) { accounts { changeUsername(username: $n) { member { id } } } }"
    return "errors" not in graphql(client, query, n=name)


@pytest.mark.parametrize("interface", [by_page, by_rest, by_graphql])
def test_newcomers_choose_another_name_through_every_interface(interface, as_):
    member = UserFactory()
    UserFactory(username="Taken")

    assert interface(as_(member), "Fresh")
    assert not interface(as_(member), "taken")
    assert not interface(as_(member), "moderator")

    member.refresh_from_db()
    assert (member.username, member.folded_username) == ("Fresh", "fresh")
    assert told("member.renamed") == 1


def test_after_three_days_only_whoever_runs_the_place_renames():
    member, admin = UserFactory(), AdminFactory()

    with time_machine.travel(timezone.now() + timedelta(days=4)):
        for by in (member, ModeratorFactory()):
            with pytest.raises(Denied):
                rename_member(member=member, username="Later", by=by)
        renamed = rename_member(member=member, username="Later", by=admin)

    assert renamed.username == "Later"
    assert told("member.renamed") == 1


def test_a_rename_is_refused_for_what_is_no_name_and_is_told_once():
    member = UserFactory(username="Ana")
    UserFactory(username="Ben")

    for name, problem in [("two words", NotAName), ("root", NameReserved), ("ben", NameTaken)]:
        with pytest.raises(problem):
            rename_member(member=member, username=name, by=member)
    rename_member(member=member, username="Ana", by=member)

    assert told("member.renamed") == 0


# -- what everybody agrees to ------------------------------------------------------------------
def test_joining_needs_a_tick_and_keeps_to_which_words(client):
    write_page(slug="guidelines", title="Ours", source="Be kind.", by=AdminFactory())

    refused = join(client, agreed="")
    assert b'<a href="#id_agreed">Agree to the guidelines' in refused.content
    assert b'<a target="_blank" href="/conduct/">code of conduct</a>' in refused.content
    assert b'href="/guidelines/"' in refused.content
    assert b'href="/conduct/"' in refused.content
    assert not User.objects.filter(username="Ben").exists()
    join(client)

    profile = Profile.objects.get(member__username="Ben")
    assert profile.agreed_at
    assert profile.agreed_to == {"guidelines": 1, "conduct": 0}


@pytest.mark.parametrize("slug", Page.Slug.values)
def test_the_places_own_words_can_be_read_by_all(slug, client):
    page = client.get(f"/{slug}/").content.decode()

    assert "<h2>" in page or "<li>" in page
    assert "{{" not in page
    assert "Edit</a>" not in page


def test_staff_put_their_own_words_in_the_place_of_ours(as_):
    client = as_(AdminFactory())
    link = re.search(r'href="(/admin/[^"]+)"[^>]*>[^/]*<use[^>]*/></svg>Edit',
                     client.get("/conduct/").content.decode())  # fmt: skip
    form = client.get(link[1])
    assert b"Everyone is welcome" in form.content

    body = {"slug": "conduct", "title": "Our ways", "source": "Be *kind*.", "version": "1"}
    client.post("/admin/accounts/page/add/", body)
    page = Page.objects.get()
    url = f"/admin/accounts/page/{page.pk}/change/"
    client.post(url, {**body, "source": "Be kinder."})
    client.post(url, {**body, "source": "Late."})  # has read version 1

    page.refresh_from_db()
    assert (page.source, page.version) == ("Be kinder.", 2)
    shown = client.get("/conduct/").content
    assert b"Be kinder." in shown
    assert b"Changed <time" in shown
    client.post(f"/admin/accounts/page/{page.pk}/delete/", {"post": "yes"})
    assert b"Everyone is welcome" in client.get("/conduct/").content


def test_only_whoever_runs_the_place_writes_its_words():
    page = write_page(slug="about", title="Us", source="We.", by=AdminFactory())

    for act in (
        lambda: write_page(slug="conduct", title="x", source="x", by=ModeratorFactory()),
        lambda: edit_page(page=page, source="x", by=ModeratorFactory()),
        lambda: forget_page(page=page, by=UserFactory()),
    ):
        with pytest.raises(Denied):
            act()
    with pytest.raises(PageThere):
        write_page(slug="about", title="Us", source="We.", by=AdminFactory())
    with pytest.raises(PageEmpty):
        write_page(slug="conduct", title="Us", source=" ", by=AdminFactory())
    with pytest.raises(Stale):
        edit_page(page=page, source="x", version=7, by=AdminFactory())
    edit_page(page=page, title="Us", by=AdminFactory())

    assert Page.objects.get().source == "We."
    assert told("page.edited") == 1


# -- invitations -------------------------------------------------------------------------------
def ask_by_page(client, **asked):
    client.post("/settings/invitations/", asked)
    page = client.get("/settings/invitations/").content.decode()
    found = re.search(r'value="(http[^"]+/invite/[^"]+)"', page)
    assert ('data-copy-text="made"' in page) == bool(found)
    assert "/invite/" not in client.get("/settings/invitations/").content.decode()
    return found[1] if found else ""


def ask_by_rest(client, **asked):
    body = client.post("/api/v1/me/invitations/", asked, content_type="application/json").json()
    return body.get("url", "")


def ask_by_graphql(client, max_uses=1):
    query = "mutation($n: Int) { accounts { invite(maxUses: $n) { invitation { url state } } } }"
    answer = graphql(client, query, n=max_uses)
    made = answer["data"]["accounts"]["invite"]
    return made["invitation"]["url"] if made else ""


@pytest.mark.parametrize("interface", [ask_by_page, ask_by_rest, ask_by_graphql])
@pytest.mark.parametrize("sign_up_is", ["open", "invited"])
def test_a_link_lets_somebody_join_through_every_interface(interface, sign_up_is, as_, settings):
    settings.REGISTRATION = sign_up_is
    inviter = UserFactory(trust_level=2)

    url = interface(as_(inviter), max_uses=2)
    visitor = as_(None)
    page = visitor.get(url.partition("testserver")[2])
    join(visitor)

    assert inviter.username in page.content.decode()
    assert User.objects.filter(username="Ben").exists()
    invitation = Invitation.objects.get()
    assert (invitation.uses, invitation.max_uses) == (1, 2)
    secret = url.rstrip("/").rpartition("/")[2]
    assert secret not in invitation.secret
    assert (told("invitation.made"), told("invitation.redeemed")) == (1, 1)


@pytest.mark.parametrize("interface", [ask_by_page, ask_by_rest, ask_by_graphql])
def test_newcomers_do_not_invite(interface, as_):
    assert not interface(as_(UserFactory(trust_level=1)), max_uses=1)

    assert not Invitation.objects.exists()
    assert told("invitation.made") == 0


def test_a_mail_proves_the_address_that_it_went_to(as_):
    inviter = UserFactory(trust_level=2)
    ask_by_page(as_(inviter), email="ben@example.org", note="Come and see.", max_uses="5")
    mail = Mail.objects.get(to="ben@example.org")
    path = re.search(r"http://testserver(/invite/\S+)", mail.text)[1]
    assert "Come and see." in mail.text

    visitor = as_(None)
    visitor.get(path)
    join(visitor)

    assert EmailAddress.objects.get(email="ben@example.org").verified
    assert Invitation.objects.get().state == "used"
    assert as_(None).get(path).status_code == 404


def test_a_mails_invitation_is_for_its_address_alone(as_, settings):
    settings.REGISTRATION = "invited"
    _, url = invite(by=UserFactory(trust_level=2), email="ana@example.org")
    visitor = as_(None)
    visitor.get(url)

    join(visitor)
    assert not User.objects.filter(username="Ben").exists()
    settings.REGISTRATION = "open"
    join(visitor)

    assert not EmailAddress.objects.get(user__username="Ben").verified
    assert not EmailAddress.objects.filter(email="ana@example.org").exists()
    assert Invitation.objects.get().uses == 0


def test_where_joining_is_for_the_invited_nobody_else_does(as_, settings):
    settings.REGISTRATION = "invited"

    page = as_(None).get("/accounts/signup/")
    join(as_(None))

    assert b"by invitation only" in page.content
    assert not User.objects.filter(username="Ben").exists()
    assert as_(None).get("/invite/nonsense/").status_code == 404


@pytest.mark.parametrize("end", ["revoked", "expired", "used"])
def test_an_invitation_ends(end, settings):
    settings.REGISTRATION = "invited"
    inviter = UserFactory(trust_level=2)
    invitation, url = invite(by=inviter)
    now = timezone.now()
    if end == "revoked":
        for _ in range(2):
            revoke_invitation(invitation=invitation, by=inviter)
        assert told("invitation.revoked") == 1
    elif end == "used":
        join_member(member=User(username="First"), invitation_id=invitation.pk)
    else:
        Invitation.objects.update(expires_at=now - timedelta(seconds=1))

    invitation.refresh_from_db()
    assert invitation.state == end
    assert Client().get(url).status_code == 404
    with pytest.raises(InvitationNeeded):
        join_member(member=User(username="Late"), invitation_id=invitation.pk)
    assert not User.objects.filter(username="Late").exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_share_the_last_use(in_threads, settings):
    settings.REGISTRATION = "invited"
    invitation, _ = invite(by=UserFactory(trust_level=2))

    def enter(name):
        def run():
            try:
                return join_member(member=User(username=name), invitation_id=invitation.pk)
            except InvitationNeeded:
                return None

        return run

    came = in_threads([enter(f"guest-of-{n}") for n in range(6)])

    assert sum(member is not None for member in came) == 1
    invitation.refresh_from_db()
    assert invitation.uses == 1
    assert User.objects.filter(username__startswith="guest-of").count() == 1


def test_what_cannot_be_asked():
    member, admin = UserFactory(trust_level=2), AdminFactory()
    group = form_group(name="Friends", slug="friends", by=admin)

    with pytest.raises(NotAnAddress):
        invite(by=member, email="nobody")
    with pytest.raises(TooManyUses):
        invite(by=member, max_uses=11)
    with pytest.raises(Denied):
        invite(by=member, group=group)
    assert told("invitation.made") == 0

    made, _ = invite(by=admin, max_uses=500, group=group)
    friend = join_member(member=User(username="Friend"), invitation_id=made.pk)
    assert group in friend.groups.all()


def test_a_mail_goes_once_more_with_another_link_and_nobody_elses(as_):
    inviter = UserFactory(trust_level=2)
    invitation, url = invite(by=inviter, email="ben@example.org")
    link, _ = invite(by=inviter)

    as_(inviter).post(f"/settings/invitations/{invitation.pk}/mail/")
    stranger = as_(UserFactory(trust_level=2))
    for path in ("mail", "revocation"):
        assert stranger.post(f"/settings/invitations/{invitation.pk}/{path}/").status_code == 404

    assert Mail.objects.filter(to="ben@example.org").count() == 2
    assert Client().get(url).status_code == 404
    with pytest.raises(NotByMail):
        resend_invitation(invitation=link, by=inviter)
    with pytest.raises(Denied):
        revoke_invitation(invitation=link, by=UserFactory())
    api = as_(inviter)
    assert api.post(f"/api/v1/me/invitations/{invitation.pk}/mail/").status_code == 200
    assert api.delete(f"/api/v1/me/invitations/{link.pk}/").status_code == 204
    states = [row["state"] for row in api.get("/api/v1/me/invitations/").json()["results"]]
    assert states == ["open", "revoked"]
    listed = graphql(api, "{ accounts { invitations { nodes { id state } } } }")["data"][
        "accounts"
    ]["invitations"]["nodes"]
    assert {row["state"] for row in listed} == {"open", "revoked"}
    query = """mutation($i: ID!) {
        accounts { revokeInvitation(invitationId: $i) { invitation { state } } } }"""
    graphql(as_(inviter), query, i=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.state == "revoked"


@pytest.mark.limits
def test_how_many_a_day_follows_the_trust_level():
    for level, most in ((2, 10), (3, 20)):
        member = UserFactory(trust_level=level)
        for _ in range(most):
            invite(by=member)
        with pytest.raises(TooMany):
            invite(by=member)
    moderator = ModeratorFactory()
    assert [invite(by=moderator) for _ in range(35)]


def test_the_links_secret_is_in_no_log(client, caplog):
    _, url = invite(by=UserFactory(trust_level=2))
    secret = url.rstrip("/").rpartition("/")[2]
    caplog.set_level("INFO", "community.access")

    client.get(url)

    assert any("/invite/" in line for line in caplog.messages)
    assert not any(secret in line for line in caplog.messages)


def test_moderators_see_and_revoke_in_the_admin(as_):
    invitation, _ = invite(by=UserFactory(trust_level=2))
    admin = as_(ModeratorFactory())

    page = admin.get("/admin/accounts/invitation/").content.decode()
    detail = admin.get(f"/admin/accounts/invitation/{invitation.pk}/change/").content.decode()
    body = {"action": "revoke", "_selected_action": [invitation.pk]}
    admin.post("/admin/accounts/invitation/", body)

    assert invitation.inviter.username in page
    assert invitation.secret not in page + detail
    invitation.refresh_from_db()
    assert invitation.state == "revoked"
    for query in ("suspended=yes", "silenced=no", "date_joined__year=2026"):
        assert admin.get(f"/admin/accounts/user/?{query}").status_code == 200
