"""Confirming an address, and signing in by a second factor or a passkey, in a real browser."""

import base64
import email
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default

from playwright.sync_api import Page, expect

from tests.stack import eventually

PASSWORD = "bicycle-lamp-7"
END_OF_LETTER = b"\n" + b"-" * 79 + b"\n"


def join_by_form(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def letters(product) -> Iterator[EmailMessage]:
    """What was sent. A demonstration's file may hold several letters, the last half written."""
    for path in (product.data / "mail").glob("*.log"):
        for written in path.read_bytes().split(END_OF_LETTER)[:-1]:
            yield email.message_from_bytes(written.lstrip(), policy=default)


def link_for(product, name: str) -> str:
    """What the letter leads to. A name may end as another does: the address is compared whole."""
    address, found = f"{name}@example.org", []

    def has_come() -> bool:
        for letter in letters(product):
            if address in [to.addr_spec for to in letter["To"].addresses]:
                text = letter.get_content()
                found.extend(re.findall(r"https?://[^/\s]+(/accounts/confirm-email/\S+)", text))
        return bool(found)

    eventually(has_come)
    return found[-1]


def confirm(page: Page, product, name: str) -> None:
    page.goto(link_for(product, name))
    page.get_by_role("button", name="Yes, confirm it").click()
    expect(page.locator(".me .avatar")).to_be_visible()


def prove_it_is_me(page: Page) -> None:
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page: Page) -> None:
    page.goto("/")
    page.locator("details.mine summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


def with_password(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail or user name").fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def code(secret: str, step: int) -> str:
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_passkey_is_added_and_signs_in_alone_and_as_the_second_step(reader, product):
    page = reader()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    join_by_form(page, "keyholder")
    confirm(page, product, "keyholder")

    page.goto("/accounts/2fa/webauthn/add/")
    prove_it_is_me(page)
    page.get_by_label("What to call it").fill("My laptop")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("heading", name="My laptop")).to_be_visible()

    sign_out(page)
    page.goto("/accounts/login/?next=/accounts/sessions/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This one")).to_be_visible()

    sign_out(page)
    with_password(page, "keyholder")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator(".me .avatar")).to_be_visible()


def test_without_scripts_an_app_and_a_recovery_code_open_the_account(reader, product):
    page = reader(java_script_enabled=False)
    join_by_form(page, "plainapp")
    confirm(page, product, "plainapp")

    page.goto("/accounts/2fa/totp/activate/")
    prove_it_is_me(page)
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.get_by_label("Or type this secret").input_value()
    now = int(time.time()) // 30
    page.get_by_label("Code from the app").fill(code(secret, now))
    page.get_by_role("button", name="Turn on").click()
    recovery = page.locator(".codes code").first.inner_text()

    sign_out(page)
    with_password(page, "plainapp")
    page.get_by_label("Code").fill("123456")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not right")
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".me .avatar")).to_be_visible()
