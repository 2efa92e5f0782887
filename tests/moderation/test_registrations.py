"""Registrations that wait for a moderator."""

import pytest
from allauth.account.models import EmailAddress

from community.accounts.invitations.actions import join_member
from community.accounts.models import User
from community.kernel.errors import Denied
from community.moderation.models import ReviewItem
from community.moderation.queue.actions import approve_item, reject_item
from community.moderation.queue.queries import items_visible_to, shown_items, with_people
from community.notifications.models import Mail
from tests.factories import ModeratorFactory, UserFactory
from tests.handled import handled

pytestmark = pytest.mark.django_db

PASSWORD = "three words and a tree"


@pytest.fixture(autouse=True)
def needs_approval(settings):
    settings.REGISTRATION = "approval"


def join(username="ada", **more):
    made = User(username=username, email=f"{username}@mail.example")
    made.set_password(PASSWORD)
    joined = join_member(member=made, **more)
    EmailAddress.objects.create(user=joined, email=joined.email, primary=True, verified=True)
    handled()
    return joined


def sign_in(as_, username="ada"):
    return as_().post("/accounts/login/", {"login": username, "password": PASSWORD}, follow=True)


def test_a_new_account_waits_and_cannot_sign_in(as_):
    member = join()

    page = sign_in(as_)

    item = ReviewItem.objects.get()
    assert (item.type, item.subject_id, item.is_open) == ("registration", member.pk, True)
    assert not page.context["user"].is_authenticated
    assert "a moderator of" in page.content.decode()
    assert as_(UserFactory()).get("/members/ada/").status_code == 404


def test_whoever_signs_up_on_the_page_waits_too(as_, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    typed = {
        "username": "ada", "email": "ada@mail.example", "password1": PASSWORD, "agreed": "on",
    }  # fmt: skip

    page = as_().post("/accounts/signup/", typed, follow=True)
    handled()

    assert page.request["PATH_INFO"] == "/accounts/inactive/"
    assert ReviewItem.objects.get(type="registration").member.username == "ada"


def test_once_approved_they_sign_in_and_have_an_email(as_):
    member = join()

    approve_item(item=ReviewItem.objects.get(), by=ModeratorFactory(), text="Welcome!")

    mail = Mail.objects.get(to=member.email)
    assert "approved" in mail.subject
    assert "Welcome!" in mail.text
    assert "/accounts/login/" in mail.text
    assert sign_in(as_).context["user"] == member


def test_once_rejected_they_have_the_reason_and_stay_out(as_):
    member = join()

    reject_item(item=ReviewItem.objects.get(), by=ModeratorFactory(), text="Ask by email first.")

    mail = Mail.objects.get(to=member.email)
    assert "Ask by email first." in mail.text
    handled()
    assert not sign_in(as_).context["user"].is_authenticated
    assert ReviewItem.objects.count() == 1


def test_a_member_decides_nothing():
    join()

    with pytest.raises(Denied):
        approve_item(item=ReviewItem.objects.get(), by=UserFactory())
    assert not User.objects.get(username="ada").is_active


def test_the_queue_shows_who_it_is():
    join()
    moderator = ModeratorFactory()

    [shown] = shown_items(list(with_people(items_visible_to(moderator))), moderator)

    assert shown.described.title == "ada"
    assert "mail.example" in shown.described.html
    assert "ada@" not in shown.described.html


def test_elsewhere_nobody_waits(settings):
    settings.REGISTRATION = "open"
    assert join("bob").is_active
    assert not ReviewItem.objects.exists()
