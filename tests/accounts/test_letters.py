"""What we write to members about their accounts is our own, whole, and leads to our address."""

from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.core import context
from django.template.loader import render_to_string
from django.utils import timezone

from community.notifications.models import Mail
from tests.conftest import ROOT
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

THEIRS = Path(allauth.__file__).parent / "templates"
NEVER_SENT = ("code_", "email_confirm_", "base_")  # by code; when a provider confirms for us
SUFFIX = "_message.txt"


def letters():
    for path in sorted(THEIRS.glob("*/email/*" + SUFFIX)):
        name = path.relative_to(THEIRS).as_posix().removesuffix(SUFFIX)
        if not any(word in path.name for word in NEVER_SENT):
            yield name


@pytest.mark.parametrize("letter", list(letters()))
def test_every_letter_is_ours(letter, rf, settings):
    settings.SITE_URL = "https://commons.example"
    member, asked = UserFactory(), rf.get("/")
    told = {
        "user": member,
        "username": "<Ana>",
        "key": "k",
        "password_reset_url": "https://commons.example/reset/",
        "activate_url": "https://commons.example/confirm/",
        "provider": {"name": "Work"},
        "from_email": "a@example.org",
        "to_email": "b@example.org",
        "deleted_email": "a@example.org",
    }

    assert (ROOT / "templates" / f"{letter}{SUFFIX}").exists()
    with context.request_context(asked):
        get_adapter().send_notification_mail(letter, member, told, email="a@example.org")

    sent = Mail.objects.get()
    assert sent.subject.startswith("[Commons] ")
    assert sent.text.endswith("-- \nCommons\nhttps://commons.example")
    assert len(sent.text.split()) > 20
    assert "&" not in sent.text
    assert "testserver" not in sent.text
    assert "\n\n\n" not in sent.text


def test_the_letter_of_a_removed_factor_names_the_member():
    told = {"member": UserFactory(), "SITE_NAME": "Commons", "SITE_URL": ""}

    text = render_to_string("mfa/email/removed_by_staff_message.txt", told)

    assert told["member"].username in text


def test_the_time_in_an_email_is_utc_in_whichever_zone_its_reader_lives():
    at = datetime(2026, 11, 30, 10, 5, tzinfo=UTC)

    with timezone.override("Asia/Tokyo"):
        text = render_to_string("account/email/password_set_message.txt", {"timestamp": at})

    assert "Time: 30 November 2026, 10:05 UTC" in text
