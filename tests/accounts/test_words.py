"""What people read about their accounts: promises that the settings keep, and complete mails."""

import re
from pathlib import Path

import pytest
from allauth.account import app_settings as allauth
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from community.accounts import policy
from community.accounts.invitations.actions import VALID
from community.accounts.models import Token, User
from community.notifications.models import Mail
from tests.factories import UserFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SITE = "https://commons.example"


def days(seconds):
    return f"{round(seconds / 86400)} days"


@pytest.mark.parametrize(
    ("name", "promise"),
    [
        ("account/login.html", days(settings.SESSION_COOKIE_AGE)),
        ("account/verification_sent.html", f"{allauth.EMAIL_CONFIRMATION_EXPIRE_DAYS} days"),
        (
            "account/email/email_confirmation_message.txt",
            f"{allauth.EMAIL_CONFIRMATION_EXPIRE_DAYS} days",
        ),
        (
            "account/email/email_confirmation_signup_message.txt",
            f"{allauth.EMAIL_CONFIRMATION_EXPIRE_DAYS} days",
        ),
        (
            "account/email/password_reset_key_message.txt",
            days(settings.PASSWORD_RESET_TIMEOUT),
        ),
        ("account/password_reset_from_key.html", days(settings.PASSWORD_RESET_TIMEOUT)),
        ("members/invitation_mail.txt", f"{VALID.days} days"),
        ("members/invitation_over.html", f"{VALID.days} days"),
        ("members/settings_name.html", f"{policy.RENAMED_WITHIN.days} days"),
    ],
)
def test_a_text_promises_what_the_settings_say(name, promise):
    assert promise in (TEMPLATES / name).read_text()


def mails():
    for folder in ("account", "mfa", "socialaccount"):
        for path in sorted((TEMPLATES / folder / "email").glob("[!b]*_message.txt")):
            yield str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("name", list(mails()))
def test_every_mail_greets_says_what_happened_and_ends_with_the_site(name):
    member = User(username="Ana & <Co>")
    told = {
        "user": member,
        "member": member,
        "token": Token(name="Bike bot", last_four="abcd"),
        "scopes": ["Read topics"],
        "timestamp": timezone.now(),
        "site": SITE,
        "SITE_URL": SITE,
        "SITE_NAME": "Commons",
        "password_reset_url": f"{SITE}/reset/",
        "activate_url": f"{SITE}/confirm/",
        "signup_url": f"{SITE}/sign-up/",
    }

    text = render_to_string(name, told)

    assert text.startswith(("Hello,\n\n", "Hello Ana & <Co>,\n\n"))
    assert text.rstrip().endswith(f"\n\n-- \nCommons\n{SITE}")
    assert re.search(r"If (?:you|this)\b", text)
    assert "\n\n\n" not in text
    assert "{" not in text


@pytest.mark.django_db
def test_a_mail_to_somebody_elses_address_does_not_name_who_is_signed_in(as_):
    client = as_(UserFactory(username="Ana"))

    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})

    assert Mail.objects.get(to="nobody@example.org").text.startswith("Hello,\n")
