"""The links in emails, by a client that has no session and no cookie."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from community.accounts.models import User
from community.events.models import EventRecord
from community.kernel.errors import Denied
from community.notifications import registration
from community.notifications.actions import set_preference
from community.notifications.models import Preference
from community.notifications.shown import shown
from community.notifications.unsubscribing.links import SALT, secret_for, undo_for
from tests.factories import UserFactory
from tests.handled import handled
from tests.notifications.mailed import TITLE, reader, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toys")]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True)


def link_for(member, *types):
    rows = [told(member, number, type=name) for number, name in enumerate(types, start=2)]
    return f"/unsubscribe/{secret_for(member, shown(rows, member))}/"


def mail_is_on(member, name="toy.post"):
    chosen = Preference.objects.filter(member=member, type=name).first()
    return chosen.is_by_mail if chosen else True


def test_one_click_in_the_mail_program_turns_these_emails_off(client, inbox):
    member = reader()
    told(member)
    handled()
    header = inbox.messages[0]["List-Unsubscribe"].strip(" <>")

    response = client.post(urlsplit(header).path, ONE_CLICK)

    assert response.status_code == 200
    assert not response.cookies
    kept = Preference.objects.get(member=member)
    assert (kept.type, kept.is_on_site, kept.is_by_mail) == ("toy.post", True, False)


def test_one_click_again_changes_nothing(client):
    url = link_for(reader(), "toy.post")
    client.post(url, ONE_CLICK)
    before = EventRecord.objects.count()

    response = client.post(url, ONE_CLICK)

    assert response.status_code == 200
    assert EventRecord.objects.count() == before


def test_opening_the_link_changes_nothing(client):
    member = reader()
    url = link_for(member, "toy.post")

    page = client.get(url, {"choice": "mute"}).content.decode()
    client.head(url)

    assert not Preference.objects.exists()
    assert "Toy posts" in page
    assert "Toy mentions" not in page
    assert 'value="mute" id="id_choice_0" required checked' in page
    assert TITLE not in page


@pytest.mark.parametrize(("choice", "off"), [("kinds", ["toy.post"]), ("all", None)])
def test_what_is_chosen_is_turned_off_and_on_again(choice, off, client):
    member = reader()
    url = link_for(member, "toy.post")

    response = client.post(url, {"choice": choice})

    turned_off = set(Preference.objects.filter(is_by_mail=False).values_list("type", flat=True))
    assert turned_off == set(off) if off else {"toy.post", "toy.mention"} <= turned_off
    assert "toy.ruling" not in turned_off

    client.post(url, {"undo": response.context["undo"]})

    assert mail_is_on(member)
    assert not Preference.objects.filter(is_by_mail=False).exists()


def test_undo_turns_on_what_was_on(client):
    member = reader()
    set_preference(type="toy.mention", by=member, by_mail=False)
    url = link_for(member, "toy.post", "toy.mention")

    response = client.post(url, ONE_CLICK)
    client.post(url, {"undo": response.context["undo"]})

    assert mail_is_on(member)
    assert not mail_is_on(member, "toy.mention")


def test_the_topic_is_muted_as_its_reason_says(client, toys):
    member = reader()
    url = link_for(member, "toy.post")

    response = client.post(url, {"choice": "mute"})

    assert toys.muted == [(None, member.pk)]
    assert "The thread is muted." in response.content.decode()
    assert mail_is_on(member)


def test_a_form_without_a_choice_is_shown_again(client):
    response = client.post(link_for(reader(), "toy.post"), {})

    assert response.status_code == 422
    assert not Preference.objects.exists()


def test_what_is_required_cannot_be_turned_off(client):
    member = reader()

    assert link_for(member, "toy.ruling") == "/unsubscribe//"
    client.post(link_for(member, "toy.post"), {"choice": "all"})

    assert not Preference.objects.filter(type="toy.ruling").exists()


OTHERS = signing.dumps([1, [], None])


@pytest.mark.parametrize("token", ["x", "a:b:c", OTHERS, "ünï"], ids=range(4))
def test_a_link_that_we_did_not_make_leads_nowhere(token, client):
    for response in (
        client.get(f"/unsubscribe/{token}/"),
        client.post(f"/unsubscribe/{token}/", ONE_CLICK),
    ):
        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()


def test_a_link_of_a_deactivated_member_leads_nowhere(client):
    member = reader()
    url = link_for(member, "toy.post")
    User.objects.filter(pk=member.pk).update(is_active=False)

    assert client.get(url).status_code == 404
    assert client.post(url, ONE_CLICK).status_code == 404


def test_another_members_undo_is_refused(client):
    url = link_for(reader(), "toy.post")
    other = UserFactory()
    set_preference(type="toy.post", by=other, by_mail=False)

    response = client.post(url, {"undo": undo_for(other, ["toy.post"])})

    assert response.status_code == 404
    assert not mail_is_on(other)


def test_a_link_outlives_its_notification_and_its_type(client):
    member = reader()
    url = f"/unsubscribe/{signing.dumps([member.pk, ['toy.post', 'gone'], 404], salt=SALT)}/"

    page = client.get(url).content.decode()
    response = client.post(url, ONE_CLICK)

    assert "Mute" not in page
    assert response.status_code == 200
    assert not mail_is_on(member)


def test_a_topic_that_the_member_may_no_longer_see_is_quiet_without_a_word(client, toys):
    def refuse(**_):
        raise Denied

    member = reader()
    url = link_for(member, "toy.post")
    registration.register(replace(registration.reason_named("toy.watching"), mute=refuse))

    response = client.post(url, {"choice": "mute"})

    assert response.status_code == 200
    assert not response.cookies
    assert "These emails are off." in response.content.decode()
