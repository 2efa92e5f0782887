"""Who somebody of another product is: tokens, sessions, and the members that they become."""

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.utils import timezone

from community.accounts.models import User
from community.accounts.people.actions import set_roles, silence_member, suspend_member
from community.accounts.people.actions_profile import check_name
from community.widget.actions import member_of
from community.widget.identity import Person
from community.widget.models import WidgetIdentity
from feedback.models import Idea
from tests.factories import AdminFactory, UserFactory
from tests.widget.sites import Page, make_site

pytestmark = pytest.mark.django_db


def code(answer):
    return answer.status_code, answer.json().get("code")


def signed(secret, payload):
    said = base64.urlsafe_b64encode(payload).decode().rstrip("=")
    return f"{said}.{hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()}"


def test_a_token_is_valid_for_five_minutes():
    page = Page(make_site())
    now = int(time.time())

    ages = {at: code(page.post("session/", {"token": page.token(at=now + at)})) for at in
            (-400, -290, 290, 400)}  # fmt: skip

    expired = (401, "widget_identity_expired")
    assert ages == {-400: expired, -290: (200, None), 290: (200, None), 400: expired}


NOT_A_PERSON = [
    b"no json",
    b"[]",
    b'{"id": 7, "name": "Ana", "at": 1}',
    b'{"name": "Ana", "at": 1}',
    b'{"id": "", "at": 1}',
    b'{"id": "a\\u0000", "at": 1}',
    b'{"id": "a", "at": "now"}',
    b'{"id": "a", "at": true}',
    b'{"id": "a", "at": NaN}',
    b'{"id": "a", "at": 1e400}',
    b'{"id": "a", "at": 1' + b"0" * 400 + b"}",
    b'{"id": "a", "name": ["b"], "at": 1}',
    b"[" * 2000,
]


def test_a_signed_token_that_says_something_else_is_invalid():
    page = Page(make_site())

    for payload in NOT_A_PERSON:
        answer = page.post("session/", {"token": signed(page.site.secret, payload)})
        assert code(answer) == (401, "widget_identity_invalid"), payload


def test_nobody_else_signs_tokens():
    page, other = Page(make_site()), make_site()
    head, _dot, signature = page.token().partition(".")
    said = json.loads(base64.urlsafe_b64decode(head + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**said, "id": "u-2"}).encode()).decode()

    for token in (
        page.token(secret=other.secret), f"{changed.rstrip('=')}.{signature}", f"{head}.", head, "",
        f"{head}.{signature}é", None, 7, ["x"], "x" * 5000,
    ):  # fmt: skip
        assert code(page.post("session/", {"token": token})) == (401, "widget_identity_invalid")


def test_a_session_is_for_its_site_and_for_an_hour():
    page, other = Page(make_site()).signed_in(), Page(make_site())
    other.headers = page.headers

    assert code(other.get("panels/feedback/")) == (401, "widget_identity_invalid")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert code(page.get("panels/feedback/")) == (401, "widget_identity_expired")
    page.headers = {"Authorization": "Bearer nonsense"}
    assert code(page.get("panels/feedback/")) == (401, "widget_identity_invalid")


def test_who_only_reads_becomes_no_member_and_who_writes_becomes_one():
    page = Page(make_site())
    before = User.objects.count()
    assert "form" in page.signed_in().panel()
    assert page.get("panels/feedback/similar/", text="dew").status_code == 200

    assert User.objects.count() == before
    assert not WidgetIdentity.objects.exists()
    assert page.submit().status_code == 200
    assert page.signed_in().submit("Show the wind").status_code == 200

    [identity] = WidgetIdentity.objects.select_related("user")
    member = identity.user
    assert (member.username, member.email, member.trust_level) == ("Ana_Ruiz", "", 0)
    assert not member.has_usable_password()
    assert set(Idea.objects.values_list("thread__author", flat=True)) == {member.pk}


def test_no_existing_account_is_ever_taken_over():
    old = UserFactory(username="Ana_Ruiz", email="ana@example.org")
    page = Page(make_site())

    new = member_of(site=page.site, person=Person(external_id="ana@example.org", name="Ana Ruiz"))
    other = member_of(
        site=make_site(), person=Person(external_id="ana@example.org", name="Ana Ruiz")
    )

    assert len({old.pk, new.pk, other.pk}) == 3
    assert new.username == "Ana_Ruiz-2"
    assert not new.emailaddress_set.exists()


def test_any_name_becomes_one_that_a_member_may_have():
    site = make_site()

    for n, name in enumerate(["", "admin", "\U0001f4a5", "\u0410dmin", "Support", "x" * 500]):
        member = member_of(site=site, person=Person(external_id=f"u-{n}", name=name))
        check_name(member.username)
        assert len(member.username) <= 60


def test_suspended_members_and_moderators_are_refused_and_silenced_ones_read():
    admin, page = AdminFactory(), Page(make_site()).signed_in()
    page.submit()
    member = WidgetIdentity.objects.get().user
    until = timezone.now() + timedelta(days=1)

    silence_member(member=member, until=until, by=admin)
    assert "form" not in page.panel()
    assert page.submit("Show the wind").status_code == 403
    suspend_member(member=member, until=until, by=admin)
    assert code(page.get("panels/feedback/")) == (403, "denied")
    assert page.submit("Show the rain").status_code == 403

    # What moderators read is not for the scripts of another product's pages.
    suspend_member(member=member, until=None, by=admin)
    set_roles(member=member, is_moderator=True, by=admin)
    assert code(page.get("panels/feedback/")) == (403, "denied")
    assert page.submit("Show the wind").status_code == 403

    assert Idea.objects.count() == 1


def join(site, person):
    return member_of(site=site, person=person).pk


@pytest.mark.django_db(transaction=True)
def test_two_first_requests_of_a_person_make_one_member(in_threads):
    site, person = make_site(), Person(external_id="u-1", name="Ana Ruiz")
    others = [Person(external_id=f"v-{n}", name="Ana Ruiz") for n in range(2)]

    everybody = [person, person, *others]
    members = in_threads([partial(join, site, one) for one in everybody])

    assert len(set(members)) == 3
    assert members[0] == members[1]
