"""No text of accounts is left in English where it is shown in another language: pages, emails,
refusals. The language is the made-up one of kernel/pseudo.py, with every translated text in ⟦⟧."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from community.accounts.invitations.actions import invite
from community.accounts.models import Group, Invitation, Token, User
from community.accounts.oauth.actions import MOST_REDIRECTS, RedirectNeeded, register_app
from community.accounts.people.actions import NameTaken
from community.accounts.tokens.actions import make_token
from community.kernel.pseudo import ACCENTED
from tests.factories import AdminFactory, UserFactory
from tests.worlds import sign_in

pytestmark = pytest.mark.django_db

# What is no text of ours: code, names that people chose, pictures.
DATA = re.compile(r"<(script|style|code|bdi|svg|time)\b.*?</\1>|<textarea.*?</textarea>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
NAMES = {"Commons"}  # of the site
ENTRIES = ["account_login", "account_signup", "account_reset_password"]
SETTINGS = [
    "settings", "settings_display", "settings_name", "settings_invitations", "account_email",
    "account_set_password", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn",
    "usersessions_list", "settings_apps", "app_register", "settings_tokens", "welcome", "members",
]  # fmt: skip


def left_in_english(text):
    """The words outside of brackets, however deep these are in each other."""
    while (less := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = less
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES]


def text_of(html):
    """All that is read or spoken of a page, without what every page has around it."""
    head, _, body = html.partition("</head>")
    title = re.search(r"<title>(.*?)</title>", head, re.DOTALL)[1]
    body = re.split(r'<div class="(?:shell|entry|page)', body, maxsplit=1)[-1]
    body = DATA.sub(" ", "<" + body.partition("</main>")[0])
    for _code, name in settings.LANGUAGES:  # each in itself
        body = body.replace(name, "")
    return unescape(" ".join([title, *SPOKEN.findall(body), re.sub(r"<[^<>]*>", " ", body)]))


@pytest.fixture
def accented(client):
    """A browser whose pages are in the made-up language."""
    client.cookies["language"] = ACCENTED
    with override(ACCENTED):
        yield client


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_page_has_no_english_left(accented, name):
    page = accented.get(reverse(name)).content.decode()

    assert "⟦" in page
    assert left_in_english(text_of(page)) == []


@pytest.mark.parametrize("name", SETTINGS)
def test_a_page_of_settings_has_no_english_left(accented, name):
    member = UserFactory(username="77", trust_level=4, email="7@example.org")
    sign_in(accented, member)
    make_token(member=member, name="7", scopes=["profile:read"], by=member)
    invite(by=member, email="8@example.org")
    register_app(name="7", redirects=["https://7.7/"], kind="public", by=member)

    page = accented.get(reverse(name)).content.decode()

    told = re.sub(r"[78]@example\.org", "", text_of(page))
    assert left_in_english(told) == []


@pytest.mark.parametrize("expires_at", [None, timezone.now()])
def test_an_email_has_no_english_left(expires_at):
    token = Token(name="7", last_four="7777", expires_at=expires_at)
    told = {"member": User(username="77"), "token": token, "scopes": [gettext_lazy("Read")]}
    about = {"user": User(username="77"), "ip": "::1", "timestamp": timezone.now()}

    with override(ACCENTED):
        mails = [
            render_to_string("account/email/token_made_message.txt", told),
            render_to_string("account/email/password_changed_subject.txt", about),
            render_to_string("account/email/password_changed_message.txt", about),
        ]

    assert [left_in_english(mail) for mail in mails] == [[], [], []]


def test_a_refusal_has_no_english_left():
    with override(ACCENTED):
        several = str(RedirectNeeded()), str(NameTaken()), str(NameTaken(free=["ana-2"]))

    assert [left_in_english(text) for text in several] == [[], [], []]
    assert str(MOST_REDIRECTS) in several[0]
    assert str(NameTaken(free=["ana-2"])) == "This username is taken. Available: ana-2."


def test_a_state_is_a_code_for_programs_and_a_text_for_people():
    with override(ACCENTED):
        assert Token().state == "live"
        assert left_in_english(str(Token().state.label)) == []
        assert str(Invitation.State.OPEN) == "open"
    assert str(Token().state.label) == "Active"


def test_a_group_by_rule_is_named_in_the_readers_language_until_it_is_renamed():
    group = Group.objects.get(rule=Group.Rule.MODERATORS)
    with override(ACCENTED):
        assert left_in_english(str(group)) == []
        group.name = "Rangers"
        assert str(group) == "Rangers"


def test_the_admin_has_no_english_left_in_what_is_ours(accented):
    sign_in(accented, AdminFactory())

    page = accented.get(reverse("admin:accounts_user_changelist")).content.decode()

    columns = re.findall(r'<th scope="col"[^>]*column-(\w+)[^>]*>(.*?)</th>', page, re.DOTALL)
    texts = [re.sub("<[^<>]*>", " ", told) for name, told in columns if name != "action"]
    actions = re.findall(r'<option value="[a-z_]+">(.*?)</option>', page)
    assert len(texts) == 7
    assert len(actions) == 10
    assert [left_in_english(text) for text in [*texts, *actions]] == [[]] * 17
